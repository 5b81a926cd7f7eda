"""What can be done as data: each through the action of everybody, by people and by the desk itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.deeds import spans
from escalera.core.deeds.registry import Turn, checked, deeds_for_editor, find, moves, run, words
from escalera.core.feed.models import Follower
from escalera.core.tickets.actions import tag
from escalera.core.tickets.models import (
    Category,
    Checklist,
    ChecklistTemplate,
    Field,
    FieldValue,
    Message,
    Ticket,
    WaitReason,
)
from escalera.core.tickets.policies import may_see
from escalera.levels.frontline.actions import NewMacro, add_macro
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db


def do(desk: Desk, *deeds: dict[str, Any], by: Agent | None = None, number: int | None = None) -> list[str]:
    """Check and run deeds on a ticket, as a rule would or as a person; return what was done."""
    number = number or desk.open().ticket_id
    kept = checked(list(deeds), by_hand=by is not None, nested=by is None)
    return run(kept, Turn(number, by or robot("Rule “R”"), later(1), f"rule:1:{number}:{by}"))


def test_each_deed_does_what_it_says(desk: Desk) -> None:
    internet = Category.objects.create(key="internet", name="Internet")
    steps = ChecklistTemplate.objects.create(name="Reset", items=["Unplug", "Plug"])
    field = Field.objects.create(key="line", label="Line", kind="choice", choices=["fibre", "copper"])
    did = do(
        desk,
        {"do": "classify", "kind": "complaint", "priority": "4", "category": str(internet.pk)},
        {"do": "tag", "tags": "hot, VIP ,hot"},
        {"do": "field", "field": "line", "value": "fibre"},
        {"do": "promise", "amount": "2", "unit": "hours"},
        {"do": "checklist", "checklist": str(steps.pk)},
        {"do": "give", "agent": str(desk.amira.pk)},
        {"do": "note", "text": "Careful with {cliente}"},
        {"do": "call", "agents": [str(desk.chen.pk)], "teams": [str(desk.networks.pk)]},
    )
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.priority, ticket.category, ticket.assignee) == ("complaint", 4, internet, desk.amira)
    assert (ticket.promised_at, Checklist.objects.get().name) == (later(121), "Reset")
    assert FieldValue.objects.get(field=field).text == "fibre"
    assert Message.objects.get(kind="note").text == "Careful with Farid Haddad"
    assert (may_see(desk.chen, ticket), may_see(desk.bruno, ticket), may_see(desk.omar, ticket)) == (
        True,
        True,
        False,
    )
    assert [row.agent for row in Follower.objects.all() if row.agent == desk.chen] == [desk.chen]
    assert did == [
        "Complaint, priority urgent, category Internet", "tagged hot, VIP", "Line: fibre", "promised within 2 hours",
        "added the checklist “Reset”", "assigned to Amira", "left a note", "called Chen, Specialists in",
    ]  # fmt: skip
    assert {event.actor_kind for event in Event.objects.exclude(name__in=["ticket.opened", "company.founded"]).filter(
        ticket_id=ticket.pk)} == {"system"}  # fmt: skip


def test_states_follow_one_another(desk: Desk) -> None:
    reason = WaitReason.objects.create(code="spare", name="Spare parts", status="waiting_vendor")
    number = desk.open().ticket_id
    states = []
    for deed in (
        {"do": "wait", "status": "waiting_vendor", "reason": "spare"},
        {"do": "snooze", "amount": "3", "unit": "days"},
        {"do": "resolve"},
        {"do": "reopen"},
        {"do": "resolve"},
        {"do": "close"},
    ):
        do(desk, deed, number=number)
        ticket = Ticket.objects.get()
        states.append((ticket.status, ticket.wait_reason == reason))
    assert states[0] == ("waiting_vendor", True)
    assert [state for state, _r in states[1:]] == ["scheduled", "resolved", "open", "resolved", "closed"]


def test_the_desk_itself_holds_and_owns_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    do(desk, {"do": "escalate", "team": str(desk.networks.pk), "summary": "Down"}, number=number)
    do(desk, {"do": "resolve"}, number=number)
    ticket = Ticket.objects.get()
    assert (ticket.owner, ticket.assignee, ticket.team) == (None, None, desk.networks)
    with pytest.raises(BadInput):
        checked([{"do": "take"}], by_hand=False, nested=True)


def test_a_persons_words_are_a_reply_and_the_desks_are_automatic(desk: Desk) -> None:
    mine, its = desk.open().ticket_id, desk.open().ticket_id
    do(desk, {"do": "reply", "text": "Hello {cliente.nombre}, {agente}"}, by=desk.amira, number=mine)
    do(desk, {"do": "reply", "text": "Hello {cliente.nombre}, {agente}"}, number=its)
    said = Message.objects.filter(contact=None).order_by("pk").values_list("kind", "text", "agent__name")
    assert list(said) == [("message", "Hello Farid, Amira", "Amira"), ("bot", "Hello Farid, Escalera", None)]


def test_words_leave_once_for_one_run(desk: Desk) -> None:
    number = desk.open().ticket_id
    for _again in range(2):
        do(desk, {"do": "reply", "text": "Once"}, number=number)
    assert Message.objects.filter(text="Once").count() == 1


def test_a_canned_answer_goes_out_in_the_customers_language_and_a_macro_runs(desk: Desk) -> None:
    desk.farid.language = "es"
    desk.farid.save()
    answer = add_macro(macro=NewMacro("Hi", {"": "Hello", "es": "Hola, {cliente.nombre}"}), by=desk.sara)
    macro = add_macro(macro=NewMacro("Hot", deeds=[{"do": "tag", "tags": "hot"}], note="Seen"), by=desk.sara)
    did = do(desk, {"do": "answer", "macro": str(answer.pk)}, {"do": "macro", "macro": str(macro.pk)})
    assert did == ["sent “Hi”", "used “Hot”"]
    assert Message.objects.get(kind="bot").text == "Hola, Farid"
    assert Message.objects.get(kind="note").text == "Seen"
    own = add_macro(macro=NewMacro("Mine", deeds=[{"do": "take"}], is_own=True), by=desk.amira)
    with pytest.raises(BadInput):
        checked([{"do": "macro", "macro": str(own.pk)}], by_hand=False, nested=True)
    with pytest.raises(BadInput):  # a macro runs no macros
        add_macro(macro=NewMacro("Loop", deeds=[{"do": "macro", "macro": str(macro.pk)}]), by=desk.sara)


def test_what_a_macro_does_it_does_with_the_rights_of_whoever_runs_it(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        do(desk, {"do": "call", "agents": [str(desk.omar.pk)]}, by=desk.omar)
    assert Follower.objects.count() == 0


def test_tags_come_off_whatever_their_case(desk: Desk) -> None:
    number = desk.open().ticket_id
    desk.sara.role.permissions = [*desk.sara.role.permissions, "content.manage"]
    tag(ticket_id=number, names=["Ñandú", "keep"], by=desk.sara, at=NOON)
    do(desk, {"do": "untag", "tags": "nandu, unknown"}, number=number)
    assert [row.tag.name for row in Ticket.objects.get().tags.all()] == ["keep"]


@pytest.mark.parametrize(
    "deed",
    [
        {"do": ["tag"]}, {"do": "nope"}, {}, "tag", {"do": "tag"}, {"do": "tag", "tags": 7}, {"do": "tag", "tags": {}},
        {"do": "classify"}, {"do": "classify", "kind": "x"}, {"do": "classify", "priority": True},
        {"do": "classify", "priority": ["4", "3"]}, {"do": "wait", "status": "resolved"},
        {"do": "wait", "status": "waiting_vendor", "reason": "nope"}, {"do": "give", "agent": "99999"},
        {"do": "give", "agent": "1; DROP"}, {"do": "assign", "team": ""}, {"do": "field", "field": "nope"},
        {"do": "snooze", "amount": "-3", "unit": "days"}, {"do": "snooze", "amount": "9" * 30, "unit": "days"},
        {"do": "promise", "amount": "1", "unit": "moons"}, {"do": "promise", "amount": "9999", "unit": "days"},
        {"do": "note", "text": " \x00 "}, {"do": "note", "text": "x" * 20_001}, {"do": "call"},
        {"do": "call", "agents": ["1"] * 40}, {"do": "checklist", "checklist": "0"},
    ],
)  # fmt: skip
def test_what_is_no_deed_is_refused(desk: Desk, deed: Any) -> None:
    with pytest.raises(BadInput):
        checked([deed])
    with pytest.raises(BadInput):
        checked([{"do": "resolve"}] * 13)


def test_every_deed_describes_itself(desk: Desk) -> None:
    offered = [key for key, _deed in deeds_for_editor(by_hand=True, nested=True)]
    assert len(offered) >= 18
    for key, deed in deeds_for_editor(by_hand=True, nested=True):
        assert str(deed.label)
        for one in deed.inputs({"do": key}):
            assert str(one.label)
            assert one.choices is None or list(one.choices()) is not None
    assert "take" not in [key for key, _deed in deeds_for_editor(by_hand=False, nested=True)]
    assert words([{"do": "gone"}, {"do": "resolve"}]) == ["resolved"]
    assert (find("gone"), moves([{"do": "escalate"}]), moves([{"do": "resolve"}])) == (None, True, False)


def test_spans_keep_to_their_units(desk: Desk) -> None:
    since = later(0)
    assert spans.moment_after(since, 2, "days", None) == since + timedelta(days=2)
    assert spans.moment_after(since, 2, "working_days", None) == since + timedelta(days=2)
    assert spans.words(1, "working_hours") == "1 working hour"
