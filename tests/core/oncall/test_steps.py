"""Steps that press: when, once an episode, and never something stale."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalera.base.calendars.models import Calendar, Interval
from escalera.base.log.models import Event
from escalera.base.log.readers import read_all
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.actions import Handover, accept, escalate
from escalera.core.oncall.actions import PolicyGiven, archive_policy, fire_due, save_policy, switch_policy
from escalera.core.oncall.models import ArmedStep
from escalera.core.oncall.tasks import arm_open
from escalera.core.tickets.actions import (
    Content,
    receive_message,
    release,
    reply,
    resolve,
    take,
    wait_for,
)
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.oncall.conftest import NOTE, Write, armed, make_owner, notes, press, step

pytestmark = pytest.mark.django_db(transaction=True)  # a reader sees only what was committed


def opened(desk: Desk, minute: float = 0) -> int:
    number = desk.open(at=later(minute)).ticket_id
    read_all()
    return number


def test_a_customer_without_an_answer_presses_once(desk: Desk, write: Write) -> None:
    write(step("not_answered", 30))
    number = opened(desk)
    assert armed(number) == [later(30)]
    assert press(later(29)) == 0
    press(later(30.1))
    press(later(60))
    assert notes(number) == [later(30.1)]
    assert armed(number) == []


def test_an_answer_in_time_disarms_and_the_next_word_begins_anew(desk: Desk, write: Write) -> None:
    write(step("not_answered", 30))
    number = opened(desk)
    reply(ticket_id=number, content=Content("Hello"), by=desk.amira, at=later(10))
    press(later(40))
    assert (notes(number), armed(number)) == ([], [])
    receive_message(ticket_id=number, contact=desk.farid, content=Content("?"), channel="email", at=later(50))
    receive_message(ticket_id=number, contact=desk.farid, content=Content("??"), channel="email", at=later(70))
    read_all()
    assert armed(number) == [later(80)]  # from the oldest word without an answer


def test_all_steps_press_each_at_its_time(desk: Desk, write: Write) -> None:
    """Elsewhere only the first level fires."""
    write(step("unassigned", 10), step("unassigned", 20), step("stay", 30), step("not_answered", 40))
    number = opened(desk)
    for minute in (11, 21, 31, 41):
        press(later(minute))
    assert notes(number) == [later(11), later(21), later(31), later(41)]


def test_all_policies_that_fit_press(desk: Desk, write: Write) -> None:
    write(step("unassigned", 10), name="One")
    write(step("unassigned", 10), name="Two", when={"field": "kind", "is": "incident"})
    write(step("unassigned", 10), name="Three", when={"field": "kind", "is": "complaint"})
    number = opened(desk)
    press(later(11))
    assert len(notes(number)) == 2


def test_what_was_read_late_is_asked_again_when_it_presses(desk: Desk, write: Write) -> None:
    """The log's reader stands still; the situation has changed: nothing."""
    write(step("unassigned", 30))
    number = opened(desk)
    take(ticket_id=number, by=desk.amira, at=later(29))
    fire_due(at=later(31))  # without reading
    assert (notes(number), ArmedStep.objects.count()) == ([], 0)


def test_after_an_outage_only_what_still_holds_presses_once(desk: Desk, write: Write) -> None:
    write(step("not_answered", 30), step("unassigned", 30, every_min=10, times=9))
    answered, held, waiting = opened(desk), opened(desk), opened(desk)
    reply(ticket_id=answered, content=Content("Hello"), by=desk.amira, at=later(100))
    take(ticket_id=held, by=desk.amira, at=later(100))
    press(later(600))
    assert [len(notes(one)) for one in (answered, held, waiting)] == [0, 1, 2]
    assert armed(waiting) == [later(610)]  # the repetitions that were missed are not made up for


