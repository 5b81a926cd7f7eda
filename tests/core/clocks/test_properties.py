"""What holds whatever happens, and in whatever order: through the pure engine, and through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from escalera.base.calendars import actions as calendars
from escalera.base.calendars.hours import Hours
from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.refusals import Refusal
from escalera.core.clocks.choices import ClockKind, Unit
from escalera.core.clocks.engine import Engine, Find, History, State
from escalera.core.clocks.following import follow_calendar
from escalera.core.clocks.measuring import measure
from escalera.core.clocks.memory import Memory
from escalera.core.clocks.models import Clock
from escalera.core.clocks.repairing import compare
from escalera.core.clocks.runs import Run
from escalera.core.clocks.sweeping import sweep
from escalera.core.clocks.targets import Target
from escalera.core.clocks.turns import StayFacts, Turn, What
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.models import Escalation
from escalera.core.ladder.packets import Handover
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.clocks.agreed import DAYS, WORKING, agree, office, owner, target

MADRID = ZoneInfo("Europe/Madrid")
HOURS = Hours(MADRID, [[(540, 840), (960, 1140)]] * 5 + [[(600, 780)], []])
OLD = Hours(MADRID, [[(480, 900)]] * 5 + [[], []])
unhurried = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
instants = some.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001
units = some.sampled_from(list(Unit))


class OneCalendar:
    """Two versions; the second came with event `since`."""

    def __init__(self, since: int, at: datetime) -> None:
        self.since, self.moment = since, at

    def at(self, calendar: int | None, event_id: int) -> int | None:
        return None if calendar is None else 2 if event_id > self.since else 1

    def next(self, version: int, event_id: int) -> tuple[int, datetime] | None:
        return (2, self.moment) if version == 1 and event_id > self.since else None

    def hours(self, version: int) -> Hours:
        return OLD if version == 1 else HOURS


@unhurried
@given(units, instants, some.integers(1, 3000), some.integers(0, 40 * 24 * 60))
def test_elapsed_and_remaining_make_the_target(unit: str, start: datetime, amount: int, minutes: int) -> None:
    """From any instant the due instant is the same: what has elapsed and what is left are the whole."""
    how = measure(unit, HOURS, start)
    total = timedelta(days=amount % 30 + 1) if unit == Unit.WORKING_DAYS else timedelta(minutes=amount)
    due = how.reach(start, total)
    assert due is not None
    assert how.spent(start, due) == total
    between = start + timedelta(minutes=minutes)
    if between < due:
        elapsed = how.spent(start, between)
        assert elapsed < total
        assert how.reach(between, total - elapsed) == due


@unhurried
@given(units, instants, some.integers(1, 3000), some.lists(some.integers(1, 3000), min_size=2, max_size=8))
def test_standing_still_never_shortens(unit: str, start: datetime, amount: int, gaps: list[int]) -> None:
    """However a ticket waits, it is due no sooner than if it had not waited; and waking is not being late."""
    goal = Target(
        ClockKind.RESOLUTION, "sla", unit, amount % 30 + 1 if unit == Unit.WORKING_DAYS else amount, calendar=1
    )
    plain, waited = _engine(), _engine()
    for engine in (plain, waited):
        engine.take(Turn(1, start, What.OPENED, stay=StayFacts(1, 1, start), targets=(goal,)))
    run, at = waited.state.live[goal.key], start
    for place, gap in enumerate(gaps):
        at += timedelta(minutes=gap)
        still = place % 2 == 0
        what = What.WAITS if still else What.GOES_ON
        waited.take(Turn(2 + place, at, what, status="waiting_customer", pauses=frozenset({"resolution"})))
        if not still and not run.is_late:
            assert run.due_at is None or run.due_at >= at
    waited.take(Turn(99, at + timedelta(minutes=1), What.GOES_ON))
    first, second = plain.state.live[goal.key].due_at, run.due_at
    assert first is not None
    assert second is not None
    assert second >= first


def _engine() -> Engine:
    return Engine(State(), OneCalendar(0, NOON))


KINDS = ("first_reply", "next_reply", "update", "own", "resolution", "vendor", "stay")
GOALS = {kind: Target(kind, "sla", Unit.WORKING_MINUTES, 100 + 40 * n, calendar=1) for n, kind in enumerate(KINDS)}
OTHERS = {kind: Target(kind, "sla", Unit.WORKING_DAYS, 1 + n, calendar=1) for n, kind in enumerate(KINDS)}
steps = some.lists(
    some.tuples(
        some.sampled_from([
            What.ASKED, What.ANSWERED, What.WAITS, What.GOES_ON, What.HELD, What.LET_GO, What.MOVED, What.SOLVED,
            What.ENDED, What.REOPENED, What.RESTORED, What.CHANGED, What.PROMISED,
        ]),
        some.integers(0, 4000),
        some.integers(0, 5),
    ),
    max_size=25,
)  # fmt: skip


def _turns(start: datetime, drawn: list[tuple[What, int, int]]) -> list[Turn]:
    goals = tuple(GOALS.values())
    turns = [Turn(1, start, What.OPENED, stay=StayFacts(1, 1, start), targets=goals)]
    at, ended = start, False
    for number, (what, minutes, choice) in enumerate(drawn, start=2):
        at += timedelta(minutes=minutes)
        if ended != (what in (What.REOPENED, What.RESTORED)):
            continue  # an ended ticket is only opened again, an open one never is
        ended = what in (What.SOLVED, What.ENDED)
        some_kinds = frozenset(KINDS[:choice])
        status = ("waiting_vendor", "waiting_customer")[choice % 2]
        changed = (goals, tuple(OTHERS.values()), goals[:choice], tuple(OTHERS.values())[choice:])[choice % 4]
        moves = what in (What.MOVED, What.REOPENED)
        turns.append(
            Turn(
                number, at, what, status=status, pauses=some_kinds, agent=choice + 1,
                stay=StayFacts(number, choice, at, holder=choice or None) if moves else None,
                moment=at + timedelta(hours=choice) if what == What.PROMISED and choice else None,
                targets=changed if what == What.CHANGED else None,
            )
        )  # fmt: skip
    return turns


@unhurried
@given(instants, steps, some.integers(1, 26), some.integers(0, 20_000))
def test_one_by_one_with_what_is_stored_between_is_the_same_as_all_at_once(
    start: datetime, drawn: list[tuple[What, int, int]], since: int, minutes: int
) -> None:
    """Any cut between two facts, also with a calendar that changes on the way, gives the same clocks."""
    turns = _turns(start, drawn)
    versions = OneCalendar(since, min(start + timedelta(minutes=minutes), turns[-1].at))
    whole = Engine(State(), versions).take_all(turns)
    state = State()
    for place, turn in enumerate(turns):
        kept = State(Memory.of(state.memory.data()), dict(state.targets), dict(state.live))
        before, stopped = turns[:place], state.stopped
        Engine(kept, versions, find=_finder(stopped), history=_giver(before)).take(turn)
        revived = [id(run) for run in kept.live.values()]
        kept.stopped = [run for run in stopped if id(run) not in revived] + kept.stopped
        state = kept
    assert (_values(state.live.values()), _values(state.stopped)) == (
        _values(whole.live.values()),
        _values(whole.stopped),
    )
    assert state.memory == whole.memory


def _finder(known: list[Run]) -> Find:
    return lambda key: [one for one in reversed(known) if one.key == key]


def _giver(known: list[Turn]) -> History:
    return lambda: known


def _values(runs: object) -> list[tuple[object, ...]]:
    found = [tuple(getattr(run, one.name) for one in fields(Run)) for run in runs]  # type: ignore[attr-defined]
    return sorted(found, key=repr)


# Through the real actions

Deed = Callable[[Desk, int, datetime], object]


def _offer(number: int) -> Escalation:
    return Escalation.objects.filter(ticket=number, state="offered").get()


DEEDS: list[Deed] = [
    lambda desk, number, at: tickets.reply(ticket_id=number, content=Content("Hello."), by=desk.sara, at=at),
    lambda desk, number, at: tickets.reply(
        ticket_id=number, content=Content("And?"), by=desk.sara, at=at, then="wait"
    ),
    lambda desk, number, at: tickets.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Well?"), channel="email", at=at
    ),
    lambda desk, number, at: tickets.wait_for(ticket_id=number, status="waiting_vendor", by=desk.sara, at=at),
    lambda desk, number, at: tickets.wait_for(ticket_id=number, status="open", by=desk.sara, at=at),
    lambda desk, number, at: tickets.snooze(ticket_id=number, until=at + timedelta(hours=9), by=desk.sara, at=at),
    lambda desk, number, at: tickets.wake(ticket_id=number, by=desk.sara, at=at),
    lambda desk, number, at: tickets.take(ticket_id=number, by=desk.sara, at=at),
    lambda desk, number, at: tickets.release(ticket_id=number, by=desk.sara, at=at),
    lambda desk, number, at: tickets.assign(ticket_id=number, team=desk.sales, by=desk.sara, at=at),
    lambda desk, number, at: tickets.classify(ticket_id=number, kind="incident", priority=3, by=desk.sara, at=at),
    lambda desk, number, at: tickets.classify(ticket_id=number, kind="incident", priority=2, by=desk.sara, at=at),
    lambda desk, number, at: tickets.set_due(ticket_id=number, due=at + timedelta(hours=3), by=desk.sara, at=at),
    lambda desk, number, at: ladder.escalate(
        ticket_id=number, to_team=desk.networks, handover=Handover(summary="x"), by=desk.sara, at=at
    ),
    lambda desk, number, at: ladder.accept(escalation_id=_offer(number).pk, by=desk.bruno, at=at),
    lambda desk, number, at: ladder.reject(
        escalation_id=_offer(number).pk, code="missing_information", reason="Which?", by=desk.bruno, at=at
    ),
    lambda desk, number, at: ladder.send_back(ticket_id=number, reason="Yours.", by=desk.bruno, at=at),
    lambda desk, number, at: tickets.resolve(ticket_id=number, by=desk.sara, at=at, anyway=True),
    lambda desk, number, at: tickets.reopen(ticket_id=number, by=desk.sara, at=at),
    lambda desk, number, at: tickets.mark_spam(ticket_id=number, by=desk.sara, at=at),
    lambda desk, number, at: tickets.undo_spam(ticket_id=number, by=desk.sara, at=at),
    lambda desk, number, at: sweep(at),
]


def _agree_much() -> None:
    high = {"field": "priority", "is": "3"}
    all_kinds = ("first_reply", "next_reply", "update", "own", "resolution")
    agree(*(target(kind, 100 + 60 * n, WORKING) for n, kind in enumerate(all_kinds)), when=high, name="High")
    agree(
        *(target(kind, 300 + 90 * n) for n, kind in enumerate(all_kinds[:4])),
        target("resolution", 2, DAYS),
        name="Rest",
    )
    agree(target("stay", 200, WORKING), name="Teams", kind="ola", calendar="team")
    agree(target("vendor", 60), name="Contract", kind="uc")
    agree(target("legal", 5, DAYS), name="Law", kind="legal")


@pytest.mark.django_db
@settings(
    deadline=None, max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)  # fmt: skip
@given(some.lists(some.tuples(some.integers(0, len(DEEDS) - 1), some.integers(0, 900)), min_size=5, max_size=22))
def test_the_log_gives_what_is_stored(desk: Desk, drawn: list[tuple[int, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        office()
        _agree_much()
        number = desk.open().ticket_id
        at = NOON
        for deed, minutes in drawn:
            at += timedelta(minutes=minutes)
            try:
                with transaction.atomic():
                    DEEDS[deed](desk, number, at)
            except (Refusal, Escalation.DoesNotExist):
                continue
            assert compare(number).differences == []
        live = Clock.objects.filter(ticket=number, stopped_at=None)
        customers = live.filter(kind__in=["first_reply", "next_reply", "update", "resolution", "legal", "promise"])
        dues = [due for due in customers.values_list("due_at", flat=True) if due]
        assert Ticket.objects.get(pk=number).due_at == min(dues, default=None)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_readers_that_start_again_in_any_order_give_the_same_rows(desk: Desk) -> None:
    """The calendar changes while clocks run; whether its reader came at once, late or twice, the clocks are the same."""
    calendar = office()
    agree(target("resolution", 12 * 60, WORKING), target("first_reply", 6 * 60, WORKING))
    numbers = [desk.open(at=later(n)).ticket_id for n in range(4)]
    read_all()
    short = [[(540, 720)]] * 5 + [[], []]
    calendars.edit_calendar(
        calendar_id=calendar.pk, name="Office", time_zone="UTC", week=short, by=owner(), at=later(60)
    )
    follow_calendar(calendar.pk)  # at once, for the first two; the others are spoken on before and after
    for number in numbers[:2]:
        tickets.reply(ticket_id=number, content=Content("Hi."), by=desk.amira, at=later(90))
    read_all()
    for number in numbers[2:]:
        tickets.reply(ticket_id=number, content=Content("Hi."), by=desk.amira, at=later(90))
    follow_calendar(calendar.pk)
    first = [Clock.objects.get(ticket=number, kind="first_reply").elapsed for number in numbers]
    due = [Clock.objects.get(ticket=number, kind="resolution").due_at for number in numbers]
    assert first == [timedelta(minutes=60 - n) for n in range(4)]
    assert due == [NOON + timedelta(days=4, minutes=n - 60) for n in range(4)]  # Friday 11:00
    assert all(compare(number).differences == [] for number in numbers)
    assert Event.objects.filter(name="calendar.changed").count() == 1
