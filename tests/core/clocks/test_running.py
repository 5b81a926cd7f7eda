"""What starts, stops and holds up each kind of clock, through the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.core.clocks.models import Applied, Clock, Standing
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.clocks.agreed import DAYS, WORKING, agree, assert_as_computed, clocks, office, one, target


def reply(desk: Desk, number: int, at: datetime, then: str = "") -> None:
    tickets.reply(ticket_id=number, content=Content("We look into it."), by=desk.amira, at=at, then=then)


def writes(desk: Desk, number: int, at: datetime, *, automatic: bool = False) -> None:
    tickets.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("And now?"), channel="email", at=at, automatic=automatic
    )


def due(number: int) -> datetime | None:
    return Ticket.objects.get(pk=number).due_at


def test_a_ticket_that_no_policy_fits_has_no_clocks(desk: Desk) -> None:
    agree(target("resolution", 60), when={"field": "priority", "is": "4"})
    number = desk.open().ticket_id
    reply(desk, number, later(5))
    assert (Clock.objects.count(), Standing.objects.count(), Applied.objects.count()) == (0, 0, 0)


def test_the_first_reply_is_a_persons(desk: Desk) -> None:
    agree(target("first_reply", 60))
    number = desk.open().ticket_id
    tickets.write_automatic(ticket_id=number, content=Content("Got it."), at=later(1), key="auto", channel="email")
    assert clocks(number, "due_at") == [("first_reply", "running", later(60))]
    assert due(number) == later(60)
    reply(desk, number, later(30))
    assert clocks(number, "elapsed") == [("first_reply", "met", timedelta(minutes=30))]
    assert due(number) is None
    assert_as_computed(number)


def test_a_reply_after_its_time_is_missed_since_the_due_instant(desk: Desk) -> None:
    agree(target("first_reply", 60))
    number = desk.open().ticket_id
    reply(desk, number, later(61))
    assert clocks(number, "breached_at", "due_at") == [("first_reply", "missed", later(60), later(60))]
    assert_as_computed(number)


def test_the_next_reply_counts_from_the_oldest_word_without_an_answer(desk: Desk) -> None:
    agree(target("next_reply", 60))
    number = desk.open().ticket_id
    reply(desk, number, later(10))
    writes(desk, number, later(20))
    writes(desk, number, later(40))
    writes(desk, number, later(45), automatic=True)
    reply(desk, number, later(50))
    writes(desk, number, later(100), automatic=True)
    assert clocks(number, "started_at", "elapsed") == [("next_reply", "met", later(20), timedelta(minutes=30))]
    assert_as_computed(number)


def test_a_periodic_update_starts_anew_with_each_answer(desk: Desk) -> None:
    agree(target("update", 60))
    number = desk.open().ticket_id
    assert clocks(number) == []
    for minute in (10, 30, 95):
        reply(desk, number, later(minute))
    tickets.resolve(ticket_id=number, by=desk.amira, at=later(100))
    assert clocks(number, "started_at") == [
        ("update", "met", later(10)),
        ("update", "missed", later(30)),
        ("update", "cancelled", later(95)),
    ]
    assert_as_computed(number)


def test_own_waits_for_a_person_not_for_a_team(desk: Desk) -> None:
    agree(target("own", 30))
    number = desk.open().ticket_id
    tickets.assign(ticket_id=number, team=desk.sales, by=desk.sara, at=later(5))
    assert clocks(number, "started_at") == [("own", "cancelled", NOON), ("own", "running", later(5))]
    tickets.take(ticket_id=number, by=desk.omar, at=later(10))
    tickets.release(ticket_id=number, by=desk.omar, at=later(20))
    assert [row[1:] for row in clocks(number, "started_at")][1:] == [("met", later(5)), ("running", later(20))]
    assert_as_computed(number)


def test_resolution_goes_on_after_a_reopening_with_what_was_left(desk: Desk) -> None:
    agree(target("resolution", 60))
    number = desk.open().ticket_id
    tickets.resolve(ticket_id=number, by=desk.amira, at=later(20))
    assert clocks(number) == [("resolution", "met")]
    writes(desk, number, later(1000))
    expected = ("resolution", "running", timedelta(minutes=20), timedelta(minutes=980), later(1040))
    assert clocks(number, "elapsed", "paused", "due_at") == [expected]
    assert_as_computed(number)


def test_a_target_may_start_anew_after_a_reopening(desk: Desk) -> None:
    agree(target("resolution", 60, anew=True))
    number = desk.open().ticket_id
    tickets.resolve(ticket_id=number, by=desk.amira, at=later(20))
    tickets.reopen(ticket_id=number, by=desk.amira, at=later(100))
    tickets.reply(ticket_id=number, content=Content("Again."), by=desk.amira, at=later(110))
    assert clocks(number, "due_at") == [("resolution", "met", later(60)), ("resolution", "running", later(160))]
    assert_as_computed(number)


def test_a_wait_holds_up_what_its_reason_says(desk: Desk) -> None:
    agree(target("resolution", 60), target("update", 240))
    agree(target("legal", 600), name="Law", kind="legal")
    number = desk.open().ticket_id
    reply(desk, number, later(10), then="wait")
    paused = {row[0]: row[1] for row in clocks(number)}
    assert paused == {"resolution": "paused", "update": "paused", "legal": "running"}
    assert due(number) == later(600)
    writes(desk, number, later(500))
    assert one(number, "resolution").due_at == later(550)
    assert one(number, "resolution").paused == timedelta(minutes=490)
    assert_as_computed(number)


def test_a_vendors_clock_runs_while_the_ticket_waits_for_them(desk: Desk) -> None:
    agree(target("vendor", 120), name="Contract", kind="uc")
    number = desk.open().ticket_id
    tickets.wait_for(ticket_id=number, status="waiting_vendor", by=desk.amira, at=later(30))
    assert clocks(number, "started_at", "due_at") == [("vendor", "running", later(30), later(150))]
    tickets.wait_for(ticket_id=number, status="open", by=desk.amira, at=later(200))
    assert clocks(number, "breached_at") == [("vendor", "missed", later(150))]
    assert_as_computed(number)


def test_a_promise_is_a_clock_without_a_policy(desk: Desk) -> None:
    number = desk.open().ticket_id
    tickets.set_due(ticket_id=number, due=later(100), by=desk.amira, at=later(1))
    tickets.set_due(ticket_id=number, due=later(90) + timedelta(seconds=7), by=desk.amira, at=later(2))
    tickets.wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(3))
    assert clocks(number, "due_at") == [
        ("promise", "cancelled", later(100)),
        ("promise", "running", later(90) + timedelta(seconds=7)),
    ]
    assert due(number) == later(90) + timedelta(seconds=7)
    tickets.resolve(ticket_id=number, by=desk.amira, at=later(90))
    assert clocks(number)[1] == ("promise", "met")
    assert_as_computed(number)


def test_the_earliest_clock_towards_the_customer_is_the_tickets_due(desk: Desk) -> None:
    agree(target("first_reply", 60), target("resolution", 600))
    agree(target("stay", 10), name="Teams", kind="ola")
    number = desk.open().ticket_id
    tickets.set_due(ticket_id=number, due=later(300), by=desk.amira, at=later(1))
    found = [due(number)]
    reply(desk, number, later(5))
    found.append(due(number))
    tickets.set_due(ticket_id=number, due=None, by=desk.amira, at=later(6))
    assert [*found, due(number)] == [later(60), later(300), later(600)]
    assert_as_computed(number)


def test_working_minutes_and_working_days_follow_the_calendar(desk: Desk) -> None:
    office()
    agree(target("first_reply", 8 * 60, WORKING), target("resolution", 2, DAYS))
    number = desk.open().ticket_id  # Monday 12:00, open until 18:00
    assert one(number, "first_reply").due_at == NOON + timedelta(hours=23)  # Tuesday 11:00
    assert one(number, "resolution").due_at == NOON + timedelta(hours=54)  # Wednesday 18:00
    assert one(number, "resolution").next_at == NOON + timedelta(hours=45)  # Wednesday 09:00: the last day begins
    assert_as_computed(number)


def test_merged_spam_and_their_undoing(desk: Desk) -> None:
    agree(target("resolution", 600), target("first_reply", 60))
    first, second = desk.open().ticket_id, desk.open(at=later(1)).ticket_id
    merged = tickets.merge(survivor_id=first, absorbed_id=second, by=desk.amira, at=later(10))
    assert [row[1] for row in clocks(second)] == ["cancelled", "cancelled"]
    tickets.undo_merge(merge_id=merged.pk, by=desk.amira, at=later(20))
    assert clocks(second, "paused") == [
        ("resolution", "running", timedelta(minutes=10)),
        ("first_reply", "running", timedelta(minutes=10)),
    ]
    tickets.mark_spam(ticket_id=second, by=desk.amira, at=later(30))
    tickets.undo_spam(ticket_id=second, by=desk.amira, at=later(40))
    assert [row[2] for row in clocks(second, "paused")] == [timedelta(minutes=20)] * 2
    for number in (first, second):
        assert_as_computed(number)
