"""Writing policies, and what a clock says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from escalera.base.people.models import Segment
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.clocks import actions
from escalera.core.clocks.explaining import explain
from escalera.core.clocks.models import Clock, Policy, PolicyVersion
from escalera.core.clocks.queries import clocks_of
from escalera.core.clocks.simulation import simulate
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.actions import Content
from tests.cast import NOON, Desk, later
from tests.core.clocks.agreed import DAYS, agree, clocks, one, owner, target

HIGH = {"field": "priority", "is": "3"}


def draft(kind: str = "sla", **change: Any) -> dict[str, Any]:
    data = {"when": {}, "calendar": "company", "targets": [target("resolution", 60)], **change}
    return {"name": "Gold", "kind": kind, "data": data, "by": owner(), "at": NOON}


def test_only_who_keeps_the_settings_writes_policies(desk: Desk) -> None:
    policy = agree(target("resolution", 60))
    attempts: list[Callable[[], object]] = [
        lambda: actions.save_policy(**{**draft(), "by": desk.sara}),
        lambda: actions.publish_policy(policy_id=policy.pk, by=desk.sara, at=NOON),
        lambda: actions.archive_policy(policy_id=policy.pk, by=desk.sara, at=NOON),
        lambda: actions.switch_policy(policy_id=policy.pk, on=False, by=desk.sara, at=NOON),
        lambda: actions.order_policies(policy_ids=[policy.pk], by=desk.sara, at=NOON),
        lambda: actions.remeasure(ticket_ids=[], reason="x", by=desk.sara, at=NOON),
        lambda: actions.repair(ticket_id=1, by=desk.sara, at=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"targets": []}, "A policy needs at least one target."),
        ({"targets": [target("stay", 60)]}, "A policy of this kind cannot measure that."),
        ({"targets": [target("resolution", 60, "hours")]}, "Choose how the time is counted."),
        ({"targets": [target("resolution", 0)]}, "“Resolution” takes between 1 and 1054080, counted in: Calendar minutes."),
        ({"targets": [target("resolution", 1001, DAYS)]}, "“Resolution” takes between 1 and 1000, counted in: Working days."),
        ({"targets": [target("resolution", 5, warn=[100])]}, "Warn at percentages between 1 and 99, at most 6 of them."),
        ({"calendar": 999}, "Choose whose working hours count."),
        (
            {"when": {"field": "status", "is": "open"}},
            "A policy cannot ask for “Status”: it changes while the clock runs.",
        ),
        (
            {"when": {"field": "clock_late", "is": True}},
            "A policy cannot ask for “A clock is late”: it changes while the clock runs.",
        ),
        (
            {"when": {"field": "team", "is": "my_teams"}},
            "A policy counts for everybody: it cannot ask for “me” or “my teams”.",
        ),
        (
            {"when": {"field": "opened", "is": "today"}},
            "A policy cannot depend on the day on which it is asked.",
        ),
        (
            {"targets": [target("resolution", 60), target("resolution", 30, when=HIGH)]},
            "“Resolution” stands twice, and the first counts for every ticket. Put the exception first.",
        ),
    ],
)  # fmt: skip
def test_what_a_policy_cannot_say_is_said_in_words(desk: Desk, change: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        actions.save_policy(**draft(**change))
    assert str(refused.value) == words
    assert Policy.objects.count() == 0


def test_a_draft_counts_for_nothing_and_a_version_never_changes(desk: Desk) -> None:
    policy = actions.save_policy(**draft())
    assert clocks(desk.open().ticket_id) == []
    first = actions.publish_policy(policy_id=policy.pk, by=owner(), at=NOON)
    with pytest.raises(actions.NothingToPublish):
        actions.publish_policy(policy_id=policy.pk, by=owner(), at=NOON)
    actions.save_policy(**draft(targets=[target("resolution", 30)]), policy_id=policy.pk)
    assert one(desk.open().ticket_id, "resolution").amount == 60
    actions.publish_policy(policy_id=policy.pk, by=owner(), at=NOON)
    assert one(desk.open().ticket_id, "resolution").amount == 30
    first.refresh_from_db()
    assert first.data["targets"][0]["amount"] == 60
    assert [version.number for version in PolicyVersion.objects.filter(policy=policy)] == [1, 2]


def test_a_draft_may_be_thrown_away(desk: Desk) -> None:
    fresh = actions.save_policy(**draft())
    assert actions.discard_draft(policy_id=fresh.pk, by=owner(), at=NOON) is None
    kept = agree(target("resolution", 60))
    actions.save_policy(**draft(targets=[target("resolution", 30)]), policy_id=kept.pk)
    actions.discard_draft(policy_id=kept.pk, by=owner(), at=NOON)
    kept.refresh_from_db()
    assert (Policy.objects.count(), kept.draft) == (1, None)


def test_the_first_that_fits_counts_and_switched_off_or_archived_ones_do_not(desk: Desk) -> None:
    wide, narrow = (
        agree(target("resolution", 60), name="Wide"),
        agree(target("resolution", 30), name="Narrow", when=HIGH),
    )

    def amount() -> list[int]:
        return [row[2] for row in clocks(desk.open(priority=3).ticket_id, "amount")]

    found = [amount()]
    actions.order_policies(policy_ids=[narrow.pk, wide.pk], by=owner(), at=NOON)
    found.append(amount())
    actions.switch_policy(policy_id=narrow.pk, on=False, by=owner(), at=NOON)
    found.append(amount())
    actions.archive_policy(policy_id=wide.pk, by=owner(), at=NOON)
    found.append(amount())
    actions.archive_policy(policy_id=wide.pk, back=True, by=owner(), at=NOON)
    found.append(amount())
    assert found == [[60], [30], [60], [], [60]]


def test_one_language_of_conditions_for_policy_and_target(desk: Desk) -> None:
    gold = Segment.objects.create(name="Gold")
    desk.farid.segment = gold
    desk.farid.save()
    agree(
        target("resolution", 10, when={"all": [{"field": "channel", "is": "phone"}, HIGH]}),
        target("resolution", 20, when={"field": "kind", "is": "complaint"}),
        target("resolution", 30),
        when={"field": "segment", "is": str(gold.pk)},
    )  # fmt: skip
    opened = [
        desk.open(channel="phone", priority=3), desk.open(kind="complaint"), desk.open(), desk.open(requester=desk.eve),
    ]  # fmt: skip
    assert [[row[2] for row in clocks(one.ticket_id, "amount")] for one in opened] == [[10], [20], [30], []]


def test_a_clock_says_what_is_left(desk: Desk) -> None:
    agree(target("resolution", 60))
    number = desk.open().ticket_id
    (half,) = clocks_of(number, later(45))
    (over,) = clocks_of(number, later(90))
    assert (half.percent, half.elapsed, half.left, half.state) == (
        75,
        timedelta(minutes=45),
        timedelta(minutes=15),
        "running",
    )
    assert (over.percent, over.left, over.state, over.policy) == (150, -timedelta(minutes=30), "late", "Gold")


def test_a_clock_explains_itself(desk: Desk) -> None:
    agree(target("resolution", 10), name="Phone", when={"field": "channel", "is": "phone"})
    agree(
        target("resolution", 30, when={"field": "kind", "is": "complaint"}),
        target("resolution", 240),
        name="High",
        when=HIGH,
    )
    agree(target("resolution", 600), name="Usual")
    number = desk.open(priority=3).ticket_id
    tickets.take(ticket_id=number, by=desk.amira, at=later(30))
    tickets.wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(60))
    tickets.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Yes."), channel="email", at=later(100)
    )
    tickets.assign(ticket_id=number, team=desk.sales, to=desk.omar, by=desk.sara, at=later(120))
    tickets.classify(ticket_id=number, kind="incident", priority=3, by=desk.sara, at=later(121))
    clock = one(number, "resolution")
    said = explain(clock.pk, desk.sara, later(140))
    assert (said.policy, said.version, said.target, said.attached_at) == ("High", 1, 1, NOON)
    assert [(reason.text, reason.held) for reason in said.why] == [("Priority is High", True)]
    assert [(other.policy, other.why_not, [(r.text, r.held) for r in other.reasons]) for other in said.others] == [
        ("Phone", "condition", [("Channel is telephone", False)]),
        ("Usual", "earlier", []),
    ]
    assert [(pause.since, pause.until, pause.reason, pause.who) for pause in said.pauses] == [
        (later(60), later(100), "The customer must answer", "Amira")
    ]
    shares = [(share.team, share.agent, share.spent, share.waited, share.percent) for share in said.shares]
    assert shares == [
        ("Front line", "", timedelta(minutes=30), timedelta(), 30),
        ("Front line", "Amira", timedelta(minutes=50), timedelta(minutes=40), 50),
        ("Sales", "Omar", timedelta(minutes=20), timedelta(), 20),
    ]
    assert (said.stops, said.clock.elapsed) == ("The ticket is resolved.", timedelta(minutes=100))
    with pytest.raises(NotAllowed):
        explain(clock.pk, desk.bruno, later(140))


def test_trying_a_policy_writes_nothing_and_goes_on_page_by_page(desk: Desk) -> None:
    for minute in range(5):
        desk.open(at=later(minute))
    data = draft()["data"]
    first = simulate(data, NOON, later(60), at=later(62), most=3)
    second = simulate(data, NOON, later(60), at=later(62), most=3, after=first.next_after or 0)
    assert [(found.tickets, found.fitting) for found in (first, second)] == [(3, 3), (2, 2)]
    assert (first.targets[0].late, first.targets[0].running, second.targets[0].running) == (2, 1, 2)
    assert (second.next_after, Clock.objects.count(), Policy.objects.count()) == (None, 0, 0)
