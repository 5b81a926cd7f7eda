"""A customer asks for a higher level."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Organization, Segment
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder import actions, queries
from escalera.core.ladder.models import HigherAsk
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later


def gold(desk: Desk, *, by_company: bool = False) -> None:
    segment = Segment.objects.create(code="gold", name="Gold", may_ask_higher=True)
    if by_company:
        desk.farid.organization = Organization.objects.create(name="Haddad", segment=segment)
    else:
        desk.farid.segment = segment
    desk.farid.save()


@pytest.mark.parametrize("by_company", [False, True])
def test_the_wish_is_recorded_and_wakes_the_ticket(desk: Desk, by_company: bool) -> None:
    gold(desk, by_company=by_company)
    number = desk.open().ticket_id
    tickets.reply(ticket_id=number, content=tickets.Content("?"), by=desk.amira, at=later(1), then="wait")
    ask = actions.ask_higher(ticket_id=number, reason=" Third time. ", by=desk.farid, at=later(2))
    ticket = Ticket.objects.get(pk=number)
    assert (ask.reason, ticket.status, ticket.customer_waits_since) == ("Third time.", "open", later(2))
    event = Event.objects.get(name="escalation.asked")
    assert (event.fact.sentence(event.actor_name), event.data["reason"]) == (
        "Farid Haddad asks for a level higher than N1",
        "Third time.",
    )


def test_without_the_right_segment_there_is_no_asking(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(actions.CannotAskHigher):
        actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(1))


def test_eve_asks_nothing_of_farids(desk: Desk) -> None:
    gold(desk)
    number = desk.open().ticket_id
    with pytest.raises(NotAllowed):
        actions.ask_higher(ticket_id=number, reason="x", by=desk.eve, at=later(1))


def test_a_wish_needs_a_reason_and_is_told_once(desk: Desk) -> None:
    gold(desk)
    number = desk.open().ticket_id
    with pytest.raises(BadInput):
        actions.ask_higher(ticket_id=number, reason="  ", by=desk.farid, at=later(1))
    actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(1))
    with pytest.raises(actions.CannotAskHigher):
        actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(2))


@pytest.mark.parametrize("up", [True, False])
def test_going_up_grants_it_and_solving_ends_it(desk: Desk, up: bool) -> None:
    gold(desk)
    number = desk.open().ticket_id
    actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(1))
    if up:
        packet = actions.Handover("x")
        actions.escalate(ticket_id=number, to_team=desk.networks, handover=packet, by=desk.amira, at=later(2))
    else:
        tickets.resolve(ticket_id=number, by=desk.amira, at=later(2))
    ask = HigherAsk.objects.get()
    assert (ask.granted, ask.ended_at, queries.open_ask(number)) == (up, later(2), None)


def test_the_highest_level_has_none_above(desk: Desk) -> None:
    gold(desk)
    number = desk.open().ticket_id
    desk.experts.level.teams.model.objects.filter(level__order__gt=1).delete()
    with pytest.raises(actions.CannotAskHigher):
        actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(1))


def test_who_holds_it_may_decline_with_a_reason_and_the_ticket_stays(desk: Desk) -> None:
    gold(desk)
    number = desk.open().ticket_id
    actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(1))
    with pytest.raises(BadInput):
        actions.decline_higher(ticket_id=number, reason=" ", by=desk.amira, at=later(2))
    with pytest.raises(NotAllowed):
        actions.decline_higher(ticket_id=number, reason="No", by=desk.bruno, at=later(2))
    actions.decline_higher(ticket_id=number, reason=" A part is on its way. ", by=desk.amira, at=later(2))
    ask = HigherAsk.objects.get()
    assert (ask.granted, ask.ended_at, ask.declined_by, ask.answer) == (
        False, later(2), desk.amira, "A part is on its way.",
    )  # fmt: skip
    assert (Ticket.objects.get().level_id, queries.open_ask(number)) == (desk.front.level_id, None)
    event = Event.objects.get(name="escalation.declined")
    assert event.fact.sentence(event.actor_name) == "Amira declined the wish for a higher level"
    with pytest.raises(actions.NothingAsked):
        actions.decline_higher(ticket_id=number, reason="No", by=desk.amira, at=later(3))


def test_after_a_no_they_may_ask_again(desk: Desk) -> None:
    gold(desk)
    number = desk.open().ticket_id
    actions.ask_higher(ticket_id=number, reason="x", by=desk.farid, at=later(1))
    actions.decline_higher(ticket_id=number, reason="No", by=desk.amira, at=later(2))
    again = actions.ask_higher(ticket_id=number, reason="y", by=desk.farid, at=later(3))
    assert (queries.open_ask(number), queries.last_ask(number)) == (again, again)
