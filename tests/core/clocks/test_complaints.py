"""What users of other desks complain of about clocks: one test each, in the order of the research."""

from __future__ import annotations

from datetime import date, timedelta

from escalera.base.calendars import actions as calendars
from escalera.base.log.models import Event
from escalera.base.people.models import Team
from escalera.core.clocks.actions import remeasure
from escalera.core.clocks.following import follow_calendar, follow_policy
from escalera.core.clocks.models import Clock, PolicyVersion
from escalera.core.clocks.simulation import simulate
from escalera.core.clocks.sweeping import sweep
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.packets import Handover
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk, later
from tests.core.clocks.agreed import (
    DAYS,
    OFFICE,
    WORKING,
    agree,
    assert_as_computed,
    clocks,
    office,
    one,
    owner,
    target,
)

HIGH = {"field": "priority", "is": "3"}


def classify(desk: Desk, number: int, priority: int, at_min: float) -> None:
    tickets.classify(ticket_id=number, kind="incident", priority=priority, by=desk.amira, at=later(at_min))


def said(name: str = "clock.") -> list[tuple[str, int | None]]:
    events = Event.objects.filter(name__startswith=name).order_by("pk")
    return [(event.name, event.data.get("percent")) for event in events]


def test_1_the_due_instant_moves_only_by_a_wait_or_another_target(desk: Desk) -> None:
    agree(target("resolution", 600))
    number = desk.open().ticket_id
    tickets.take(ticket_id=number, by=desk.amira, at=later(5))
    tickets.note(ticket_id=number, content=Content("Looked at the line."), by=desk.amira, at=later(6))
    tickets.reply(ticket_id=number, content=Content("Soon."), by=desk.amira, at=later(7))
    tickets.assign(ticket_id=number, team=desk.sales, by=desk.amira, at=later(8))
    tickets.rename(ticket_id=number, subject="Line down", by=desk.omar, at=later(9))
    tickets.resolve(ticket_id=number, by=desk.sara, at=later(30), anyway=True)
    assert clocks(number, "due_at", "elapsed") == [("resolution", "met", later(600), timedelta(minutes=30))]
    assert_as_computed(number)


def test_2_another_policy_keeps_elapsed_and_paused_time(desk: Desk) -> None:
    agree(target("resolution", 60), when=HIGH, name="High")
    agree(target("resolution", 240), name="Usual")
    number = desk.open().ticket_id
    tickets.wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(10))
    classify(desk, number, 3, 20)
    tickets.wait_for(ticket_id=number, status="open", by=desk.amira, at=later(110))
    kept = (timedelta(minutes=10), timedelta(minutes=100), later(160))
    assert clocks(number, "elapsed", "paused", "due_at") == [("resolution", "running", *kept)]
    classify(desk, number, 2, 130)
    assert one(number, "resolution").due_at == later(340)
    assert_as_computed(number)


def test_3_days_are_working_days_with_holidays_and_a_calendar_that_never_opens_ends_nothing(desk: Desk) -> None:
    calendar = office()
    calendars.set_day(calendar_id=calendar.pk, day=date(2026, 3, 3), name="Town", by=owner(), at=NOON - timedelta(1))
    never = office("Never", [[]] * 7)
    agree(target("resolution", 1, DAYS))
    agree(target("legal", 3, DAYS), name="Law", kind="legal", calendar=never.pk)
    agree(target("own", 30, WORKING), name="Teams", kind="ola", calendar=never.pk)
    number = desk.open().ticket_id
    assert one(number, "resolution").due_at == NOON + timedelta(hours=54)  # Wednesday 18:00: Tuesday is off
    assert [(one(number, kind).due_at, one(number, kind).next_at) for kind in ("legal", "own")] == [(None, None)] * 2
    assert_as_computed(number)


def test_4_every_warning_is_said_and_all_follow_another_target(desk: Desk) -> None:
    agree(target("resolution", 100, warn=[50, 75, 90]), name="Usual", when={"not": HIGH})
    agree(target("resolution", 50, warn=[50, 75, 90]), name="High")
    number = desk.open().ticket_id
    for minute in range(0, 60, 5):
        sweep(later(minute))
    assert said() == [("clock.warned", 50)]
    classify(desk, number, 3, 60)
    for minute in range(60, 65):
        sweep(later(minute))
    assert said() == [("clock.warned", 50), ("clock.breached", None)]
    classify(desk, number, 2, 65)  # enough time again: it is not late any more, and is warned again
    for minute in range(65, 110, 5):
        sweep(later(minute))
    assert said()[2:] == [("clock.warned", 75), ("clock.warned", 90), ("clock.breached", None)]
    assert_as_computed(number)