def test_a_ticket_that_leaves_and_comes_back_begins_another_episode(desk: Desk, write: Write) -> None:
    write(step("state", 30, status="waiting_internal"))
    number = opened(desk)
    take(ticket_id=number, by=desk.amira, at=later(1))
    wait_for(ticket_id=number, status="waiting_internal", by=desk.amira, at=later(10))
    wait_for(ticket_id=number, status="open", by=desk.amira, at=later(20))
    wait_for(ticket_id=number, status="waiting_internal", by=desk.amira, at=later(30))
    press(later(45))
    assert (notes(number), armed(number)) == ([], [later(60)])
    press(later(61))
    assert notes(number) == [later(61)]


def test_the_open_state_is_counted_from_what_opened_it(desk: Desk, write: Write) -> None:
    write(step("state", 30, status="open"))
    number = opened(desk)
    take(ticket_id=number, by=desk.amira, at=later(5))
    reply(ticket_id=number, content=Content("Hello"), by=desk.amira, at=later(15))  # still open
    read_all()
    assert armed(number) == [later(35)]
    wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(20))
    receive_message(ticket_id=number, contact=desk.farid, content=Content("?"), channel="email", at=later(40))
    read_all()
    assert armed(number) == [later(70)]


def test_an_escalation_that_nobody_accepts_and_a_stay_on_a_level(desk: Desk, write: Write) -> None:
    write(step("not_accepted", 10), step("stay", 20, level=desk.networks.level_id))
    number = opened(desk)
    take(ticket_id=number, by=desk.amira, at=later(1))
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("x"), by=desk.amira, at=later(2))
    read_all()
    assert armed(number) == [later(12), later(22)]
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(5))
    read_all()
    assert armed(number) == [later(22)]


def test_a_step_presses_again_until_somebody_takes_it(desk: Desk, write: Write) -> None:
    write(step("not_answered", 10, every_min=10, times=4))
    number = opened(desk)
    press(later(10))
    press(later(20))
    take(ticket_id=number, by=desk.amira, at=later(25))
    press(later(31))
    assert notes(number) == [later(10), later(20)]
    other = opened(desk, 40)
    for minute in range(50, 120, 5):
        press(later(minute))
    assert len(notes(other)) == 4


def test_minutes_are_those_of_the_calendar_that_the_step_names(desk: Desk, write: Write) -> None:
    zone = ZoneInfo("America/Bogota")
    team = Calendar.objects.create(name="Team", time_zone=zone.key)
    for day in range(5):
        Interval.objects.create(calendar=team, weekday=day, from_min=540, to_min=720)
        Interval.objects.create(calendar=team, weekday=day, from_min=840, to_min=1080)
    desk.front.calendar = team
    desk.front.save()
    write(step("unassigned", 120, hours="team"), step("unassigned", 121, hours="always"))
    friday = datetime.combine(NOON.date() + timedelta(days=4), time(17, 30), zone)
    number = desk.open(at=friday).ticket_id
    read_all()
    monday = datetime.combine(friday.date() + timedelta(days=3), time(10, 30), zone)
    assert armed(number) == [friday + timedelta(minutes=121), monday]


def test_what_would_have_pressed_before_the_policy_stood_does_not(desk: Desk, write: Write) -> None:
    """A new policy does not flood the desk about everything that is old."""
    old, young = opened(desk, 0), opened(desk, 95)
    write(step("unassigned", 30), at=later(100))
    arm_open.call()
    assert (armed(old), armed(young)) == ([], [later(125)])


def test_a_policy_that_rests_or_is_archived_presses_nothing(desk: Desk, write: Write) -> None:
    policy = write(step("unassigned", 30))
    number = opened(desk)
    switch_policy(policy_id=policy.pk, on=False, by=make_owner(desk), at=later(5))
    press(later(31))
    assert notes(number) == []
    switch_policy(policy_id=policy.pk, on=True, by=make_owner(desk), at=later(40))
    arm_open.call()
    assert armed(number) == []  # it came due while the policy rested
    archive_policy(policy_id=policy.pk, by=make_owner(desk), at=later(41))
    assert armed(opened(desk, 42)) == []


