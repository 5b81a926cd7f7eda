"""Who gets a ticket: each complaint of users of other desks, as it must be here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_agent
from escalera.base.people.actions.absences import set_absence
from escalera.base.people.models import Agent, Membership
from escalera.core.routing.actions import (
    RuleWanted,
    accept_offer,
    decline_offer,
    drain,
    drain_due,
    expire_offers,
    move_due,
    save_capacity,
    save_channel,
    save_queue,
    save_rule,
    set_availability,
)
from escalera.core.routing.choices import Presence
from escalera.core.routing.models import Decision, Mark, Offer
from escalera.core.tickets.actions import release, resolve, take, wait_for
from escalera.core.tickets.models import Status, Ticket
from tests.cast import Desk, later

pytestmark = pytest.mark.django_db(transaction=True)  # readers see what is committed


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[])


def rule(owner: Agent, mode: str, **change: Any) -> None:
    save_rule(RuleWanted(name=mode, mode=mode, **change), by=owner, at=later(0))


def online(*agents: Agent, at: datetime | None = None) -> None:
    for agent in agents:
        set_availability(agent=agent, state=Presence.ONLINE, by=agent, at=at or later(0))


def settle(at: datetime) -> int:
    """Let the reader mark and the loop drain, as the worker does; marks carry the real time."""
    read_all()
    Mark.objects.update(at=at)
    return drain_due(at=at)


def holder(number: int) -> str:
    agent = Ticket.objects.get(pk=number).assignee
    return agent.name if agent else ""


def test_nothing_happens_by_itself_until_somebody_sets_it_up(desk: Desk) -> None:
    online(desk.amira, desk.sara)
    number = desk.open().ticket_id
    assert settle(later(1)) == 0
    assert (holder(number), Decision.objects.count(), Mark.objects.count()) == ("", 0, 0)


def test_the_oldest_that_waits_is_picked_up_first(desk: Desk, owner: Agent) -> None:
    """Elsewhere the newest goes out and the oldest stays in the queue for ever."""
    rule(owner, "least_loaded")
    save_capacity(agent=desk.amira, points=2, by=owner, at=later(0))
    first, second = desk.open(at=later(1)).ticket_id, desk.open(at=later(2)).ticket_id
    settle(later(3))
    assert (holder(first), holder(second)) == ("", "")
    online(desk.amira, at=later(4))
    settle(later(4))
    assert (holder(first), holder(second)) == ("Amira", "")
    resolve(ticket_id=first, by=desk.amira, at=later(5))
    settle(later(6))
    assert holder(second) == "Amira"


def test_a_returning_customer_is_not_given_to_somebody_who_is_not_there(desk: Desk, owner: Agent) -> None:
    rule(owner, "least_loaded", affinity="customer")
    online(desk.amira, desk.sara)
    known = desk.open(at=later(1)).ticket_id
    take(ticket_id=known, by=desk.sara, at=later(2))
    resolve(ticket_id=known, by=desk.sara, at=later(3))
    again = desk.open("Again", at=later(4)).ticket_id
    settle(later(5))
    assert holder(again) == "Sara"
    resolve(ticket_id=again, by=desk.sara, at=later(6))
    set_availability(agent=desk.sara, state=Presence.OFFLINE, by=desk.sara, at=later(6))
    third = desk.open("Once more", at=later(7)).ticket_id
    settle(later(8))
    assert holder(third) == "Amira"
    why = Decision.objects.get(ticket=third).why
    assert (why["known"], why["others"][0]) == (desk.sara.pk, [desk.sara.pk, "offline"])


def test_who_works_on_a_telephone_is_as_available_as_they_say(desk: Desk, owner: Agent) -> None:
    """Presence is what people said, not an open page: nothing here ever connected."""
    rule(owner, "round_robin")
    online(desk.amira)
    number = desk.open(at=later(1)).ticket_id
    settle(later(600))
    assert holder(number) == "Amira"


def test_tickets_that_rest_keep_the_room_that_their_waking_up_needs(desk: Desk, owner: Agent) -> None:
    rule(owner, "least_loaded")
    save_channel(channel="chat", points=3, resting=100, by=owner, at=later(0))
    save_capacity(agent=desk.amira, points=6, by=owner, at=later(0))
    online(desk.amira)
    numbers = [desk.open(channel="chat", at=later(n)).ticket_id for n in range(1, 4)]
    settle(later(4))
    assert [holder(number) for number in numbers] == ["Amira", "Amira", ""]
    for number in numbers[:2]:
        wait_for(ticket_id=number, status=Status.WAITING_CUSTOMER, by=desk.amira, at=later(5))
    settle(later(6))
    assert holder(numbers[2]) == ""
    assert Decision.objects.filter(ticket=numbers[2]).latest("id").why["counts"] == {"full": 1, "unsaid": 1}


@pytest.mark.parametrize(
    ("on_absence", "replacement", "result"),
    [("stay", False, "Amira"), ("queue", True, ""), ("replacement", True, "Sara"), ("replacement", False, "")],
)
def test_going_away_moves_work_as_the_team_says(
    desk: Desk, owner: Agent, on_absence: str, replacement: bool, result: str
) -> None:
    save_queue(team_id=desk.front.pk, points=12, on_absence=on_absence, by=owner, at=later(0))
    number = desk.open().ticket_id
    take(ticket_id=number, by=desk.amira, at=later(1))
    other = desk.sara if replacement else None
    set_absence(agent=desk.amira, since=later(10), until=None, replacement=other, by=desk.amira, at=later(2))
    read_all()
    move_due(at=later(9))
    assert holder(number) == "Amira"
    move_due(at=later(10))
    assert holder(number) == result


def test_nobody_is_capped_by_a_number_of_ours_or_locked_out(desk: Desk, owner: Agent) -> None:
    """Elsewhere 1,000 open conversations are the end; here the company's own figure is."""
    rule(owner, "least_loaded")
    save_capacity(agent=desk.amira, points=1000, by=owner, at=later(0))
    online(desk.amira)
    for n in range(60):
        desk.open(str(n), at=later(1))
    settle(later(2))
    assert Ticket.objects.filter(assignee=desk.amira).count() == 60