def test_5_each_team_gets_its_own_time_and_a_person_who_takes_it_changes_nothing(desk: Desk) -> None:
    agree(target("stay", 60), name="Teams", kind="ola")
    number = desk.open().ticket_id
    packet = Handover(summary="Line 4 is dead")
    tickets.take(ticket_id=number, by=desk.amira, at=later(10))
    ladder.escalate(ticket_id=number, to_team=desk.networks, handover=packet, by=desk.amira, at=later(30))
    tickets.take(ticket_id=number, by=desk.bruno, at=later(50))
    assert clocks(number, "started_at", "due_at") == [
        ("stay", "met", NOON, later(60)),
        ("stay", "running", later(30), later(90)),
    ]
    assert len(set(Clock.objects.values_list("stay", flat=True))) == 2
    assert_as_computed(number)


def test_5b_a_hand_over_that_lacked_something_goes_on_as_if_it_had_never_left(desk: Desk) -> None:
    agree(target("stay", 60), name="Teams", kind="ola")
    number = desk.open().ticket_id
    step = ladder.escalate(
        ticket_id=number, to_team=desk.networks, handover=Handover(summary="Dead"), by=desk.amira, at=later(30)
    )
    ladder.reject(
        escalation_id=step.pk, code="missing_information", reason="Which line?", missing=["question"], by=desk.bruno,
        at=later(45),
    )  # fmt: skip
    assert clocks(number, "started_at", "elapsed", "due_at") == [
        ("stay", "running", NOON, timedelta(minutes=45), later(60)),
        ("stay", "met", later(30), timedelta(minutes=15), later(90)),
    ]
    other = ladder.escalate(
        ticket_id=number, to_team=desk.networks, handover=Handover(summary="Line 4"), by=desk.amira, at=later(50)
    )
    ladder.reject(escalation_id=other.pk, code="not_ours", reason="Yours.", by=desk.bruno, at=later(55))
    assert [row[2] for row in clocks(number, "started_at")] == [NOON, later(30), later(50), later(55)]
    assert_as_computed(number)


def test_6_a_lunch_break_is_no_working_time(desk: Desk) -> None:
    office(week=[[(540, 780), (840, 1080)]] * 5 + [[], []])  # 09:00-13:00, 14:00-18:00
    agree(target("first_reply", 120, WORKING))
    number = desk.open().ticket_id  # 12:00
    assert one(number, "first_reply").due_at == later(180)


def test_7_any_reason_may_stop_any_clock(desk: Desk) -> None:
    from escalera.core.tickets.models import WaitReason

    WaitReason.objects.filter(code="vendor").update(pauses=["first_reply", "legal", "stay"])
    agree(target("first_reply", 60), target("resolution", 60))
    agree(target("legal", 60), name="Law", kind="legal")
    agree(target("stay", 60), name="Teams", kind="ola")
    number = desk.open().ticket_id
    tickets.wait_for(ticket_id=number, status="waiting_vendor", by=desk.amira, at=later(1))
    WaitReason.objects.filter(code="vendor").update(pauses=[])  # what it said then counts, not what it says now
    states = {"first_reply": "paused", "resolution": "running", "legal": "paused", "stay": "paused"}
    assert {row[0]: row[1] for row in clocks(number)} == states
    assert_as_computed(number)


def test_8_the_customers_word_starts_the_next_reply(desk: Desk) -> None:
    agree(target("next_reply", 60))
    number = desk.open().ticket_id
    tickets.reply(ticket_id=number, content=Content("Is it plugged in?"), by=desk.amira, at=later(5), then="wait")
    tickets.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Yes."), channel="portal", at=later(10)
    )
    assert clocks(number, "started_at", "due_at") == [("next_reply", "running", later(10), later(70))]
    assert_as_computed(number)


def test_8b_the_old_teams_targets_do_not_survive_a_move(desk: Desk) -> None:
    agree(target("stay", 30), name="Front", kind="ola", when={"field": "team", "is": str(desk.front.pk)})
    agree(target("stay", 300), name="Sales", kind="ola", when={"field": "team", "is": str(desk.sales.pk)})
    number = desk.open().ticket_id
    tickets.assign(ticket_id=number, team=desk.sales, by=desk.amira, at=later(20))
    assert clocks(number, "due_at", "amount") == [
        ("stay", "met", later(30), 30),
        ("stay", "running", later(320), 300),
    ]
    assert_as_computed(number)


def test_8c_several_agreements_run_side_by_side_each_with_its_own_clock(desk: Desk) -> None:
    agree(target("resolution", 600))
    agree(target("legal", 15, DAYS), name="Law", kind="legal")
    agree(target("own", 30), name="Teams", kind="ola")
    assert [row[0] for row in clocks(desk.open().ticket_id)] == ["resolution", "legal", "own"]


