"""A company that calls a ticket otherwise reads its own word where it looks most; so do its customers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from escalera.base.people.actions import add_agent
from escalera.base.settings.actions import edit_company
from escalera.base.settings.phrases import PHRASES, phrase
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts

WORDS = "#views a[aria-current=page], .conversation h2, .empty a"

pytestmark = pytest.mark.django_db(transaction=True)


def call_it(one: str, several: str) -> None:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    edit_company(name="Telecom", terms={"ticket": one, "tickets": several}, by=olga, at=NOON)


def test_the_inbox_says_the_companys_word_at_once(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    before = texts(browser.get("/desk/"), WORDS)
    call_it("case", "cases")
    page = browser.get("/desk/")
    after = texts(page, WORDS)
    assert (before, after) == (
        ["My tickets", "Unassigned tickets", "Choose a ticket"], ["My cases", "Unassigned cases", "Choose one: cases"]
    )  # fmt: skip
    assert texts(page, "title") == ["My cases · Escalera"]


def test_customers_read_it_in_the_portal_and_in_the_first_mail(desk: Desk) -> None:
    call_it("caso", "casos")
    with override("es"):
        words = phrase("received", name="Pia", number=12, url="https://desk.example/t/x/")
    assert (
        words.splitlines()[2]
        == "Recibimos su mensaje: caso número 12. Puede responder a este correo o seguirlo aquí:"
    )
    assert "Mis casos" in texts(Client().get("/help/"), "a")


def test_no_word_of_the_companys_is_read_as_a_pattern(desk: Desk) -> None:
    call_it("50%", "50% (s)")
    for key in PHRASES:
        phrase(key, name="Pia", number=1, url="https://desk.example")
    assert phrase("mine") == "My 50% (s)"
