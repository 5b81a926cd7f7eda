"""Who was called into a ticket finds it and reads it; their lists stay as they are. Customers are found as one types."""

from __future__ import annotations

import pytest

from escalera.core.tickets.actions import let_see
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import Scope, find_ticket, ticket_page
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import numbers, tree


def test_who_was_called_in_finds_the_ticket_but_has_it_in_no_list(desk: Desk, enter: Enter) -> None:
    number = desk.open("Router", "The zanahoria blinks").ticket_id
    browser = enter(desk.omar)
    let_see(ticket_id=number, agents=[desk.omar.pk], at=later(1))
    assert [row.id for row in ticket_page(desk.omar, Scope(state="all", words="zanahoria")).rows] == [number]
    hits = [node.attributes["href"] for node in tree(browser.get("/desk/search/?q=zanahoria")).css(".hits a.hit")]
    assert hits == [f"/desk/tickets/{number}/"]
    assert numbers(browser.get("/desk/?view=all")) == []
    assert find_ticket(desk.omar, number).only_seen
    with pytest.raises(Ticket.DoesNotExist):
        find_ticket(desk.bruno, number)


def test_the_requester_is_found_by_name_or_address(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    field = tree(browser.get(f"/desk/tickets/{number}/subject/")).css_first("input[name=address]")
    assert field is not None
    assert field.attributes["hx-get"] == "/desk/customers/names/"
    names = "/desk/customers/names/?address="
    found = [
        [(node.attributes["value"], node.text()) for node in tree(browser.get(names + text)).css("option")]
        for text in ("eve", "fari", "eve@else", "e", "nobody")
    ]  # fmt: skip
    eve, farid = ("eve@elsewhere.example", "Eve"), ("farid@customer.example", "Farid Haddad")
    assert found == [[eve], [farid], [eve], [], []]
