"""Rules that act later: armed rows, episodes, outages, versions, two workers."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from escalera.base.calendars.models import Calendar, Interval
from escalera.base.log.readers import read_all
from escalera.base.refusals import NotAllowed
from escalera.core.rules.actions import NewRule, catch_up, change_rule, fire_due, switch_rule
from escalera.core.rules.models import Armed, RuleRun
from escalera.core.tickets.actions import Content, receive_message, reopen, reply, resolve, wait_for
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk, later
from tests.core.rules.acting import runs, settle, write_rule

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 1440
CLOSE: dict[str, Any] = {"do": "close"}
REMIND = {"do": "note", "text": "Still waiting"}
WAITING = {"field": "status", "is": "waiting_customer"}


def waits(desk: Desk, number: int, minute: float) -> None:
    wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(minute))


def answers(desk: Desk, number: int, minute: float) -> None:
    receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Here"), channel="email", at=later(minute)
    )  # fmt: skip


def test_a_resolved_ticket_is_closed_after_its_days(desk: Desk) -> None:
    write_rule(
        desk,
        "ticket.resolved",
        CLOSE,
        after={"amount": 7, "unit": "days"},
        when={"field": "status", "is": "resolved"},
    )
    number = desk.open().ticket_id
    resolve(ticket_id=number, by=desk.amira, at=later(1))
    settle(later(6 * DAY))
    assert Ticket.objects.get().status == "resolved"
    settle(later(7 * DAY + 1))
    assert (Ticket.objects.get().status, Armed.objects.count()) == ("closed", 0)


def test_a_situation_that_ended_and_began_again_counts_from_its_new_beginning(desk: Desk) -> None:
    write_rule(desk, "ticket.waits", REMIND, after={"amount": 60, "unit": "minutes"}, when=WAITING)
    number = desk.open().ticket_id
    waits(desk, number, 0)
    settle(later(1))
    answers(desk, number, 50)
    waits(desk, number, 55)
    settle(later(61))
    assert runs() == []
    settle(later(115))
    assert [outcome for _n, outcome, _d in runs()] == ["did"]


def test_another_episode_does_nothing_even_if_its_row_was_never_replaced(desk: Desk) -> None:
    write_rule(desk, "ticket.waits", REMIND, after={"amount": 60, "unit": "minutes"}, when=WAITING)
    number = desk.open().ticket_id
    waits(desk, number, 0)
    settle(later(1))
    answers(desk, number, 50)
    waits(desk, number, 55)
    assert fire_due(at=later(61)) == 1  # the reader was down meanwhile: only the log knows
    assert runs() == []


def test_a_second_word_of_the_customer_does_not_begin_the_wait_anew(desk: Desk) -> None:
    write_rule(desk, "message.received", {"do": "tag", "tags": "late"}, after={"amount": 60, "unit": "minutes"})
    number = desk.open().ticket_id
    answers(desk, number, 10)
    settle(later(11))
    answers(desk, number, 40)
    settle(later(69))
    assert runs() == []
    settle(later(71))
    assert [did for _n, _o, did in runs()] == [["tagged late"]]
    answers(desk, number, 75)  # still the same wait: told once
    settle(later(79))
    reply(ticket_id=number, content=Content("Sorry"), by=desk.amira, at=later(80))
    answers(desk, number, 90)
    reply(ticket_id=number, content=Content("Done"), by=desk.amira, at=later(95))
    settle(later(300))
    assert len(runs()) == 1


def test_after_an_outage_each_fires_once_and_only_if_it_still_holds(desk: Desk) -> None:
    write_rule(desk, "ticket.waits", REMIND, after={"amount": 1, "unit": "hours"}, when=WAITING)
    numbers = [desk.open().ticket_id for _n in range(3)]
    for number in numbers:
        waits(desk, number, 1)
    read_all()
    answers(desk, numbers[0], 30)
    resolve(ticket_id=numbers[1], by=desk.amira, at=later(40))
    settle(later(10 * DAY))
    settle(later(11 * DAY))
    assert list(RuleRun.objects.values_list("ticket", "outcome")) == [(numbers[2], "did")]


def test_working_hours_are_those_of_the_team(desk: Desk) -> None:
    calendar = Calendar.objects.create(name="Mornings", time_zone="UTC")
    for weekday in range(7):
        Interval.objects.create(calendar=calendar, weekday=weekday, from_min=9 * 60, to_min=13 * 60)
    desk.front.calendar = calendar
    desk.front.save()
    write_rule(desk, "ticket.opened", {"do": "tag", "tags": "late"}, after={"amount": 2, "unit": "working_hours"})
    desk.open()  # at noon: one hour today, one tomorrow
    settle(later(1))
    assert Armed.objects.get().due_at == later(22 * 60)


def test_a_changed_rule_does_only_what_it_says_now(desk: Desk) -> None:
    after = {"amount": 60, "unit": "minutes"}
    rule = write_rule(desk, "ticket.waits", REMIND, after=after, when=WAITING)
    number = desk.open().ticket_id
    waits(desk, number, 0)
    settle(later(1))
    data = {"trigger": "ticket.waits", "deeds": [{"do": "tag", "tags": "new"}], "after": after, "when": WAITING}
    change_rule(rule_id=rule.pk, rule=NewRule("R", data), by=desk.sara, at=later(10))
    settle(later(61))
    assert list(RuleRun.objects.values_list("version", "did")) == [(2, ["tagged new"])]


@pytest.mark.parametrize("change", ["after", "off", "version"])
def test_what_was_armed_by_other_words_is_forgotten(desk: Desk, change: str) -> None:
    rule = write_rule(desk, "ticket.waits", REMIND, after={"amount": 60, "unit": "minutes"})
    waits(desk, desk.open().ticket_id, 0)
    settle(later(1))
    if change == "after":
        data = {"trigger": "ticket.waits", "deeds": [REMIND], "after": {"amount": 2, "unit": "minutes"}}
        change_rule(rule_id=rule.pk, rule=NewRule("R", data), by=desk.sara, at=later(10))
    elif change == "off":
        switch_rule(rule_id=rule.pk, is_active=False, by=desk.sara, at=later(10))
        switch_rule(rule_id=rule.pk, is_active=True, by=desk.sara, at=later(11))
    else:
        Armed.objects.update(version=99)
    settle(later(100))
    assert (runs(), Armed.objects.count()) == ([], 0)


def test_a_reopened_ticket_is_not_closed(desk: Desk) -> None:
    write_rule(desk, "ticket.resolved", CLOSE, after={"amount": 7, "unit": "days"})
    number = desk.open().ticket_id
    resolve(ticket_id=number, by=desk.amira, at=later(1))
    settle(later(2))
    reopen(ticket_id=number, by=desk.amira, at=later(DAY))
    resolve(ticket_id=number, by=desk.amira, at=later(2 * DAY))
    settle(later(8 * DAY))
    assert Ticket.objects.get().status == "resolved"
    settle(later(9 * DAY + 1))
    assert Ticket.objects.get().status == "closed"


def test_what_began_before_the_rule_can_be_taken_up(desk: Desk) -> None:
    old, answered, young, ancient = (desk.open(at=later(-60 * DAY)).ticket_id for _n in range(4))
    for number, day in ((old, -5), (answered, -5), (young, -1), (ancient, -40)):
        waits(desk, number, day * DAY)
    answers(desk, answered, -4 * DAY)
    rule = write_rule(desk, "ticket.waits", REMIND, after={"amount": 3, "unit": "days"}, when=WAITING)
    settle(later(0))
    assert Armed.objects.count() == 0
    assert catch_up(rule_id=rule.pk, by=desk.sara, at=later(1)) == 2
    assert catch_up(rule_id=rule.pk, by=desk.sara, at=later(1)) == 0
    settle(later(2))
    assert list(RuleRun.objects.values_list("ticket", flat=True)) == [old]
    assert catch_up(rule_id=rule.pk, by=desk.sara, at=later(3)) == 0
    settle(later(2 * DAY + 1))
    assert list(RuleRun.objects.order_by("pk").values_list("ticket", flat=True)) == [old, young]
    with pytest.raises(NotAllowed):
        catch_up(rule_id=rule.pk, by=desk.amira, at=later(4))


def test_two_workers_do_nothing_twice(desk: Desk) -> None:
    write_rule(desk, "ticket.waits", {"do": "reply", "text": "Are you there?"}, after={"amount": 1, "unit": "hours"})
    numbers = [desk.open().ticket_id for _n in range(12)]
    for number in numbers:
        waits(desk, number, 1)
    settle(later(2))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _round in range(8):
                fire_due(at=later(120) + timedelta(seconds=_round))
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(later(130))
    assert errors == []
    assert sorted(RuleRun.objects.values_list("ticket", flat=True)) == numbers
    assert sorted(Message.objects.filter(kind="bot").values_list("ticket", flat=True)) == numbers
