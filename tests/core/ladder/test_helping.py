"""Help that comes to the ticket, and vendors that work on it: the work stays where it is."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.log.readers import read_once
from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.base.people.queries import robot
from escalera.base.refusals import BadInput
from escalera.core.ladder.actions import (
    CannotAskVendor,
    CannotCall,
    Handover,
    archive_vendor,
    ask_vendor,
    call_in,
    change_vendor_case,
    end_call,
    join_call,
    save_vendor,
    vendor_answered,
)
from escalera.core.ladder.models import Escalation, Helper, Stay, Vendor
from escalera.core.ladder.queries import called_to, vendors
from escalera.core.notifications.models import Notification
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import visible_to
from tests.cast import NOON, Desk, later

pytestmark = pytest.mark.django_db


def vendor(name: str = "Telco", email: str = "noc@telco.example") -> Vendor:
    return save_vendor(name=name, email=email, contact="Night desk", by=robot(), at=NOON)


def given(desk: Desk, number: int, to: Vendor, **more: object) -> Escalation:
    values = {"handover": Handover("No light"), "reference": "T-77", "by": desk.amira, "at": later(10)}
    return ask_vendor(ticket_id=number, vendor=to, **{**values, **more})  # type: ignore[arg-type]


def test_who_decides_comes_to_the_ticket_which_stays(desk: Desk) -> None:
    number = desk.open().ticket_id
    tickets.take(ticket_id=number, by=desk.amira, at=later(1))
    before = Ticket.objects.get(pk=number)

    call = call_in(
        ticket_id=number, kind="hierarchical", agents=[desk.chen], question="Refund?", by=desk.amira, at=later(2)
    )
    seen = visible_to(desk.chen).filter(pk=number).exists()
    end_call(escalation_id=call.pk, outcome="Refund half", by=desk.chen, at=later(3))

    after = Ticket.objects.get(pk=number)
    call.refresh_from_db()
    same = [(t.team, t.assignee, t.owner, t.status) for t in (before, after)]
    assert seen
    assert same[0] == same[1]
    assert (call.state, call.answer_reason, call.answered_by) == ("ended", "Refund half", desk.chen)
    assert Stay.objects.filter(ticket=number).count() == 1
    assert Event.objects.get(name="escalation.called").fact.sentence("Amira") == "Amira asks Chen to decide"


def test_several_work_on_it_together_and_each_gets_credit(desk: Desk) -> None:
    number = desk.open().ticket_id
    call = call_in(
        ticket_id=number,
        kind="swarm",
        agents=[desk.bruno],
        team=desk.experts,
        question="Look!",
        by=desk.amira,
        at=later(2),
    )
    join_call(escalation_id=call.pk, by=desk.bruno, at=later(3))
    join_call(escalation_id=call.pk, by=desk.chen, at=later(4))  # of the team that was called
    join_call(escalation_id=call.pk, by=desk.chen, at=later(5))
    with pytest.raises(CannotCall):
        join_call(escalation_id=call.pk, by=desk.omar, at=later(5))

    assert [(one.agent, one.joined_at) for one in called_to(number)] == [
        (desk.bruno, later(3)),
        (desk.chen, later(4)),
    ]
    end_call(escalation_id=call.pk, outcome="Found it", by=desk.amira, at=later(9))
    assert {one.left_at for one in Helper.objects.all()} == {later(9)}
    assert called_to(number) == []


def test_a_second_call_for_a_decision_waits_for_the_first(desk: Desk) -> None:
    number = desk.open().ticket_id
    call_in(ticket_id=number, kind="hierarchical", agents=[desk.chen], question="?", by=desk.amira, at=later(2))
    wrong: list[dict[str, Any]] = [{"kind": "hierarchical"}, {"agents": []}, {"question": " "}, {"kind": "vendor"}]
    for change in wrong:
        values = {"kind": "swarm", "agents": [desk.bruno], "question": "Help", **change}
        with pytest.raises((CannotCall, BadInput)):
            call_in(ticket_id=number, by=desk.amira, at=later(3), **values)


def test_a_call_does_not_keep_the_ticket_from_going_up_and_ends_with_it(desk: Desk) -> None:
    from escalera.core.ladder.actions import accept, escalate

    number = desk.open().ticket_id
    call = call_in(ticket_id=number, kind="swarm", agents=[desk.chen], question="?", by=desk.amira, at=later(2))
    offer = escalate(ticket_id=number, to_team=desk.networks, handover=Handover("Up"), by=desk.amira, at=later(3))
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(4))
    tickets.resolve(ticket_id=number, by=desk.bruno, at=later(5))
    call.refresh_from_db()
    assert (call.state, call.answered_at) == ("withdrawn", later(5))


def test_a_vendor_has_its_own_number_contact_and_date_and_the_ticket_waits(desk: Desk) -> None:
    number = desk.open().ticket_id
    case = given(desk, number, vendor(), expected_at=later(3000))
    change_vendor_case(
        escalation_id=case.pk, contact="Ana", reference="T-78", expected_at=None, by=desk.amira, at=later(20)
    )
    waiting = Ticket.objects.get(pk=number)

    vendor_answered(escalation_id=case.pk, outcome="Card changed", by=desk.amira, at=later(30))

    case.refresh_from_db()
    names = list(Event.objects.filter(ticket_id=number).order_by("pk").values_list("name", flat=True))
    assert (waiting.status, waiting.wait_reason and waiting.wait_reason.code) == ("waiting_vendor", "vendor")
    assert (case.contact, case.reference, case.expected_at, case.state) == ("Ana", "T-78", None, "ended")
    assert Ticket.objects.get(pk=number).status == "open"
    assert names[1:] == ["vendor.asked", "ticket.waits", "vendor.changed", "vendor.answered", "ticket.waits"]


def test_one_vendor_at_a_time_and_none_that_is_archived(desk: Desk) -> None:
    number, telco = desk.open().ticket_id, vendor()
    given(desk, number, telco)
    with pytest.raises(CannotAskVendor, match="Telco has it already"):
        given(desk, number, vendor("Other", ""))
    archive_vendor(vendor_id=telco.pk, by=robot(), at=NOON)
    telco.refresh_from_db()
    with pytest.raises(CannotAskVendor, match="archived"):
        given(desk, desk.open().ticket_id, telco)
    with pytest.raises(BadInput):
        save_vendor(name="Telco", by=robot(), at=NOON)
    with pytest.raises(BadInput):
        save_vendor(name="New", email="nonsense", by=robot(), at=NOON)
    assert [one.name for one in vendors()] == ["Other"]


@pytest.mark.django_db(transaction=True)
def test_the_vendors_own_mail_ends_its_part(desk: Desk) -> None:
    read_once("vendors-answers")
    number = desk.open().ticket_id
    case = given(desk, number, vendor())
    theirs = meet(channel="email", address="noc@telco.example", name="NOC", at=NOON)
    someone = meet(channel="email", address="other@telco.example", name="Other", at=NOON)

    def hear(who: Contact, minutes: int) -> str:
        tickets.receive_message(
            ticket_id=number,
            contact=who,
            content=tickets.Content("Fixed"),
            channel="email",
            at=later(minutes),
        )
        read_once("vendors-answers")
        case.refresh_from_db()
        return case.state

    assert (hear(someone, 20), hear(theirs, 30)) == ("open", "ended")
    assert (case.answer_reason, Ticket.objects.get(pk=number).status) == ("Fixed", "open")


@pytest.mark.django_db(transaction=True)
def test_who_is_called_is_told_and_who_called_hears_the_answer(desk: Desk) -> None:
    number = desk.open().ticket_id
    read_once("notifications")
    call = call_in(
        ticket_id=number,
        kind="swarm",
        agents=[desk.bruno],
        team=desk.experts,
        question="?",
        by=desk.amira,
        at=later(2),
    )
    end_call(escalation_id=call.pk, outcome="Found", by=desk.chen, at=later(3))
    read_once("notifications")
    told = Notification.objects.filter(ticket=number).order_by("agent__name", "pk").values_list("agent__name", "kind")
    assert list(told) == [("Amira", "advised"), ("Bruno", "asked"), ("Chen", "asked")]
