"""Customers and organizations, as their pages show and change them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from escalera.base.people.actions import add_contact, add_identity, add_organization, change_contact, note_contact
from escalera.base.people.models import Contact, ContactMerge, Organization
from escalera.core.tickets.models import Ticket
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts

Count = Callable[[int], AbstractContextManager[Any]]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_and_card_cost_the_same_whatever_they_hold(
    desk: Desk, enter: Enter, count: int, django_assert_max_num_queries: Count
) -> None:
    for n in range(count):
        add_contact(name=f"Person {n}", channel="phone", address=f"55501{n:04}", by=desk.sara, at=later(n))
        note_contact(contact_id=desk.farid.pk, text=f"note {n}", by=desk.sara, at=later(n))
        desk.open(f"Ticket {n}", at=later(n))
    browser = enter(desk.amira)
    with django_assert_max_num_queries(12):
        page = browser.get("/desk/customers/")
    assert len(texts(page, "#customers .hit")) == min(count + 2, 40)
    with django_assert_max_num_queries(13):
        page = browser.get(f"/desk/customers/{desk.farid.pk}/")
    assert len(texts(page, "#history .hit")) == min(count, 15)


def test_words_narrow_the_list(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    assert texts(browser.get("/desk/customers/?q=HADD"), "#customers b") == ["Farid Haddad"]
    assert texts(browser.get("/desk/customers/?q=nobody"), "#customers h2") == ["Nobody found"]
    assert browser.get("/desk/customers/?after=nonsense").status_code == 302


def test_the_history_shows_only_what_the_agent_may_see(desk: Desk, enter: Enter) -> None:
    ours = desk.open("Ours").ticket_id
    desk.open("Theirs", team=desk.sales)
    page = enter(desk.amira).get(f"/desk/customers/{desk.farid.pk}/")
    assert texts(page, "#history .num") == [f"#{ours}"]


def test_a_customer_is_written_down_and_edited(desk: Desk, enter: Enter) -> None:
    acme = add_organization(name="Acme", by=desk.sara, at=later(1))
    browser = enter(desk.amira)
    form = {
        "name": "Nora",
        "channel": "phone",
        "address": "+57 300 1234567",
        "organization": acme.pk,
        "language": "es",
    }
    answer = browser.post("/desk/customers/new/", form)
    nora = Contact.objects.get(name="Nora")
    assert answer.headers["location"] == f"/desk/customers/{nora.pk}/"
    again = browser.post("/desk/customers/new/", {**form, "name": "Nora 2"})
    assert (again.status_code, texts(again, "main [role=alert]")) == (
        409,
        ["+573001234567 belongs to Nora. Look at them"],
    )
    assert browser.post("/desk/customers/new/", {**form, "name": " "}).status_code == 422
    browser.post(
        f"/desk/customers/{nora.pk}/edit/", {"name": "Nora Paz", "is_coordinator": "1", "organization": acme.pk}
    )
    nora.refresh_from_db()
    assert (nora.name, nora.is_coordinator, nora.language) == ("Nora Paz", True, "")


def test_addresses_are_added_preferred_and_removed(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    here = f"/desk/customers/{desk.farid.pk}/"
    browser.post(here + "identities/", {"channel": "email", "address": "second@customer.example"})
    way = desk.farid.identities.get(address="second@customer.example")
    browser.post(f"{here}identities/{way.pk}/", {"do": "primary"})
    assert texts(browser.get(here), ".addresses li .grow") == [
        "second@customer.example first",
        "farid@customer.example",
    ]
    assert browser.post(f"{here}identities/{way.pk}/", {"do": "nonsense"}).status_code == 422
    browser.post(f"{here}identities/{way.pk}/", {"do": "removal"})
    assert texts(browser.get(here), ".addresses li .grow") == ["farid@customer.example"]
    assert (
        browser.post(f"/desk/customers/{desk.eve.pk}/identities/{desk.farid.identities.get().pk}/").status_code == 404
    )


def test_a_ticket_is_opened_for_who_calls(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    here = f"/desk/customers/{desk.farid.pk}/tickets/"
    assert (
        browser.post(here, {"channel": "phone", "kind": "incident", "subject": "x", "text": " "}).status_code == 422
    )
    answer = browser.post(
        here, {"channel": "phone", "kind": "request", "priority": "3", "subject": "Bill", "text": "Twice"}
    )
    ticket = Ticket.objects.get()
    assert answer.headers["location"] == f"/desk/tickets/{ticket.pk}/"
    assert (ticket.channel, ticket.kind, ticket.priority, ticket.requester) == ("phone", "request", 3, desk.farid)


def test_two_are_compared_merged_and_parted(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    here = f"/desk/customers/{desk.farid.pk}/"
    assert texts(browser.get(here + "merge/?q=eve"), ".hit b") == ["Eve"]
    assert texts(browser.get(f"{here}merge/?with={desk.eve.pk}"), ".sides b") == ["Farid Haddad", "Eve"]
    browser.post(here + "merge/", {"with": desk.eve.pk, "keep": "one"})
    merge = ContactMerge.objects.get()
    assert browser.get(f"/desk/customers/{desk.eve.pk}/").headers["location"] == here
    assert browser.post(here + "merge/", {"with": desk.eve.pk, "keep": "one"}).status_code == 409
    browser.post(f"{here}merges/{merge.pk}/undoing/")
    assert browser.get(f"/desk/customers/{desk.eve.pk}/").status_code == 200


def test_who_may_be_the_same_is_proposed(desk: Desk, enter: Enter) -> None:
    twin = add_contact(name="farid haddad", by=desk.sara, at=later(1))
    add_identity(contact_id=twin.pk, channel="phone", address="+573001234567", by=desk.sara, at=later(1))
    other = add_contact(name="Somebody", channel="whatsapp", address="3001234567", by=desk.sara, at=later(1))
    browser = enter(desk.amira)
    assert texts(browser.get(f"/desk/customers/{desk.farid.pk}/"), "#customer .notice a.link") == ["farid haddad"]
    found = texts(browser.get(f"/desk/customers/{twin.pk}/"), "#customer .notice a.link")
    assert found == ["Somebody", "Farid Haddad"]
    assert other.name == "Somebody"


def test_a_card_that_stayed_open_becomes_the_fresh_one(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    here = f"/desk/customers/{desk.farid.pk}/"
    part_url = node(browser.get(here), "#customer").attributes["hx-get"] or ""
    history_url = node(browser.get(here), "#history").attributes["hx-get"] or ""
    note_contact(contact_id=desk.farid.pk, text="Likes mornings", by=desk.sara, at=later(1))
    desk.open("New one")
    fresh = browser.get(here)
    assert _plain(node(browser.get(part_url), "#customer").html) == _plain(node(fresh, "#customer").html)
    assert texts(browser.get(history_url), "li") == texts(fresh, "#history > li")


def _plain(html: str | None) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html or "")


def test_organizations_are_written_down_and_coordinated(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    browser.post("/desk/organizations/new/", {"name": "Acme", "notes": "pays late"})
    acme = Organization.objects.get()
    here = f"/desk/organizations/{acme.pk}/"
    assert browser.post("/desk/organizations/new/", {"name": "acme"}).status_code == 409
    change_contact(
        contact_id=desk.farid.pk, name="Farid", organization_id=acme.pk, segment_id=None, language="", by=desk.sara,
        at=later(1),
    )  # fmt: skip
    browser.post(here + "coordinators/", {"contact": desk.farid.pk, "on": "1"})
    page = browser.get(here)
    assert texts(page, ".addresses a") == ["Farid"]
    assert texts(browser.get("/desk/organizations/?q=acm"), "#organizations .hit") == ["Acme 1 person"]
    browser.post(here + "edit/", {"name": "Acme Redes", "notes": ""})
    assert texts(browser.get("/desk/customers/?q=redes"), "#customers b") == ["Farid"]
