"""Rules that answer facts: conditions, order, loops, failures."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Team
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.deeds import registry
from escalera.core.rules.actions import NewRule, add_rule, change_rule, drop_rule, fire_due, order_rules, switch_rule
from escalera.core.rules.models import Armed, Caused, Rule, RuleRun, RuleVersion
from escalera.core.rules.queries import rules_for, runs_of
from escalera.core.tickets.actions import Content, classify, note, receive_message, reply, resolve, tag, wait_for
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.models import Message, Tag, Ticket
from tests.cast import NOON, Desk, later
from tests.core.rules.acting import boss_of, runs, settle, write_rule

pytestmark = pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
URGENT = {"do": "classify", "priority": "4"}
RESOLVE: dict[str, Any] = {"do": "resolve"}


def writes(desk: Desk, number: int, text: str, minute: float = 5, **more: Any) -> None:
    receive_message(
        ticket_id=number, contact=desk.farid, content=Content(text), channel="email", at=later(minute), **more
    )  # fmt: skip


def test_a_rule_acts_when_its_conditions_hold_and_says_so_on_the_ticket(desk: Desk) -> None:
    write_rule(desk, "ticket.opened", URGENT, when={"field": "subject", "contains": "internet"}, name="Urgent")
    number = desk.open().ticket_id
    other = desk.open("A question").ticket_id
    settle(later(1))
    assert list(Ticket.objects.order_by("pk").values_list("pk", "priority")) == [(number, 4), (other, 2)]
    assert runs() == [("Urgent", "did", ["priority urgent"])]
    told = Event.objects.get(name="rule.run")
    sentence = "Rule “Urgent”: priority urgent, because Subject contains “internet”"
    assert told.fact.sentence(told.actor_name) == sentence
    assert Event.objects.get(name="ticket.classified").actor_kind == "system"


def test_nothing_is_logged_when_everything_was_so_already(desk: Desk) -> None:
    write_rule(desk, "ticket.opened", {"do": "classify", "priority": "2"})
    desk.open()
    settle(later(1))
    assert runs() == []


def test_old_and_new_state_can_be_asked(desk: Desk) -> None:
    when = {"all": [{"field": "change.to_status", "is": "open"}, {"field": "change.from_status", "is": "resolved"}]}
    write_rule(desk, "status", {"do": "tag", "tags": "back"}, when=when)
    number = desk.open().ticket_id
    wait_for(ticket_id=number, status="waiting_customer", by=desk.amira, at=later(1))
    resolve(ticket_id=number, by=desk.amira, at=later(2))
    settle(later(3))
    assert runs() == []
    writes(desk, number, "It is down again")
    settle(later(6))
    assert [(name, did) for name, _outcome, did in runs()] == [("R", ["tagged back"])]


def test_rules_are_asked_in_their_order_and_one_may_end_it(desk: Desk) -> None:
    first = write_rule(desk, "ticket.opened", {"do": "tag", "tags": "one"}, name="1")
    second = write_rule(desk, "ticket.opened", {"do": "tag", "tags": "two"}, name="2", stops=True)
    third = write_rule(desk, "ticket.opened", {"do": "tag", "tags": "three"}, name="3")
    desk.open()
    settle(later(1))
    assert [name for name, _o, _d in runs()] == ["1", "2"]
    order_rules(rule_ids=[third.pk, second.pk, first.pk], by=desk.sara, at=later(2))
    desk.open()
    settle(later(3))
    assert [name for name, _o, _d in runs()] == ["1", "2", "3", "2"]


def test_a_later_rule_sees_what_an_earlier_one_did(desk: Desk) -> None:
    write_rule(desk, "ticket.opened", URGENT, name="1")
    write_rule(desk, "ticket.opened", {"do": "tag", "tags": "hot"}, when={"field": "priority", "is": "4"}, name="2")
    desk.open()
    settle(later(1))
    assert [name for name, _o, _d in runs()] == ["1", "2"]


def test_a_rule_does_not_answer_what_it_did_itself(desk: Desk) -> None:
    Tag.objects.create(name="loop", key="loop")
    field = {"do": "untag", "tags": "loop"}
    write_rule(desk, "tags.changed", field, {"do": "tag", "tags": "loop"}, name="Loop")
    number = desk.open().ticket_id
    tag(ticket_id=number, names=["loop"], by=desk.amira, at=later(1))
    settle(later(2))
    assert [(name, outcome) for name, outcome, _d in runs()] == [("Loop", "did"), ("Loop", "held")]
    assert RuleRun.objects.get(outcome="held").error != ""


def test_two_rules_that_answer_one_another_come_to_rest(desk: Desk) -> None:
    write_rule(desk, "tags.changed", {"do": "untag", "tags": "ping"}, {"do": "tag", "tags": "pong"}, name="A")
    write_rule(desk, "tags.changed", {"do": "untag", "tags": "pong"}, {"do": "tag", "tags": "ping"}, name="B")
    number = desk.open().ticket_id
    boss = boss_of(desk)
    tag(ticket_id=number, names=["ping"], by=boss, at=later(1))
    settle(later(2))
    did = [name for name, outcome, _d in runs() if outcome == "did"]
    assert len(did) <= 6
    assert "held" in {outcome for _n, outcome, _d in runs()}
    assert {cause.run.rule.name for cause in Caused.objects.all()} == {"A", "B"}


def test_no_ticket_is_worked_on_without_end(desk: Desk) -> None:
    write_rule(desk, "note.written", {"do": "checklist", "checklist": _template()}, name="Often")
    number = desk.open().ticket_id
    for minute in range(14):
        note(ticket_id=number, content=Content("Again"), by=desk.amira, at=later(minute))
        settle(later(minute))
    outcomes = [outcome for _n, outcome, _d in runs()]
    assert (outcomes.count("did"), outcomes.count("held")) == (10, 1)


def _template() -> str:
    from escalera.core.tickets.models import ChecklistTemplate

    return str(ChecklistTemplate.objects.create(name="Steps", items=["One"]).pk)


def test_a_rule_whose_team_is_gone_fails_alone_and_is_switched_off_in_the_end(desk: Desk) -> None:
    gone = Team.objects.create(name="Gone", level=desk.front.level)
    broken = write_rule(desk, "ticket.opened", {"do": "assign", "team": str(gone.pk)}, name="Broken")
    write_rule(desk, "ticket.opened", URGENT, name="Fine")
    gone.delete()
    for _n in range(11):
        desk.open()
        settle(later(1))
    broken.refresh_from_db()
    assert (broken.is_active, broken.failures, broken.off_at) == (False, 10, later(1))
    assert RuleRun.objects.filter(rule=broken).count() == 10
    assert Ticket.objects.filter(priority=4).count() == 11
    off = Event.objects.get(name="rule.switched_off")
    assert (off.data["rule_id"], off.data["failures"]) == (broken.pk, 10)
    switch_rule(rule_id=broken.pk, is_active=True, by=desk.sara, at=later(2))
    broken.refresh_from_db()
    assert (broken.failures, broken.off_because) == (0, "")


def test_what_breaks_is_tried_again_and_leaves_nothing_half_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def explode(given: registry.Given, turn: registry.Turn) -> None:
        tries.append(turn.at)
        if len(tries) < 3:
            raise RuntimeError("the line is down")

    monkeypatch.setitem(registry._DEEDS, "explode", registry.Deed("Explode", explode, lambda given: "exploded"))
    write_rule(desk, "ticket.opened", {"do": "tag", "tags": "x"}, {"do": "explode"})
    desk.open()
    settle(later(1))
    assert [outcome for _n, outcome, _d in runs()] == ["failed"]
    assert Event.objects.filter(name="tags.changed").count() == 0
    settle(later(2))
    settle(later(20))
    assert [outcome for _n, outcome, _d in runs()] == ["failed", "failed", "did"]
    assert Rule.objects.get().failures == 0
    assert Armed.objects.count() == 0


def test_a_rule_hears_nothing_from_before_it_was_written(desk: Desk) -> None:
    desk.open(at=later(-60))
    write_rule(desk, "ticket.opened", URGENT)
    settle(later(1))
    assert runs() == []


def test_out_of_office_wakes_no_rule_and_gets_no_answer(desk: Desk) -> None:
    write_rule(desk, "message.received", {"do": "reply", "text": "We heard you"})
    number = desk.open().ticket_id
    writes(desk, number, "I am away", automatic=True)
    settle(later(6))
    assert runs() == []
    writes(desk, number, "I am back", 7)
    settle(later(8))
    assert [did for _n, _o, did in runs()] == [["wrote to the customer"]]
    for minute in range(10, 30):
        writes(desk, number, "And now?", minute)
        settle(later(minute))
    assert Message.objects.filter(ticket=number, kind="bot", contact=None).count() == 5


def test_the_desks_own_words_are_no_answer_and_carry_nothing_of_a_strangers(desk: Desk) -> None:
    desk.farid.name = "Buy now https://spam.example"
    desk.farid.save()
    write_rule(desk, "ticket.opened", {"do": "reply", "text": "{cliente}, {asunto}: {agente} {{ticket}} {nope}"})
    number = desk.open("Visit www.spam.example {ticket}").ticket_id
    settle(later(1))
    message = Message.objects.get(ticket=number, kind="bot")
    assert message.text.endswith(f", #{number}: Escalera {{{number}}} {{nope}}")
    assert "spam" not in message.text
    assert Ticket.objects.get().customer_waits_since == NOON
    assert Event.objects.filter(name="reply.written").count() == 1


def test_what_a_ticket_was_can_be_asked(desk: Desk) -> None:
    network = save_category(name="Network", by=robot(), at=NOON)
    wifi = save_category(name="Wi-Fi", parent=network, by=robot(), at=NOON)
    from_network = {"field": "change.from_category", "is": str(network.pk)}
    sunk = {"all": [{"field": "change.from_priority", "is": "4"}, {"field": "priority", "is": "1"}]}
    write_rule(desk, "ticket.classified", {"do": "tag", "tags": "was-network"}, when=from_network, name="Network")
    write_rule(desk, "ticket.classified", {"do": "tag", "tags": "sunk"}, when=sunk, name="Sunk")
    number = desk.open(category=wifi, priority=4).ticket_id
    classify(ticket_id=number, kind="request", by=desk.amira, at=later(1))
    settle(later(2))
    assert runs() == []
    classify(ticket_id=number, priority=1, by=desk.amira, at=later(3))
    settle(later(4))
    classify(ticket_id=number, category=None, by=desk.amira, at=later(5))
    settle(later(6))
    assert [name for name, _outcome, _done in runs()] == ["Sunk", "Network"]
    changed = Event.objects.filter(name="ticket.classified", actor_kind="agent").order_by("pk")
    assert [event.data["before"] for event in changed] == [
        {"kind": "incident"}, {"priority": 4}, {"category_id": wifi.pk},
    ]  # fmt: skip


def test_thanks_do_not_keep_a_solved_case_open(desk: Desk) -> None:
    write_rule(desk, "ticket.reopened", RESOLVE, when={"field": "change.thanks", "is": True})
    number = desk.open().ticket_id
    for text, status in (("Muchas gracias, Amira!", "resolved"), ("Gracias, pero sigue igual", "open")):
        resolve(ticket_id=number, by=desk.amira, at=later(1)) if Ticket.objects.get().is_open else None
        writes(desk, number, text)
        settle(later(6))
        assert Ticket.objects.get().status == status


def test_only_who_keeps_the_settings_keeps_rules(desk: Desk) -> None:
    rule = write_rule(desk, "ticket.opened", URGENT)
    new = NewRule("X", {"trigger": "ticket.opened", "deeds": [URGENT]})
    for refused in (
        lambda: add_rule(rule=new, by=desk.amira, at=NOON),
        lambda: change_rule(rule_id=rule.pk, rule=new, by=desk.amira, at=NOON),
        lambda: switch_rule(rule_id=rule.pk, is_active=False, by=desk.amira, at=NOON),
        lambda: drop_rule(rule_id=rule.pk, by=desk.amira, at=NOON),
        lambda: order_rules(rule_ids=[rule.pk], by=desk.amira, at=NOON),
        lambda: rules_for(desk.amira, NOON),
        lambda: runs_of(desk.amira, rule.pk),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list(Rule.objects.values_list("name", "is_active", "version")) == [("R", True, 1)]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"trigger": "ticket.exploded", "deeds": [URGENT]},
        {"trigger": "ticket.opened", "deeds": []},
        {"trigger": "ticket.opened", "deeds": [{"do": "take"}]},
        {"trigger": "ticket.opened", "deeds": [{"do": "classify", "priority": "9"}]},
        {"trigger": "ticket.opened", "deeds": [URGENT], "when": {"field": "nope", "is": 1}},
        {"trigger": "ticket.opened", "deeds": [URGENT], "when": {"field": "assignee", "is": "me"}},
        {"trigger": "ticket.opened", "deeds": [URGENT], "after": {"amount": 0, "unit": "days"}},
        {"trigger": "ticket.opened", "deeds": [URGENT], "after": {"amount": 3, "unit": "fortnights"}},
        {"trigger": "ticket.opened", "deeds": [URGENT], "after": 7},
        {"trigger": "ticket.opened", "deeds": [{"do": "reply", "text": "x" * 20_001}]},
        {"trigger": ["ticket.opened"], "deeds": "all"},
    ],
)
def test_what_makes_no_rule_is_refused(desk: Desk, data: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        add_rule(rule=NewRule("R", data), by=boss_of(desk), at=NOON)
    assert Rule.objects.count() == 0


def test_a_change_is_a_version_and_a_dropped_rule_keeps_its_runs(desk: Desk) -> None:
    rule = write_rule(desk, "ticket.opened", URGENT)
    desk.open()
    settle(later(1))
    data = {"trigger": "ticket.opened", "deeds": [{"do": "tag", "tags": "new"}]}
    change_rule(rule_id=rule.pk, rule=NewRule("Other", data), by=desk.sara, at=later(2))
    desk.open()
    settle(later(3))
    assert list(RuleRun.objects.order_by("pk").values_list("version", "did")) == [
        (1, ["priority urgent"]), (2, ["tagged new"]),
    ]  # fmt: skip
    assert RuleVersion.objects.count() == 2
    drop_rule(rule_id=rule.pk, by=desk.sara, at=later(4))
    desk.open()
    settle(later(5))
    assert RuleRun.objects.count() == 2
    assert rules_for(desk.sara, later(5)) == []


def test_a_reader_that_starts_again_does_nothing_twice(desk: Desk) -> None:
    from escalera.base.log.models import ReaderState

    write_rule(desk, "ticket.opened", {"do": "note", "text": "Seen"})
    desk.open()
    from escalera.base.log.readers import read_all

    read_all()
    ReaderState.objects.filter(name="rules").update(xid=0, event_id=0)  # killed before it wrote its place
    settle(later(1))
    assert len(runs()) == 1
    assert fire_due(at=later(2)) == 0


def test_somebody_elses_reply_is_heard_but_not_the_desks(desk: Desk) -> None:
    write_rule(desk, "reply.written", {"do": "tag", "tags": "answered"})
    write_rule(desk, "ticket.opened", {"do": "reply", "text": "We have it."}, name="Ack")
    number = desk.open().ticket_id
    settle(later(1))
    assert [name for name, _o, _d in runs()] == ["Ack"]
    reply(ticket_id=number, content=Content("Hello"), by=desk.amira, at=later(2))
    settle(later(3))
    assert [name for name, _o, _d in runs()] == ["Ack", "R"]
