"""Up, accepted, rejected, expired, back, solved, reopened: every move is a record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.jobs.worker import all_loops
from escalera.base.log.models import Event
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.ladder.actions import Handover, accept, escalate, expire_due, reject, send_back
from escalera.core.ladder.actions.answers import CannotAnswer
from escalera.core.ladder.actions.moves import CannotEscalate, CannotReturn
from escalera.core.ladder.models import Escalation, Stay
from escalera.core.ladder.queries import escalations_of, staircase, teams_above, was_sent_up
from escalera.core.tickets.actions import Content, reopen, reply, resolve, take
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later

PACKET = Handover("Drops every ten minutes", "Cable, restart, other network", "Is it the rekey?")


def stays(number: int) -> list[tuple[str, str, str | None]]:
    """(team, why it left, who accepted) of each stay, oldest first."""
    rows = Stay.objects.filter(ticket=number).select_related("team", "accepted_by").order_by("id")
    return [(s.team.name, s.left_because, s.accepted_by.name if s.accepted_by else None) for s in rows]


def up(desk: Desk, number: int, minutes: float = 10) -> Escalation:
    return escalate(ticket_id=number, to_team=desk.networks, handover=PACKET, by=desk.amira, at=later(minutes))


def test_escalating_offers_it_and_leaves_the_owner(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    offer = up(desk, number)
    ticket = Ticket.objects.get(pk=number)
    assert offer.expires_at
    assert (ticket.team, ticket.level, ticket.owner, ticket.assignee) == (
        desk.networks, desk.networks.level, desk.amira, None,
    )  # fmt: skip
    assert (offer.state, offer.handover["question"], offer.expires_at - offer.offered_at) == (
        "offered", "Is it the rekey?", timedelta(minutes=desk.networks.level.accept_within_min),
    )  # fmt: skip
    assert stays(number) == [("Front line", "escalated", "Amira"), ("Specialists", "", None)]


def test_accepting_makes_the_accepter_assignee(desk: Desk) -> None:
    number = desk.open().ticket_id
    offer = up(desk, number)
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(20))
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by, offer.answered_at) == ("accepted", desk.bruno, later(20))
    assert Ticket.objects.get(pk=number).assignee == desk.bruno
    assert stays(number)[-1] == ("Specialists", "", "Bruno")


def test_taking_or_answering_an_offered_ticket_accepts_it(desk: Desk) -> None:
    number = desk.open().ticket_id
    offer = up(desk, number)
    reply(ticket_id=number, content=Content("I have it"), by=desk.bruno, at=later(30))
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == ("accepted", desk.bruno)


def test_the_owner_below_cannot_take_what_stands_above(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    offer = up(desk, number)
    with pytest.raises(NotAllowed, match="stands with Specialists"):
        take(ticket_id=number, by=desk.amira, at=later(12))
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_a_word_of_the_owner_to_the_customer_accepts_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    offer = up(desk, number)
    reply(ticket_id=number, content=Content("I passed it on"), by=desk.amira, at=later(12))
    offer.refresh_from_db()
    assert (offer.state, Ticket.objects.get(pk=number).assignee) == ("offered", None)


def test_rejecting_needs_a_reason_and_brings_it_back_to_the_sender(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    offer = up(desk, number)
    with pytest.raises(BadInput, match="Say why"):
        reject(escalation_id=offer.pk, reason=" ", by=desk.bruno, at=later(15))
    reject(escalation_id=offer.pk, reason="The version is missing", by=desk.bruno, at=later(15))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.team, ticket.assignee) == (desk.front, desk.amira)
    assert stays(number)[1:] == [("Specialists", "rejected", None), ("Front line", "", "Amira")]
    event = Event.objects.filter(name="escalation.rejected").get()
    assert event.data["reason"] == "The version is missing"


def test_an_offer_that_nobody_answers_comes_back_once(desk: Desk) -> None:
    number = desk.open().ticket_id
    offer = up(desk, number)
    assert offer.expires_at
    assert expire_due(at=offer.expires_at - timedelta(seconds=1)) == 0
    assert expire_due(at=offer.expires_at) == 1
    assert expire_due(at=offer.expires_at) == 0
    offer.refresh_from_db()
    assert (offer.state, Ticket.objects.get(pk=number).team) == ("expired", desk.front)
    assert stays(number)[1][1] == "expired"


def test_every_worker_looks_for_offers_whose_time_is_over(desk: Desk) -> None:
    number = desk.open().ticket_id
    offer = up(desk, number)  # long ago, so its time is over
    loop = next(loop for loop in all_loops() if loop.name == "escalations")
    assert (loop.step(), loop.step()) == (1, 0)
    offer.refresh_from_db()
    assert offer.state == "expired"


def test_sending_back_goes_to_the_team_and_person_that_had_it(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    accept(escalation_id=up(desk, number).pk, by=desk.bruno, at=later(20))
    assert was_sent_up(Ticket.objects.get(pk=number), escalations_of(number))
    send_back(ticket_id=number, reason="Index added; confirm with the customer", by=desk.bruno, at=later(40))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.team, ticket.assignee) == (desk.front, desk.amira)
    assert stays(number) == [
        ("Front line", "escalated", "Amira"), ("Specialists", "returned", "Bruno"), ("Front line", "", "Amira"),
    ]  # fmt: skip


def test_two_levels_up_and_two_back(desk: Desk) -> None:
    number = desk.open().ticket_id
    accept(escalation_id=up(desk, number).pk, by=desk.bruno, at=later(20))
    second = escalate(ticket_id=number, to_team=desk.experts, handover=Handover("Deep"), by=desk.bruno, at=later(30))
    accept(escalation_id=second.pk, by=desk.chen, at=later(40))
    send_back(ticket_id=number, reason="Fixed", by=desk.chen, at=later(50))
    assert Ticket.objects.get(pk=number).team == desk.networks
    send_back(ticket_id=number, reason="Confirm", by=desk.bruno, at=later(60))
    assert Ticket.objects.get(pk=number).team == desk.front
    assert not was_sent_up(Ticket.objects.get(pk=number), escalations_of(number))


def test_steps_that_are_not_allowed_say_why(desk: Desk) -> None:
    number = desk.open().ticket_id
    with pytest.raises(BadInput, match="hand-over"):
        escalate(ticket_id=number, to_team=desk.networks, handover=Handover(" "), by=desk.amira, at=later(1))
    with pytest.raises(CannotEscalate, match="not above"):
        escalate(ticket_id=number, to_team=desk.sales, handover=PACKET, by=desk.amira, at=later(1))
    with pytest.raises(NotAllowed):
        escalate(ticket_id=number, to_team=desk.networks, handover=PACKET, by=desk.omar, at=later(1))
    with pytest.raises(CannotReturn):
        send_back(ticket_id=number, reason="x", by=desk.amira, at=later(1))
    offer = up(desk, number)
    with pytest.raises(CannotEscalate, match="already offered"):
        escalate(ticket_id=number, to_team=desk.experts, handover=PACKET, by=desk.amira, at=later(11))
    with pytest.raises(CannotAnswer, match="Only Specialists"):
        accept(escalation_id=offer.pk, by=desk.omar, at=later(12))
    with pytest.raises(CannotReturn, match="accept it or reject it"):
        send_back(ticket_id=number, reason="x", by=desk.bruno, at=later(12))
    assert stays(number) == [("Front line", "escalated", None), ("Specialists", "", None)]


def test_solving_ends_the_stay_and_reopening_starts_one_in_the_same_hands(desk: Desk) -> None:
    number = desk.open().ticket_id
    resolve(ticket_id=number, by=desk.amira, at=later(5))
    reopen(ticket_id=number, by=desk.farid, at=later(9))
    assert stays(number) == [("Front line", "solved", "Amira"), ("Front line", "", "Amira")]


def test_resolving_an_offered_ticket_takes_it_first(desk: Desk) -> None:
    number = desk.open().ticket_id
    offer = up(desk, number)
    resolve(ticket_id=number, by=desk.sara, at=later(11))
    offer.refresh_from_db()
    assert offer.state == "accepted"


def test_the_staircase_says_who_held_it_and_how_long(desk: Desk) -> None:
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(2))
    accept(escalation_id=up(desk, number).pk, by=desk.bruno, at=later(20))
    stairs = [(s.level.code, s.state, s.who, s.held) for s in staircase(Ticket.objects.get(pk=number), at=later(40))]
    assert stairs == [
        ("N1", "past", "Amira", timedelta(minutes=10)),
        ("N2", "here", "Bruno", timedelta(minutes=30)),
        ("N3", "ahead", "", timedelta()),
        ("N4", "ahead", "", timedelta()),
    ]


def test_the_teams_above_come_nearest_first(desk: Desk) -> None:
    assert [team.name for team in teams_above(desk.open().ticket)] == ["Specialists", "Experts", "On site"]


def test_level_and_open_stay_always_agree_with_the_ticket(desk: Desk) -> None:
    for minutes in range(3):
        number = desk.open(at=later(minutes)).ticket_id
        up(desk, number)
    reject(escalation_id=Escalation.objects.earliest("id").pk, reason="no", by=desk.bruno, at=later(30))
    for ticket in Ticket.objects.all():
        stay = Stay.objects.get(ticket=ticket, left_at__isnull=True)
        assert (stay.team_id, stay.level_id) == (ticket.team_id, ticket.level_id)
        assert ticket.level_id == ticket.team.level_id