def test_8d_a_ticket_that_wakes_is_not_late_because_of_its_age(desk: Desk) -> None:
    agree(target("resolution", 60))
    number = desk.open().ticket_id
    week = 7 * 24 * 60
    tickets.snooze(
        ticket_id=number, until=later(week), reason="visit", by=desk.amira, at=later(59)
    )  # one minute before it would have been late
    assert sweep(later(week - 1)) == 0
    tickets.wake_due(at=later(week))
    sweep(later(week))
    assert clocks(number, "due_at") == [("resolution", "running", later(week + 1))]
    assert [name for name, _percent in said()] == ["clock.warned"]
    assert_as_computed(number)


def test_9_a_ticket_that_a_process_opened_waits_for_a_first_reply(desk: Desk) -> None:
    from escalera.base.people.queries import robot

    agree(target("first_reply", 60))
    by_process = desk.open(by=robot("Monitoring"), channel="api").ticket_id
    by_phone = desk.open(by=desk.amira, channel="phone").ticket_id  # they have spoken with a person already
    assert (clocks(by_process), clocks(by_phone)) == ([("first_reply", "running")], [])
    tickets.receive_message(
        ticket_id=by_phone, contact=desk.farid, content=Content("Any news?"), channel="email", at=later(10)
    )
    assert clocks(by_phone, "due_at") == [("first_reply", "running", later(70))]
    for number in (by_process, by_phone):
        assert_as_computed(number)


def test_10_a_working_day_is_no_amount_of_minutes(desk: Desk) -> None:
    office(week=[[(540, 1020)]] * 5 + [[], []])  # eight hours
    agree(target("resolution", 1, DAYS), target("first_reply", 1440, WORKING), target("next_reply", 1440))
    number = desk.open().ticket_id
    assert one(number, "resolution").due_at == NOON + timedelta(hours=29)  # Tuesday 17:00
    assert one(number, "first_reply").due_at == NOON + timedelta(days=3)  # three working days of eight hours
    tickets.reply(ticket_id=number, content=Content("Hello."), by=desk.amira, at=later(1))
    tickets.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("So?"), channel="email", at=later(2)
    )
    assert one(number, "next_reply").due_at == later(2) + timedelta(days=1)


def test_10b_another_unit_is_measured_anew_from_the_facts_and_never_converted(desk: Desk) -> None:
    office()
    agree(target("resolution", 3, DAYS), when=HIGH, name="High")
    agree(target("resolution", 5000, WORKING), name="Usual")
    number = desk.open().ticket_id
    classify(desk, number, 3, 2 * 24 * 60)  # Wednesday noon: Tuesday is used up
    clock = one(number, "resolution")
    assert (clock.unit, clock.elapsed, clock.due_at) == (DAYS, timedelta(days=1), NOON + timedelta(days=3, hours=6))
    assert_as_computed(number)


def test_11_late_is_said_when_time_runs_out_not_at_the_next_reply(desk: Desk) -> None:
    agree(target("first_reply", 60, warn=[]))
    number = desk.open().ticket_id
    assert (sweep(later(59.99)), sweep(later(60))) == (0, 1)
    assert clocks(number, "breached_at", "next_at") == [("first_reply", "late", later(60), None)]
    (event,) = Event.objects.filter(name="clock.breached")
    assert (event.at, event.data["due"], event.ticket_id) == (later(60), later(60).isoformat(), number)
    assert sweep(later(1000)) == 0
    tickets.reply(ticket_id=number, content=Content("Sorry."), by=desk.amira, at=later(70))
    assert clocks(number, "elapsed") == [("first_reply", "missed", timedelta(minutes=70))]
    assert_as_computed(number)


def test_12_the_share_of_targets_kept_is_a_figure(desk: Desk) -> None:
    for minute in range(4):
        number = desk.open(at=later(minute), priority=2 + minute % 2).ticket_id
        tickets.reply(ticket_id=number, content=Content("Hello."), by=desk.amira, at=later(minute + 10 * minute))
    data = {"when": {}, "calendar": "company", "targets": [target("first_reply", 15)]}
    found = simulate(data, NOON, later(60), at=later(600))
    assert (found.targets[0].met, found.targets[0].missed, found.targets[0].attainment) == (2, 2, 50.0)
    assert {key: tally.attainment for key, tally in found.priorities.items()} == {
        ("first_reply", 2): 50.0,
        ("first_reply", 3): 50.0,
    }
    assert [example.over for example in found.examples] == [timedelta(minutes=15), timedelta(minutes=5)]


