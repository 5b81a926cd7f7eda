"""Lists, counts and search, as an agent may see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalera.base.people.models import Membership
from escalera.base.refusals import BadInput
from escalera.core.ladder.actions import Handover, escalate
from escalera.core.tickets.actions import Content, reply, resolve
from escalera.core.tickets.indexing import index
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.queries import Scope, ticket_page
from tests.cast import Desk, later


def numbers(desk: Desk, scope: Scope, agent: str = "sara", **page: object) -> list[int]:
    return [row.id for row in ticket_page(getattr(desk, agent), scope, **page).rows]  # type: ignore[arg-type]


def test_last_updated_first_and_only_what_the_agent_may_see(desk: Desk) -> None:
    first, second = desk.open(at=later(1)).ticket_id, desk.open(at=later(2)).ticket_id
    foreign = desk.open(at=later(3), team=desk.sales).ticket_id
    reply(ticket_id=first, content=Content("Hi"), by=desk.amira, at=later(4))
    assert numbers(desk, Scope(), "amira") == [first, second]
    assert numbers(desk, Scope(), "omar") == [foreign]
    assert numbers(desk, Scope()) == [first, foreign, second]
    assert numbers(desk, Scope(agent_id=desk.amira.pk)) == [first]
    assert numbers(desk, Scope(unassigned=True)) == [foreign, second]


def test_an_agent_keeps_seeing_what_they_own_after_it_went_up(desk: Desk) -> None:
    number = desk.open().ticket_id
    escalate(ticket_id=number, to_team=desk.networks, handover=Handover("MTU"), by=desk.amira, at=later(1))
    assert numbers(desk, Scope(), "amira") == [number]
    assert numbers(desk, Scope(level_id=desk.networks.level_id), "bruno") == [number]


def test_pages_neither_repeat_nor_skip_while_tickets_move(desk: Desk) -> None:
    opened = [desk.open(at=later(i)).ticket_id for i in range(7)]
    page = ticket_page(desk.sara, Scope(), limit=3)
    seen = [row.id for row in page.rows]
    reply(ticket_id=opened[0], content=Content("bump"), by=desk.amira, at=later(60))  # moves above the pages read
    while page.next:
        page = ticket_page(desk.sara, Scope(), after=page.next, limit=3)
        seen += [row.id for row in page.rows]
    assert seen == [*reversed(opened[1:])]


def test_equal_moments_are_paged_by_number(desk: Desk) -> None:
    opened = [desk.open(at=later(1)).ticket_id for _ in range(5)]
    page = ticket_page(desk.sara, Scope(), limit=2)
    rest = ticket_page(desk.sara, Scope(), after=str(page.next), limit=10)
    assert [row.id for row in (*page.rows, *rest.rows)] == opened[::-1]


def test_a_broken_page_mark_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(BadInput, match="page mark"):
        ticket_page(desk.sara, Scope(), after="%%%")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_queries_at_any_length(desk: Desk, count: int) -> None:
    for _ in range(count):
        desk.open()
    with CaptureQueriesContext(connection) as queries:
        assert len(ticket_page(desk.sara, Scope()).rows) == count
    assert len(queries) == 1


@pytest.mark.parametrize(
    "words", ["facturación", "FACTURACION", "facturacion banco", "Farid facturación", "dúplicado"]
)
def test_search_is_blind_to_accents_and_case_and_finds_names(desk: Desk, words: str) -> None:
    number = desk.open("Facturación", "El banco muestra un cobro duplicado.").ticket_id
    desk.open("Otra cosa", "Nada que ver.")
    assert numbers(desk, Scope(words=words)) == [number]


def test_search_shows_the_newest_first_each_once_and_never_a_foreign_one(desk: Desk) -> None:
    mine = desk.open("VPN", "la vpn cae", at=later(1)).ticket_id
    foreign = desk.open("VPN", "la vpn cae", at=later(2), team=desk.sales).ticket_id
    newest = desk.open("VPN", "la vpn cae", at=later(3)).ticket_id
    reply(ticket_id=mine, content=Content("Reviso la vpn"), by=desk.amira, at=later(4))
    assert numbers(desk, Scope(words="vpn")) == [mine, newest, foreign]
    assert numbers(desk, Scope(words="vpn"), "amira") == [mine, newest]


@pytest.mark.parametrize("words", ['"', "a:b", "NEAR(", "* OR -", "'; DROP", "ñandú\x00", "%_"])
def test_search_takes_anything_that_people_paste(desk: Desk, words: str) -> None:
    desk.open()
    assert numbers(desk, Scope(words=words)) == []


def test_status_and_openness_agree_everywhere(desk: Desk) -> None:
    number = desk.open().ticket_id
    resolve(ticket_id=number, by=desk.amira, at=later(1))
    assert numbers(desk, Scope()) == []
    assert numbers(desk, Scope(state="ended")) == [number]
    assert Ticket.objects.get(pk=number).is_open is False


def test_pages_merge_what_is_seen_for_different_reasons(desk: Desk) -> None:
    """Two teams, what one owns elsewhere and what one works on elsewhere come as one list, each ticket once."""
    Membership.objects.create(agent=desk.amira, team=desk.sales)
    number = {}
    for minute, name in enumerate(("front", "networks", "foreign", "sales", "owned", "held")):
        team = getattr(desk, name, desk.networks)
        number[name] = desk.open(at=later(minute), team=team).ticket_id
    Ticket.objects.filter(pk=number["owned"]).update(owner=desk.amira)
    Ticket.objects.filter(pk=number["held"]).update(assignee=desk.amira, owner=desk.amira)
    seen, mark = [], ""
    while True:
        page = ticket_page(desk.amira, Scope(), after=mark, limit=1)
        seen += [row.id for row in page.rows]
        if not page.next:
            break
        mark = page.next
    assert seen == [number[name] for name in ("held", "owned", "sales", "front")]
    assert numbers(desk, Scope(team_id=desk.networks.pk), "amira") == [number["held"], number["owned"]]
    assert numbers(desk, Scope(agent_id=desk.amira.pk), "amira") == [number["held"]]
    assert numbers(desk, Scope(unassigned=True), "amira") == [number[name] for name in ("owned", "sales", "front")]


def test_narrow_lists_ask_everything_that_was_given(desk: Desk) -> None:
    old, new = desk.open(at=later(1)).ticket_id, desk.open(at=later(2), channel="phone").ticket_id
    strange = desk.open(at=later(3), requester=desk.eve).ticket_id
    resolve(ticket_id=old, by=desk.amira, at=later(4))
    assert numbers(desk, Scope(state="all"), "amira") == [old, strange, new]
    assert numbers(desk, Scope(state="ended"), "amira") == [old]
    assert numbers(desk, Scope(state="ended")) == [old]
    assert numbers(desk, Scope(channel="phone"), "amira") == [new]
    assert numbers(desk, Scope(channel="phone'--")) == []
    assert numbers(desk, Scope(requester_id=desk.farid.pk, state="all"), "amira") == [old, new]
    assert numbers(desk, Scope(level_id=desk.front.level_id, team_id=desk.networks.pk)) == []


def say_at(desk: Desk, message_id: int, text: str, **change: object) -> int:
    """Open a ticket whose words were the desk's `message_id`-th; return its number."""
    ticket = desk.open("Case", "…", **change).ticket
    said = Message(pk=message_id, ticket=ticket, channel="email", contact=desk.farid, at=later(1), text=text)
    said.save(force_insert=True)
    index(said, ticket)
    return ticket.pk


