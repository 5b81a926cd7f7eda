"""Asking another team or person without moving the ticket."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.models import Delivery
from escalera.core.feed import actions
from escalera.core.feed.models import Consultation
from escalera.core.feed.queries import called_to, consultations_of, open_mentions
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from tests.cast import Desk, later


def ask(desk: Desk, number: int) -> Consultation:
    return actions.consult(
        ticket_id=number, question="Is the ring down?", to_team=desk.networks, by=desk.amira, at=later(1)
    )


def test_a_team_is_asked_and_the_ticket_stays(desk: Desk) -> None:
    number = desk.open().ticket_id
    before = Delivery.objects.count()
    asked = ask(desk, number)
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.team, ticket.status, Delivery.objects.count()) == (desk.front, "new", before)
    assert find_ticket(desk.bruno, number).only_seen is True
    assert (open_mentions(desk.bruno), called_to(desk.bruno), open_mentions(desk.amira)) == (1, [number], 0)
    event = Event.objects.latest("id")
    assert (event.name, event.fact.sentence("Amira"), event.data["consultation_id"]) == (
        "consultation.asked", f"Amira asked {desk.networks.name}", asked.pk,
    )  # fmt: skip


def test_the_answer_brings_the_turn_back_and_the_outcome_ends_it(desk: Desk) -> None:
    number = desk.open().ticket_id
    asked = ask(desk, number)
    actions.say(consultation_id=asked.pk, text="Yes, since ten.", by=desk.bruno, at=later(2))
    assert (open_mentions(desk.bruno), called_to(desk.amira)) == (0, [number])
    actions.say(consultation_id=asked.pk, text="Until when?", by=desk.amira, at=later(3))
    assert (open_mentions(desk.bruno), open_mentions(desk.amira)) == (1, 0)
    actions.close(consultation_id=asked.pk, outcome="Ring down until noon.", by=desk.amira, at=later(4))
    assert (open_mentions(desk.bruno), open_mentions(desk.amira)) == (0, 0)
    (thread,) = consultations_of(number)
    assert (thread.consultation.outcome, [said.text for said in thread.messages]) == (
        "Ring down until noon.", ["Yes, since ten.", "Until when?"],
    )  # fmt: skip
    names = (
        Event.objects.filter(name__startswith="consultation.").order_by("id").values_list("name", "data__by_asked")
    )
    assert [name for name, _ in names] == [
        "consultation.asked", "consultation.answered", "consultation.answered", "consultation.closed",
    ]  # fmt: skip


def test_a_closed_question_takes_no_more_words(desk: Desk) -> None:
    asked = ask(desk, desk.open().ticket_id)
    actions.close(consultation_id=asked.pk, outcome="Not needed.", by=desk.amira, at=later(2))
    with pytest.raises(actions.CannotConsult):
        actions.say(consultation_id=asked.pk, text="Late", by=desk.bruno, at=later(3))
    assert (
        actions.close(consultation_id=asked.pk, outcome="Again", by=desk.amira, at=later(4)).outcome == "Not needed."
    )


def test_who_may_not_work_on_it_asks_nobody_and_closes_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    asked = ask(desk, number)
    with pytest.raises(NotAllowed):
        actions.consult(ticket_id=number, question="Me?", to_team=desk.experts, by=desk.bruno, at=later(2))
    with pytest.raises(NotAllowed):
        actions.close(consultation_id=asked.pk, outcome="x", by=desk.bruno, at=later(2))
    with pytest.raises(NotAllowed):
        actions.say(consultation_id=asked.pk, text="x", by=desk.chen, at=later(2))


def test_an_ended_ticket_asks_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    tickets.resolve(ticket_id=number, by=desk.amira, at=later(1))
    with pytest.raises(actions.CannotConsult):
        ask(desk, number)


def test_a_question_needs_words_and_one_whom_to_ask(desk: Desk) -> None:
    number = desk.open().ticket_id
    whom = {"to_team": desk.networks}
    bad: list[dict[str, object]] = [
        {"question": " ", **whom},
        {"question": "x" * 10_001, **whom},
        {"question": "x"},
        {"question": "x", "to_agent": desk.bruno, **whom},
        {"question": "x", "to_agent": desk.amira},
        {"question": "x", "needed_by": later(0), **whom},
    ]
    for given in bad:
        with pytest.raises(BadInput):
            actions.consult(ticket_id=number, by=desk.amira, at=later(1), **given)  # type: ignore[arg-type]
    assert not Consultation.objects.exists()


def test_words_in_it_call_a_third_one(desk: Desk) -> None:
    number = desk.open().ticket_id
    asked = ask(desk, number)
    text = f"@[Chen](agent:{desk.chen.pk}) knows"
    actions.say(consultation_id=asked.pk, text=text, by=desk.bruno, at=later(2))
    assert called_to(desk.chen) == [number]
    actions.say(consultation_id=asked.pk, text="Yes.", by=desk.chen, at=later(3))
    assert called_to(desk.chen) == []
