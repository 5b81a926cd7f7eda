"""Which steps stand ready for a ticket, and when they press: computed from the ticket, its facts and the policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from escalera.base.calendars.hours import Hours, add_working_time
from escalera.base.calendars.models import Calendar
from escalera.base.calendars.queries import default_calendar
from escalera.base.calendars.versions import hours_of
from escalera.base.log.models import Event
from escalera.core.clocks.choices import LIVE
from escalera.core.clocks.models import Clock
from escalera.core.conditions.compiling import matches
from escalera.core.conditions.reading import Condition, read
from escalera.core.ladder.models import Escalation, Stay
from escalera.core.oncall import choices
from escalera.core.oncall.choices import ArmedState, Situation
from escalera.core.oncall.models import ArmedStep, EscalationPolicy, Step
from escalera.core.oncall.situations import STIRRING, Case, ClockState, Episode, Happened, episodes, taken_after
from escalera.core.tickets.models import Ticket

MOST_FACTS = 400  # of one ticket, the newest
Key = tuple[int, str, int]  # step, episode, number
_CLOCKED = (Situation.CLOCK_AT, Situation.CLOCK_OVER)


@dataclass(frozen=True, slots=True)
class Due:
    """A step that stands ready: which, for which episode, for the how-manieth time, and when."""

    step: Step
    episode: str
    number: int
    at: datetime

    @property
    def key(self) -> Key:
        return self.step.pk, self.episode, self.number


@dataclass(frozen=True, slots=True)
class Written:
    """A policy with its condition read."""

    policy: EscalationPolicy
    condition: Condition
    steps: Sequence[Step]


@dataclass
class Book:
    """All policies that press, and the working hours they count in, read once for many tickets."""

    policies: list[Written]
    _hours: dict[int, Hours] = field(default_factory=dict)
    _company: list[Calendar | None] = field(default_factory=list)

    @classmethod
    def read(cls) -> Book:
        rows = EscalationPolicy.objects.filter(is_active=True, archived_at__isnull=True).order_by("order", "pk")
        return cls([written(row) for row in rows])

    @property
    def situations(self) -> set[str]:
        return {step.situation for one in self.policies for step in one.steps}

    def after(self, since: datetime, minutes: int, hours: str, ticket: Ticket) -> datetime | None:
        """Return when so many minutes of these hours have passed; None if the hours never suffice."""
        span = timedelta(minutes=minutes)
        calendar = self._calendar(hours, ticket)
        if calendar is None or not minutes:
            return since + span
        if calendar.pk not in self._hours:
            self._hours[calendar.pk] = hours_of(calendar)
        return add_working_time(self._hours[calendar.pk], since, span)

    def _calendar(self, hours: str, ticket: Ticket) -> Calendar | None:
        if hours == choices.Hours.ALWAYS:
            return None
        if hours == choices.Hours.TEAM and ticket.team.calendar_id is not None:
            return ticket.team.calendar
        if not self._company:
            self._company.append(default_calendar())
        return self._company[0]


def written(policy: EscalationPolicy, steps: Sequence[Step] | None = None) -> Written:
    """Return a policy with its condition read; `steps`: others than those that are stored."""
    if steps is None:
        steps = list(policy.steps.filter(archived_at__isnull=True).order_by("order", "pk"))
    return Written(policy, read(policy.when), steps)


def case_of(ticket: Ticket, situations: set[str]) -> Case:
    """Return the ticket as steps of these situations see it; at most four queries."""
    facts = Event.objects.filter(ticket_id=ticket.pk, name__in=STIRRING).order_by("-pk")[:MOST_FACTS]
    rows = facts.values_list("pk", "name", "at", "data")
    stay = offer = None
    if Situation.STAY in situations:
        stay = Stay.objects.filter(ticket=ticket, left_at__isnull=True).values_list("pk", "entered_at").first()
    if Situation.NOT_ACCEPTED in situations:
        offers = Escalation.objects.filter(ticket=ticket, state="offered")
        offer = offers.values_list("pk", "offered_at").first()
    return Case(
        ticket_id=ticket.pk, status=ticket.status, is_open=ticket.is_open, level_id=ticket.level_id,
        assignee_id=ticket.assignee_id, waits_since=ticket.customer_waits_since, stay=stay, offer=offer,
        clocks=_clocks(ticket.pk) if situations & set(_CLOCKED) else (),
        facts=[Happened(*row) for row in reversed(rows)],
    )  # fmt: skip


def wanted(ticket: Ticket, book: Book, at: datetime, *, fired: Sequence[ArmedStep]) -> list[Due]:
    """Return every step that stands ready for a ticket at `at`. `fired`: what has pressed for it already.

    What would have pressed before its policy stood as it stands is left out."""
    if not ticket.is_open or not book.policies:
        return []
    fitting = [one for one in book.policies if matches(one.condition, ticket, None, at)]
    if not fitting:
        return []
    case = case_of(ticket, book.situations)
    done = {(row.step_id, row.episode): row for row in sorted(fired, key=lambda row: row.number)}
    found = [
        due
        for one in fitting
        for step in one.steps
        for episode in episodes(step.situation, step.only, case)
        if (due := _due(step, episode, done.get((step.pk, episode.key)), case, book, ticket)) is not None
        and due.at >= one.policy.since
    ]
    return sorted(found, key=lambda due: (due.at, due.step.order))


def _due(
    step: Step, episode: Episode, last: ArmedStep | None, case: Case, book: Book, ticket: Ticket
) -> Due | None:  # fmt: skip
    """Return when the step presses next in an episode; None if it has done all it does."""
    if last is None:
        at = book.after(episode.since, step.minutes, step.hours, ticket)
        return Due(step, episode.key, 1, at) if at is not None else None
    if step.every_min is None or last.number >= step.times or last.fired_at is None:
        return None
    if last.state == ArmedState.FIRED and taken_after(case, last.fired_at):
        return None
    at = book.after(last.fired_at, step.every_min, step.hours, ticket)
    return Due(step, episode.key, last.number + 1, at) if at is not None else None


def _clocks(ticket_id: int) -> list[ClockState]:
    live = Clock.objects.filter(ticket=ticket_id, stopped_at__isnull=True, state__in=LIVE).order_by("pk")
    rows = live.values_list("pk", "kind", "warned", "breached_at", "state")
    return [
        ClockState(key, kind, warned, late if state == "late" else None) for key, kind, warned, late, state in rows
    ]
