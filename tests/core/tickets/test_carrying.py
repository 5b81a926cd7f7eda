"""What else goes over with a merge and comes back with its undoing: drafts, sleeps, checklists, times, fields."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.core.tickets.actions import (
    Content,
    add_checklist,
    add_time,
    merge,
    receive_message,
    snooze,
    undo_merge,
)
from escalera.core.tickets.models import Checklist, Field, FieldValue, Snooze, Status, Ticket, TimeEntry
from escalera.core.writing.actions import Reply, save_draft, send
from escalera.core.writing.models import Draft
from tests.cast import Desk, later

pytestmark = pytest.mark.django_db


def two(desk: Desk) -> tuple[int, int]:
    return desk.open("One").ticket_id, desk.open("Two", requester=desk.eve, at=later(1)).ticket_id


def drafts(number: int) -> list[tuple[str, str]]:
    return list(Draft.objects.filter(ticket=number).order_by("pk").values_list("agent__name", "text"))


def test_what_was_being_written_goes_back_where_it_was_begun(desk: Desk) -> None:
    first, second = two(desk)
    save_draft(ticket_id=second, kind="reply", text="Amira on two", by=desk.amira, at=later(2))
    save_draft(ticket_id=first, kind="reply", text="Sara on one", by=desk.sara, at=later(2))
    save_draft(ticket_id=second, kind="reply", text="Sara on two", by=desk.sara, at=later(2))
    made = merge(survivor_id=first, absorbed_id=second, by=desk.sara, at=later(3))
    assert drafts(second) == []
    both = ("Sara", "Sara on two\n\nSara on one")
    assert sorted(drafts(first)) == [("Amira", "Amira on two"), both]
    undo_merge(merge_id=made.pk, by=desk.sara, at=later(4))
    assert (drafts(first), drafts(second)) == ([both], [("Amira", "Amira on two")])


def test_a_reply_that_was_to_leave_is_a_draft_of_its_own_ticket_again(desk: Desk) -> None:
    first, second = two(desk)
    send(ticket_id=second, reply=Reply("Later"), by=desk.amira, at=later(2), send_at=later(90), key="k")
    made = merge(survivor_id=first, absorbed_id=second, by=desk.sara, at=later(3))
    undo_merge(merge_id=made.pk, by=desk.sara, at=later(4))
    assert (drafts(first), drafts(second)) == ([], [("Amira", "Later")])


def asleep(number: int) -> tuple[str, object, int]:
    ticket = Ticket.objects.get(pk=number)
    return ticket.status, ticket.snoozed_until, Snooze.objects.filter(ticket=number, woken_at=None).count()


def test_both_sleep_on_when_the_merge_is_undone(desk: Desk) -> None:
    first, second = two(desk)
    until = later(0) + timedelta(days=2)
    for number in (first, second):
        snooze(ticket_id=number, until=until, by=desk.amira, at=later(2))
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(3))
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(4))
    assert [asleep(first), asleep(second)] == [("scheduled", until, 1), ("scheduled", until, 1)]


def test_a_sleep_that_would_be_over_is_over(desk: Desk) -> None:
    first, second = two(desk)
    snooze(ticket_id=second, until=later(10), by=desk.amira, at=later(2))
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(3))
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(20))
    assert asleep(second) == (Status.NEW, None, 0)
    snooze(ticket_id=second, until=later(100), by=desk.amira, at=later(21))
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(22))
    receive_message(ticket_id=second, contact=desk.eve, content=Content("Hello?"), channel="email", at=later(23))
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(24))
    assert asleep(second) == (Status.NEW, None, 0)


def belongings(number: int) -> tuple[list[str], list[int], list[tuple[str, str | None]]]:
    return (
        list(Checklist.objects.filter(ticket=number).order_by("pk").values_list("name", flat=True)),
        list(TimeEntry.objects.filter(ticket=number).order_by("pk").values_list("minutes", flat=True)),
        list(FieldValue.objects.filter(ticket=number).order_by("field").values_list("field__key", "text")),
    )


def test_lists_times_and_fields_go_over_and_back(desk: Desk) -> None:
    first, second = two(desk)
    plan, node = (Field.objects.create(key=key, label=key, kind="text") for key in ("plan", "node"))
    FieldValue.objects.create(ticket_id=first, field=plan, text="Gold")
    FieldValue.objects.create(ticket_id=second, field=plan, text="Silver")
    FieldValue.objects.create(ticket_id=second, field=node, text="A7")
    add_checklist(ticket_id=second, name="Visit", steps=["Ring"], by=desk.amira, at=later(2))
    add_time(ticket_id=first, minutes=5, by=desk.amira, at=later(2))
    add_time(ticket_id=second, minutes=7, by=desk.amira, at=later(2))
    before = belongings(first), belongings(second)
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(3))
    assert belongings(first) == (["Visit"], [5, 7], [("plan", "Gold"), ("node", "A7")])
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(4))
    assert (belongings(first), belongings(second)) == before


def test_a_value_that_was_changed_since_stays(desk: Desk) -> None:
    first, second = two(desk)
    node = Field.objects.create(key="node", label="Node", kind="text")
    FieldValue.objects.create(ticket_id=second, field=node, text="A7")
    made = merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(3))
    FieldValue.objects.filter(ticket=first).update(text="B1")
    undo_merge(merge_id=made.pk, by=desk.amira, at=later(4))
    assert (belongings(first)[2], belongings(second)[2]) == ([("node", "B1")], [("node", "A7")])
