"""What people complain of in other products' escalation: none of it happens here."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Segment
from escalera.core.ladder.actions import (
    Handover,
    accept,
    ask_higher,
    escalate,
    reject,
    reroute,
    send_back,
    set_moves,
)
from escalera.core.ladder.models import Escalation, Stay
from escalera.core.ladder.queries import open_ask, staircase, teams_above, teams_below
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk, later

pytestmark = pytest.mark.django_db
PACKET = Handover("Drops")


def up(desk: Desk, number: int, team: object, by: object, minutes: int) -> Escalation:
    return escalate(ticket_id=number, to_team=team, handover=PACKET, by=by, at=later(minutes))  # type: ignore[arg-type]


def test_three_steps_to_different_people_are_three_records(desk: Desk) -> None:
    """Zammad 2532, Frappe 2051, NullDesk 96: there is more than one step, each with its own people."""
    number = desk.open().ticket_id
    first = up(desk, number, desk.networks, desk.amira, 1)
    accept(escalation_id=first.pk, by=desk.bruno, at=later(2))
    second = up(desk, number, desk.experts, desk.bruno, 3)
    accept(escalation_id=second.pk, by=desk.chen, at=later(4))

    rows = Escalation.objects.order_by("pk").values_list("from_team", "to_team", "answered_by", "state")
    assert list(rows) == [
        (desk.front.pk, desk.networks.pk, desk.bruno.pk, "accepted"),
        (desk.networks.pk, desk.experts.pk, desk.chen.pk, "accepted"),
    ]
    found = Ticket.objects.get(pk=number)
    assert [stair.who for stair in staircase(found, at=later(5))][:3] == ["Front line", "Bruno", "Chen"]


def test_a_ticket_that_nobody_holds_goes_up_without_any_setup(desk: Desk) -> None:
    """escalade 376: it works without a team or person being set by hand; 72, 73: and without configuration."""
    ticket = desk.open().ticket
    assert ticket.assignee is None
    assert up(desk, ticket.pk, teams_above(ticket)[0], desk.amira, 1).state == "offered"


def test_the_same_step_leaves_the_same_records_whoever_makes_it(desk: Desk) -> None:
    """escalade 395: it does not behave now so, now so."""
    seen = []
    for by in (desk.amira, desk.sara):
        number = desk.open().ticket_id
        accept(escalation_id=up(desk, number, desk.networks, by, 1).pk, by=desk.bruno, at=later(2))
        names = Event.objects.filter(ticket_id=number).order_by("pk").values_list("name", flat=True)
        stays = Stay.objects.filter(ticket=number).order_by("pk").values_list("team", "left_because")
        seen.append((list(names), list(stays)))
    assert seen[0] == seen[1]


def test_nothing_happens_to_linked_tickets(desk: Desk) -> None:
    """escalade 304, 320, 414: escalating or solving one does not move, solve or reopen those beside it."""
    number, related, parent = (desk.open().ticket_id for _n in range(3))
    tickets.resolve(ticket_id=related, by=desk.amira, at=later(1))
    tickets.link(ticket_id=number, to_id=related, kind="related", by=desk.amira, at=later(2))
    tickets.link(ticket_id=number, to_id=parent, kind="parent", by=desk.amira, at=later(2))

    def beside() -> list[object]:
        others = Ticket.objects.filter(pk__in=(related, parent)).order_by("pk")
        return list(others.values_list("status", "team", "assignee", "level", "resolved_at"))

    before = beside()
    offer = up(desk, number, desk.networks, desk.amira, 3)
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(4))
    tickets.resolve(ticket_id=number, by=desk.bruno, at=later(5))
    tickets.reopen(ticket_id=number, by=desk.bruno, at=later(6))
    assert beside() == before


def test_the_customer_can_ask_for_a_higher_level(desk: Desk) -> None:
    """osTicket 1330: and going up grants the wish."""
    segment = Segment.objects.create(name="Gold", may_ask_higher=True)
    type(desk.farid).objects.filter(pk=desk.farid.pk).update(segment=segment)
    desk.farid.refresh_from_db()
    number = desk.open().ticket_id
    ask = ask_higher(ticket_id=number, reason="Three days!", by=desk.farid, at=later(1))
    up(desk, number, desk.networks, desk.amira, 2)
    ask.refresh_from_db()
    assert (ask.granted, open_ask(number)) == (True, None)


def test_going_up_makes_no_copy_and_the_conversation_goes_along(desk: Desk) -> None:
    """Jira Service Management: no clone beside the ticket whose state drifts away from it."""
    number = desk.open().ticket_id
    offer = up(desk, number, desk.networks, desk.amira, 1)
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(2))
    said = tickets.reply(ticket_id=number, content=tickets.Content("Fixed"), by=desk.bruno, at=later(3))
    assert (Ticket.objects.count(), said.ticket_id, Message.objects.filter(ticket=number).count()) == (1, number, 2)
    assert Ticket.objects.get().owner == desk.amira  # who still answers to the customer


def test_back_and_forth_is_counted_once_a_return(desk: Desk) -> None:
    """A → B → A is one; a team of the same level counts as well, a new team does not."""
    number = desk.open().ticket_id

    def bounces() -> int:
        return Ticket.objects.get(pk=number).bounces

    offer = up(desk, number, desk.networks, desk.amira, 1)
    accept(escalation_id=offer.pk, by=desk.bruno, at=later(2))
    seen = [bounces()]
    send_back(ticket_id=number, reason="Model?", by=desk.bruno, at=later(3))
    seen.append(bounces())
    tickets.assign(ticket_id=number, team=desk.sales, by=desk.sara, at=later(4))
    seen.append(bounces())
    tickets.assign(ticket_id=number, team=desk.front, by=desk.sara, at=later(5))
    seen.append(bounces())
    tickets.resolve(ticket_id=number, by=desk.amira, at=later(6))
    tickets.reopen(ticket_id=number, by=desk.amira, at=later(7))
    seen.append(bounces())
    assert seen == [0, 1, 1, 2, 2]
    assert list(Stay.objects.order_by("pk").values_list("bounces", flat=True)) == [0, 0, 1, 1, 2, 2]


def test_what_came_too_high_goes_where_it_belongs_without_an_offer(desk: Desk) -> None:
    ticket = desk.open(team=desk.networks).ticket
    assert list(teams_below(ticket)) == [desk.front, desk.sales]
    reroute(ticket_id=ticket.pk, to_team=desk.sales, reason="An invoice", by=desk.bruno, at=later(1))
    stays = Stay.objects.order_by("pk").values_list("team", "left_because")
    assert list(stays) == [(desk.networks.pk, "rerouted"), (desk.sales.pk, "")]
    said = Event.objects.get(name="ticket.rerouted").fact.sentence("Bruno")
    assert said == "Bruno moved it from N2 Specialists to N1 Sales, where it belongs"


def test_what_a_level_may_not_do_is_neither_offered_nor_done_downwards(desk: Desk) -> None:
    from escalera.base.people.queries import robot
    from escalera.core.ladder.actions import CannotReroute

    ticket = desk.open(team=desk.experts).ticket
    set_moves(level_id=desk.experts.level_id, to=[desk.networks.level_id], by=robot(), at=later(1))
    assert list(teams_below(ticket)) == [desk.networks]
    for team in (desk.front, desk.experts):
        with pytest.raises(CannotReroute):
            reroute(ticket_id=ticket.pk, to_team=team, reason="x", by=desk.chen, at=later(2))


def test_the_desk_itself_moves_work_but_never_holds_it(desk: Desk) -> None:
    from escalera.base.people.queries import robot

    number = desk.open().ticket_id
    offer = up(desk, number, desk.networks, robot(), 1)
    reject(escalation_id=offer.pk, reason="No", by=desk.bruno, at=later(2))
    back = Ticket.objects.get(pk=number)
    accept(escalation_id=up(desk, number, desk.networks, robot(), 3).pk, by=robot(), at=later(4))
    there = Ticket.objects.get(pk=number)
    assert [(one.owner, one.assignee) for one in (back, there)] == [(None, None)] * 2
    assert Stay.objects.get(ticket=number, left_at=None).accepted_at == later(4)