def test_an_offer_that_is_declined_goes_to_the_next(desk: Desk, owner: Agent) -> None:
    rule(owner, "offer", offer_s=60)
    online(desk.amira, at=later(0))
    online(desk.sara, at=later(1))
    number = desk.open(at=later(2)).ticket_id
    settle(later(2))
    offer = Offer.objects.get()
    assert (offer.agent, holder(number)) == (desk.amira, "")
    decline_offer(offer_id=offer.pk, reason="On the phone", by=desk.amira, at=later(2.5))
    settle(later(2.6))
    second = Offer.objects.latest("id")
    assert second.agent == desk.sara
    accept_offer(offer_id=second.pk, by=desk.sara, at=later(3))
    assert holder(number) == "Sara"


def test_offers_that_pass_go_on_and_who_lets_two_pass_gets_a_pause(desk: Desk, owner: Agent) -> None:
    rule(owner, "offer", offer_s=60)
    online(desk.amira, at=later(0))
    first, second = desk.open("A", at=later(1)).ticket_id, desk.open("B", at=later(1)).ticket_id
    settle(later(1))
    assert list(Offer.objects.values_list("ticket", flat=True)) == [first]  # one question at a time
    assert expire_offers(at=later(1.5)) == 0
    assert expire_offers(at=later(2)) == 1
    settle(later(2))
    assert Offer.objects.latest("id").ticket_id == second
    assert expire_offers(at=later(3)) == 1
    desk.amira.availability.refresh_from_db()
    assert desk.amira.availability.state == Presence.AWAY
    settle(later(4))
    assert Offer.objects.count() == 2
    counts = Decision.objects.filter(ticket=first).latest("id").why["counts"]
    assert counts == {"away": 1, "unsaid": 1}


def test_an_offer_is_over_when_somebody_else_takes_the_ticket(desk: Desk, owner: Agent) -> None:
    rule(owner, "offer")
    online(desk.amira)
    number = desk.open().ticket_id
    settle(later(1))
    take(ticket_id=number, by=desk.sara, at=later(2))
    read_all()
    assert Offer.objects.get().state == "withdrawn"


def test_in_turn_goes_round(desk: Desk, owner: Agent) -> None:
    rule(owner, "round_robin")
    online(desk.amira, desk.sara)
    numbers = [desk.open(str(n), at=later(1)).ticket_id for n in range(4)]
    settle(later(2))
    assert [holder(number) for number in numbers] == ["Amira", "Sara", "Amira", "Sara"]
    fifth = desk.open("5", at=later(3)).ticket_id
    settle(later(3))
    assert holder(fifth) == "Amira"


def test_what_is_released_goes_out_again(desk: Desk, owner: Agent) -> None:
    rule(owner, "least_loaded")
    online(desk.sara)
    number = desk.open().ticket_id
    settle(later(1))
    assert holder(number) == "Sara"
    online(desk.amira, at=later(2))
    release(ticket_id=number, by=desk.sara, at=later(3))
    settle(later(3))
    assert holder(number) == "Amira"


def test_somebody_in_two_teams_is_filled_once(desk: Desk, owner: Agent) -> None:
    Membership.objects.create(agent=desk.amira, team=desk.sales)
    rule(owner, "least_loaded")
    save_capacity(agent=desk.amira, points=2, by=owner, at=later(0))
    online(desk.amira)
    one = desk.open("A", team=desk.front).ticket_id
    two = desk.open("B", team=desk.sales).ticket_id
    drain(team_id=desk.front.pk, at=later(1))
    drain(team_id=desk.sales.pk, at=later(1))
    assert (holder(one), holder(two)) == ("Amira", "")
