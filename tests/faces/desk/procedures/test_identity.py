"""A bank's first line makes sure who speaks: from the preset's script to what the next level reads."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent
from escalera.core.ladder.packets import known
from escalera.core.presets import actions as presets
from escalera.core.procedures.models import Run, RunStep
from escalera.core.tickets.models import Category, Message, Ticket
from escalera.levels.frontline.models import Check
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank(desk: Desk) -> Desk:
    owner = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    assert presets.apply_preset(preset="bank", language="en", by=owner, at=NOON).run is not None
    return desk


def fraud(desk: Desk) -> int:
    """A ticket of Farid's about a movement that he does not know."""
    number = desk.open("A movement that I do not know", "I did not make this charge").ticket_id
    Ticket.objects.filter(pk=number).update(category=Category.objects.get(key="bank-fraud"))
    return number


def begun(browser: Any, number: int, htmx: Any) -> tuple[str, Any]:
    """Begin the script that is proposed first; return its address and the part."""
    offered = browser.get(f"/desk/tickets/{number}/guides/", **htmx)
    assert texts(offered, ".guide-list .suggest b")[0] == "Unknown movement"
    key = tree(offered).css(".guide-list button")[0].attributes["value"]
    part = browser.post(f"/desk/tickets/{number}/guides/start/", {"procedure": key}, **htmx)
    return f"/desk/tickets/{number}/guides/{Run.objects.order_by('-pk')[0].pk}/", part


def test_who_is_confirmed_is_served_and_nothing_that_was_said_is_kept(bank: Desk, enter: Enter, htmx: Any) -> None:
    browser, number = enter(bank.amira), fraud(bank)
    url, part = begun(browser, number, htmx)
    assert texts(part, ".run-step h3") == ["Check the identity"]
    assert texts(part, ".run-step .tick span") == [
        "Document", "A fact that is not in the document", "Code sent to the registered phone",
    ]  # fmt: skip
    assert [one.attributes.get("type") for one in tree(part).css(".run-step input:not([type=hidden])")] == [
        "checkbox"
    ] * 3
    given = {"at_step": "who", "question_0": "1", "question_2": "1", "said": "12.345.678"}
    part = browser.post(f"{url}answer/", given, **htmx)
    assert texts(part, ".run-step h3") == ["Block the means of payment"]
    assert texts(part, ".guide-identity .chip") == ["Identity confirmed"]
    assert texts(part, ".guide-identity small")[0].startswith("2 of 3 right · Amira · ")
    for step, value in (("block", {}), ("what", {"answer": "Shop, 40"}), ("more", {"way": "no"}), ("term", {})):
        part = browser.post(f"{url}answer/", {"at_step": step, **value}, **htmx)
    assert texts(part, ".run-step h3") == ["Hand over to Fraud with a full packet"]
    packet = known(Ticket.objects.get(pk=number))
    assert packet["evidence"] == "✓ Check the identity: confirmed, 2 of 3 right"
    assert packet["symptom"] == "I did not make this charge\nShop, 40"
    everything = str([*Event.objects.values_list("data"), *RunStep.objects.values_list("value", "words")])
    assert "12.345.678" not in everything + str(list(Message.objects.values_list("text")))


def test_who_is_not_confirmed_gets_only_the_block(bank: Desk, enter: Enter, htmx: Any) -> None:
    browser, number = enter(bank.amira), fraud(bank)
    url, _part = begun(browser, number, htmx)
    part = browser.post(f"{url}answer/", {"at_step": "who", "question_1": "1"}, **htmx)
    assert texts(part, ".run-step h3") == [
        "Block as a precaution and ask them to come with their document"
    ]  # fmt: skip
    assert texts(part, ".guide-identity .chip") == ["Identity not confirmed"]
    page = browser.get(f"/desk/tickets/{number}/")
    said = "Amira could not confirm the customer's identity: 1 of 3 right"
    assert any(said in line for line in texts(page, "#thread li, #thread p, #thread div"))


def test_who_guesses_is_stopped_on_every_ticket(bank: Desk, enter: Enter, htmx: Any) -> None:
    browser = enter(bank.amira)
    for _turn in range(3):
        url, part = begun(browser, fraud(bank), htmx)
        part = browser.post(f"{url}answer/", {"at_step": "who"}, **htmx)
    assert texts(part, ".guide-identity .chip") == ["Too many failed checks: escalate it, or go on tomorrow"]
    url, part = begun(browser, fraud(bank), htmx)
    assert texts(part, ".run-step b") == ["Too many wrong answers: this customer is locked for now."]
    everything_right = {"at_step": "who", "question_0": "1", "question_1": "1", "question_2": "1"}
    part = browser.post(f"{url}answer/", everything_right, **htmx)
    assert (part.status_code, texts(part, ".run-step h3")) == (409, ["Check the identity"])
    assert Check.objects.count() == 3