def test_changing_a_policy_does_not_press_again_what_has_pressed(desk: Desk, write: Write) -> None:
    policy = write(step("unassigned", 30))
    number = opened(desk)
    press(later(30))
    known = policy.steps.get()
    write(step("unassigned", 20, id=known.pk), policy_id=policy.pk, at=later(31))
    press(later(60))
    assert notes(number) == [later(30)]


def test_an_ended_ticket_is_left_alone(desk: Desk, write: Write) -> None:
    write(step("not_answered", 30), step("stay", 30), step("unassigned", 30))
    number = opened(desk)
    resolve(ticket_id=number, by=desk.amira, at=later(10))
    press(later(40))
    assert (notes(number), ArmedStep.objects.count()) == ([], 0)


def test_a_deed_that_is_refused_is_told_and_holds_up_nothing(desk: Desk, write: Write) -> None:
    gone = desk.chen
    write(step("unassigned", 30, {"do": "give", "agent": str(gone.pk)}, NOTE), step("unassigned", 31))
    gone.is_active = False
    gone.save()
    number = opened(desk)
    press(later(32))
    press(later(33))
    assert notes(number) == [later(32)]  # all of the first step was undone
    states = ArmedStep.objects.order_by("due_at").values_list("state", "said")
    assert list(states) == [("refused", "Chen does not work here any more."), ("fired", "")]
    told = [event.fact.sentence("x") for event in Event.objects.filter(name="step.fired").order_by("pk")]
    assert told == [
        "“Press” pressed, when nobody has worked on it for 30 min, but: Chen does not work here any more.",
        "“Press” pressed, when nobody has worked on it for 31 min: left a note",
    ]


def test_a_step_that_moves_the_ticket_ends_the_other_steps_of_its_stay(desk: Desk, write: Write) -> None:
    up = {"do": "escalate", "team": str(desk.networks.pk), "summary": "Nobody took it"}
    write(step("stay", 30, up), step("stay", 60))
    number = opened(desk)
    press(later(30))
    assert Ticket.objects.get(pk=number).team == desk.networks
    assert armed(number) == [later(60), later(90)]  # both begin anew with the new team


def test_who_may_not_change_settings_writes_no_policy(desk: Desk) -> None:
    given = PolicyGiven("Mine", {}, [step("unassigned", 30)])
    with pytest.raises(NotAllowed):
        save_policy(given=given, by=desk.amira, at=NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        step("unassigned", 0), step("never", 5), step("state", 5, status="resolved"), step("unassigned", 5, every_min=1),
        step("clock_at", 0, percent="200"), step("clock_at", 0, clock="moon", percent="50"), step("stay", 5, level=9999),
        step("unassigned", 5, {"do": "fly"}), step("unassigned", 5, {"do": "take"}), step("unassigned", 10**9),
    ],
)  # fmt: skip
def test_a_step_that_makes_no_sense_is_refused(desk: Desk, wrong: object) -> None:
    with pytest.raises(BadInput):
        save_policy(given=PolicyGiven("New", {}, [wrong]), by=make_owner(desk), at=NOON)  # type: ignore[list-item]


def test_conditions_that_depend_on_who_asks_are_refused(desk: Desk) -> None:
    given = PolicyGiven("New", {"field": "assignee", "is": "me"}, [step("unassigned", 5)])
    with pytest.raises(BadInput):
        save_policy(given=given, by=make_owner(desk), at=NOON)


def test_a_released_ticket_counts_from_its_release(desk: Desk, write: Write) -> None:
    write(step("unassigned", 30))
    number = opened(desk)
    take(ticket_id=number, by=desk.amira, at=later(10))
    release(ticket_id=number, by=desk.amira, at=later(20))
    read_all()
    assert armed(number) == [later(50)]
