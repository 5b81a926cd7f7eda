"""One deed over many tickets: each its own answer, and all of it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.bulk.actions import CannotUndo, advance, start, stop, undo
from escalera.core.bulk.models import BulkRun, BulkStep
from escalera.core.tickets.actions import classify, note, resolve, tag
from escalera.core.tickets.actions.content import Content
from escalera.core.tickets.models import Message, Tag, Ticket, TicketTag
from tests.cast import Desk, later


def opened(desk: Desk, count: int) -> list[int]:
    return [desk.open(subject=f"Need {place}").ticket_id for place in range(count)]


def run(desk: Desk, verb: str, given: dict[str, Any], tickets: list[int], by: Agent | None = None) -> BulkRun:
    made = start(verb=verb, given=given, tickets=tickets, by=by or desk.sara, at=later(10))
    advance(at=later(11))
    made.refresh_from_db()
    return made


def undone(desk: Desk, made: BulkRun, by: Agent | None = None) -> BulkRun:
    undo(run_id=made.pk, by=by or desk.sara, at=later(20))
    advance(at=later(20))
    made.refresh_from_db()
    return made


def figures(made: BulkRun) -> tuple[str, int, int, int, int, int]:
    return made.state, made.done, made.same, made.refused, made.undone, made.kept


def tagged() -> list[int]:
    return list(TicketTag.objects.order_by("ticket").values_list("ticket", flat=True))


def states(made: BulkRun) -> list[tuple[int, str]]:
    return list(BulkStep.objects.filter(run=made).order_by("pk").values_list("ticket_id", "state"))


@pytest.mark.django_db
def test_every_ticket_is_given_to_a_colleague_and_back(desk: Desk) -> None:
    numbers = opened(desk, 3)
    made = run(desk, "assign", {"agent": str(desk.amira.pk)}, numbers)
    assert figures(made) == ("done", 3, 0, 0, 0, 0)
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {desk.amira.pk}
    assert figures(undone(desk, made)) == ("undone", 3, 0, 0, 3, 0)
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {None}


@pytest.mark.django_db
def test_what_has_changed_since_stays_as_it_is(desk: Desk) -> None:
    one, other = opened(desk, 2)
    made = run(desk, "priority", {"priority": "4"}, [one, other])
    classify(ticket_id=one, kind="request", priority=1, by=desk.sara, at=later(15))
    assert figures(undone(desk, made)) == ("undone", 2, 0, 0, 1, 1)
    assert [Ticket.objects.get(pk=number).priority for number in (one, other)] == [1, 2]


@pytest.mark.django_db
def test_a_refusal_of_one_does_not_stop_the_others(desk: Desk) -> None:
    one, other, third = opened(desk, 3)
    resolve(ticket_id=other, by=desk.sara, at=later(5))
    made = run(desk, "snooze", {"until": later(90).isoformat()}, [one, other, third])
    assert figures(made) == ("done", 2, 0, 1, 0, 0)
    assert states(made) == [(one, "done"), (other, "refused"), (third, "done")]
    assert BulkStep.objects.get(run=made, ticket=other).words != ""


@pytest.mark.django_db
def test_what_was_so_already_is_left_alone(desk: Desk) -> None:
    one, other = opened(desk, 2)
    tag(ticket_id=one, names=["fibra"], by=desk.sara, at=later(1))
    made = run(desk, "tag", {"tags": "Fibra"}, [one, other])
    assert figures(made) == ("done", 1, 1, 0, 0, 0)
    undone(desk, made)
    assert tagged() == [one]


@pytest.mark.django_db
def test_a_tag_is_taken_off_and_put_on_again(desk: Desk) -> None:
    one, other = opened(desk, 2)
    tag(ticket_id=one, names=["fibra"], by=desk.sara, at=later(1))
    fibra = Tag.objects.get()
    made = run(desk, "untag", {"tag": str(fibra.pk)}, [one, other])
    assert (figures(made), tagged()) == (("done", 1, 1, 0, 0, 0), [])
    undone(desk, made)
    assert tagged() == [one]


@pytest.mark.django_db
def test_tickets_of_others_are_left_out(desk: Desk) -> None:
    mine, theirs = desk.open().ticket_id, desk.open(team=desk.networks).ticket_id
    made = run(desk, "assign", {"agent": "me"}, [mine, theirs], by=desk.amira)
    assert (made.total, states(made)) == (1, [(mine, "done")])
    with pytest.raises(BadInput):
        start(verb="assign", given={"agent": "me"}, tickets=[theirs], by=desk.amira, at=later(12))


@pytest.mark.django_db
def test_who_only_reads_changes_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    desk.sara.role.permissions = ["tickets.see_all"]
    with pytest.raises(NotAllowed):
        start(verb="resolve", given={}, tickets=[number], by=desk.sara, at=later(1))


@pytest.mark.django_db
def test_resolved_tickets_open_again(desk: Desk) -> None:
    numbers = opened(desk, 2)
    made = run(desk, "resolve", {}, numbers)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {desk.sara.pk}
    undone(desk, made)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"open"}
    assert Ticket.objects.filter(assignee__isnull=False).count() == 0


@pytest.mark.django_db
def test_a_wait_and_a_sleep_and_spam_end_as_they_began(desk: Desk) -> None:
    [number] = opened(desk, 1)
    for verb, given, status in (
        ("wait", {"status": "waiting_vendor"}, "waiting_vendor"),
        ("snooze", {}, "scheduled"),
        ("spam", {}, "cancelled"),
    ):
        made = run(desk, verb, given, [number])
        assert Ticket.objects.get().status == status
        assert figures(undone(desk, made))[0] == "undone"
        assert Ticket.objects.get().status in ("new", "open")


@pytest.mark.django_db
def test_words_can_be_dropped_until_they_leave(desk: Desk) -> None:
    numbers = opened(desk, 2)
    made = start(verb="reply", given={"text": "It works again."}, tickets=numbers, by=desk.sara, at=later(10))
    assert advance(at=later(10.2)) == 0
    undo(run_id=made.pk, by=desk.sara, at=later(10.2))
    assert advance(at=later(20)) == 0
    assert Message.objects.filter(agent=desk.sara).count() == 0


@pytest.mark.django_db
def test_words_go_to_everybody_once_and_then_stay_said(desk: Desk) -> None:
    numbers = opened(desk, 3)
    given = {"text": "It works again.", "then": "resolve"}
    made = start(verb="reply", given=given, tickets=numbers, by=desk.sara, at=later(10))
    advance(at=later(11))
    advance(at=later(12))
    said = Message.objects.filter(agent=desk.sara).order_by("ticket").values_list("ticket", "text")
    assert list(said) == [(number, "It works again.") for number in numbers]
    assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}
    with pytest.raises(CannotUndo):
        undo(run_id=made.pk, by=desk.sara, at=later(13))


@pytest.mark.django_db
def test_many_become_one_and_many_again(desk: Desk) -> None:
    first, second, third = opened(desk, 3)
    made = run(desk, "merge", {"into": str(first)}, [first, second, third])
    assert (figures(made), Message.objects.filter(ticket=first).count()) == (("done", 2, 1, 0, 0, 0), 3)
    undone(desk, made)
    counts = [Message.objects.filter(ticket=number).count() for number in (first, second, third)]
    assert (counts, Ticket.objects.filter(is_open=True).count()) == ([1, 1, 1], 3)


@pytest.mark.django_db
def test_a_team_beside_takes_them_and_one_above_is_offered_them(desk: Desk) -> None:
    one, other = opened(desk, 2)
    beside = run(desk, "move", {"team": str(desk.sales.pk)}, [one])
    above = run(desk, "move", {"team": str(desk.networks.pk), "words": "The line is cut."}, [other])
    assert [Ticket.objects.get(pk=number).team for number in (one, other)] == [desk.sales, desk.networks]
    assert figures(undone(desk, beside)) == ("undone", 1, 0, 0, 1, 0)
    assert figures(undone(desk, above)) == ("undone", 1, 0, 0, 0, 1)
    assert [Ticket.objects.get(pk=number).team for number in (one, other)] == [desk.front, desk.networks]


@pytest.mark.django_db
def test_a_stopped_run_does_no_more_and_can_still_be_undone(desk: Desk) -> None:
    numbers = opened(desk, 60)
    made = start(verb="priority", given={"priority": "3"}, tickets=numbers, by=desk.sara, at=later(10))
    assert advance(at=later(10)) == 50
    stop(run_id=made.pk, by=desk.sara, at=later(11))
    assert advance(at=later(11)) == 0
    assert Ticket.objects.filter(priority=3).count() == 50
    undo(run_id=made.pk, by=desk.sara, at=later(12))
    while advance(at=later(12)):
        pass
    assert Ticket.objects.filter(priority=3).count() == 0
    facts = Event.objects.filter(name__startswith="bulk.").order_by("pk").values_list("name", flat=True)
    assert list(facts) == ["bulk.started", "bulk.stopped", "bulk.undone"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("dance", {}),
        ("priority", {"priority": "9"}),
        ("priority", {"priority": "²"}),
        ("assign", {"agent": "999999"}),
        ("move", {"team": ""}),
        ("tag", {"tags": " , "}),
        ("untag", {"tag": "7"}),
        ("wait", {"status": "resolved"}),
        ("snooze", {"until": "tomorrow"}),
        ("reply", {"text": " "}),
        ("reply", {"text": "x" * 50_001}),
        ("merge", {}),
    ],
)
def test_values_that_make_no_sense_are_refused_before_anything_is_done(
    desk: Desk, verb: str, given: dict[str, Any]
) -> None:
    number = desk.open().ticket_id
    with pytest.raises(BadInput):
        start(verb=verb, given=given, tickets=[number], by=desk.sara, at=later(1))
    assert BulkRun.objects.count() == 0


@pytest.mark.django_db
def test_too_many_tickets_are_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        start(verb="resolve", given={}, tickets=range(1, 5002), by=desk.sara, at=later(1))


@pytest.mark.django_db
def test_nobody_else_stops_or_undoes_a_run(desk: Desk) -> None:
    [number] = opened(desk, 1)
    made = run(desk, "resolve", {}, [number])
    for act in (stop, undo):
        with pytest.raises(BulkRun.DoesNotExist):
            act(run_id=made.pk, by=desk.amira, at=later(12))


@pytest.mark.django_db
def test_a_note_stands_on_every_ticket(desk: Desk) -> None:
    numbers = opened(desk, 2)
    note(ticket_id=numbers[0], content=Content("mine"), by=desk.sara, at=later(1))
    start(verb="note", given={"text": "Outage in the north."}, tickets=numbers, by=desk.sara, at=later(10))
    advance(at=later(11))
    notes = Message.objects.filter(kind="note").order_by("pk").values_list("ticket", "text")
    assert list(notes) == [(numbers[0], "mine"), *((number, "Outage in the north.") for number in numbers)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_run_and_do_every_step_once(desk: Desk) -> None:
    numbers = opened(desk, 40)
    made = start(verb="note", given={"text": "Outage."}, tickets=numbers, by=desk.sara, at=later(10))

    def work() -> int:
        try:
            return sum(iter(lambda: advance(at=later(11)), 0))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        looked = [pool.submit(work) for _ in range(2)]
    assert sum(one.result() for one in looked) == 40
    advance(at=later(12))
    made.refresh_from_db()
    assert figures(made) == ("done", 40, 0, 0, 0, 0)
    assert Message.objects.filter(kind="note").count() == 40