def test_after_a_standstill_only_what_still_holds_is_said_once(desk: Desk) -> None:
    agree(target("resolution", 100, warn=[50, 75, 90]))
    numbers = [desk.open(at=later(minute)).ticket_id for minute in (0, 20, 60)]
    tickets.resolve(ticket_id=numbers[0], by=desk.amira, at=later(99))
    sweep(later(116))  # the worker comes back
    events = Event.objects.filter(name__startswith="clock.").order_by("pk")
    assert [(event.ticket_id, event.data["percent"]) for event in events] == [(numbers[1], 90), (numbers[2], 50)]
    assert sweep(later(116)) == 0


def test_a_changed_calendar_counts_for_what_lies_ahead(desk: Desk) -> None:
    calendar = office()
    agree(target("resolution", 12 * 60, WORKING))
    number = desk.open().ticket_id  # Monday 12:00
    monday_evening = NOON + timedelta(hours=8)
    calendars.edit_calendar(
        calendar_id=calendar.pk, name="Office", time_zone="UTC", week=[[(540, 720)]] * 5 + [[], []], by=owner(),
        at=monday_evening,
    )  # fmt: skip
    assert follow_calendar(calendar.pk) == 1
    clock = one(number, "resolution")  # six hours on Monday as it was, then three each morning
    assert (clock.elapsed, clock.due_at) == (timedelta(hours=6), NOON + timedelta(days=2))
    assert clock.calendar_version is not None
    assert clock.calendar_version.number == 2
    assert (follow_calendar(calendar.pk), clock.calendar_version.calendar_id) == (0, calendar.pk)
    assert_as_computed(number)


def test_the_past_is_measured_again_only_on_purpose_and_the_log_says_who(desk: Desk) -> None:
    calendar = office()
    agree(target("resolution", 12 * 60, WORKING))
    number = desk.open().ticket_id
    tuesday_noon = NOON + timedelta(days=1)
    calendars.set_day(calendar_id=calendar.pk, day=date(2026, 3, 2), name="Town", by=owner(), at=tuesday_noon)
    follow_calendar(calendar.pk)
    assert one(number, "resolution").elapsed == timedelta(hours=9)  # Monday counted, and goes on counting
    remeasure(ticket_ids=[number], reason="Monday was a holiday", by=owner(), at=tuesday_noon)
    clock = one(number, "resolution")
    assert (clock.elapsed, clock.due_at) == (timedelta(hours=3), NOON + timedelta(days=2))
    (event,) = Event.objects.filter(name="clocks.remeasured")
    assert (event.actor_name, event.data["reason"]) == ("Olga", "Monday was a holiday")
    assert_as_computed(number)


def test_a_new_version_leaves_running_clocks_alone_unless_it_is_published_for_them(desk: Desk) -> None:
    policy = agree(target("resolution", 100))
    number = desk.open().ticket_id
    agree(target("resolution", 50), policy=policy, at=later(10))
    assert one(number, "resolution").due_at == later(100)
    agree(target("resolution", 80), policy=policy, at=later(20), moves_running=True)
    newest = PolicyVersion.objects.get(policy=policy, number=3)
    assert follow_policy(newest.pk, at=later(20)) == 1
    clock = one(number, "resolution")
    assert (clock.policy_version_id, clock.elapsed, clock.due_at) == (newest.pk, timedelta(minutes=20), later(80))
    assert desk.open(at=later(30)).ticket_id != number
    assert_as_computed(number)


def test_a_level_has_targets_of_its_own_where_no_policy_says_otherwise(desk: Desk) -> None:
    from escalera.core.clocks.choosing import touch

    desk.front.level.own_within_min, desk.front.level.stay_within_min = 15, 60
    desk.front.level.save()
    touch()
    agree(target("own", 5), name="Teams", kind="ola", when=HIGH)
    usual, high = desk.open().ticket_id, desk.open(priority=3).ticket_id
    assert sorted(clocks(usual, "amount")) == [("own", "running", 15), ("stay", "running", 60)]
    assert sorted(clocks(high, "amount")) == [("own", "running", 5), ("stay", "running", 60)]


def test_the_hours_of_the_team_that_has_it(desk: Desk) -> None:
    office()
    night = office("Night", [[(0, 1440)]] * 7)
    Team.objects.filter(pk=desk.sales.pk).update(calendar=night)
    agree(target("resolution", 10 * 60, WORKING), calendar="team")
    number = desk.open().ticket_id
    tickets.assign(ticket_id=number, team=desk.sales, by=desk.amira, at=later(240))  # 16:00: four hours used
    assert one(number, "resolution").due_at == later(600)
    assert Ticket.objects.get(pk=number).due_at == later(600)
    assert OFFICE[0] == [(540, 1080)]
    assert_as_computed(number)