def test_words_are_found_however_long_ago_they_were_said(desk: Desk) -> None:
    """Near the newest message, some way back, and beyond what is walked; rare words and usual ones."""
    places = (1_000_000, 999_990, 999_500, 990_000, 900_000, 500_000)
    said = [say_at(desk, place, "factura pedido" if place in places[:2] else "pedido") for place in places]
    old = say_at(desk, 400_000, "xilografía")
    assert numbers(desk, Scope(state="all", words="pedido")) == said
    assert numbers(desk, Scope(state="all", words="factura pedido")) == said[:2]
    assert numbers(desk, Scope(state="all", words="xilografia")) == [old]
    assert numbers(desk, Scope(state="all", words="pedido"), limit=2) == said[:2]
    assert numbers(desk, Scope(state="all", words="xilografia pedido")) == []


def test_a_search_gives_only_what_the_agent_may_see_and_asked_for(desk: Desk) -> None:
    foreign = say_at(desk, 1_000_000, "pedido", team=desk.networks)
    owned = say_at(desk, 999_999, "pedido", team=desk.networks)
    phoned = say_at(desk, 900_000, "pedido", channel="phone")
    own = say_at(desk, 500_000, "pedido")
    Ticket.objects.filter(pk=owned).update(owner=desk.amira)
    words = {"words": "pedido", "state": "all"}
    assert numbers(desk, Scope(**words), "amira") == [owned, phoned, own]  # type: ignore[arg-type]
    assert numbers(desk, Scope(**words), "bruno") == [foreign, owned]  # type: ignore[arg-type]
    assert numbers(desk, Scope(**words), "omar") == []  # type: ignore[arg-type]
    assert numbers(desk, Scope(**words, channel="phone")) == [phoned]  # type: ignore[arg-type]
    assert numbers(desk, Scope(**words, team_id=desk.front.pk), "amira") == [phoned, own]  # type: ignore[arg-type]
