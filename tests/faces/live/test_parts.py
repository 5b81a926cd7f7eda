"""Every live part: the page that stayed open equals a fresh one, whatever happened. See `tests/faces/live_parts.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.core.feed import actions as feed
from escalera.core.ladder import actions as ladder
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from tests.cast import Desk
from tests.faces.live_parts import OpenPage

Happens = Callable[[Desk, int], object]


def entered(agent: Agent) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(agent)
    return client


def opened(agent: Agent, address: str) -> OpenPage:
    return OpenPage(entered(agent), agent, address)


def call(who: Agent) -> Content:
    return Content(f"@[{who.name}](agent:{who.pk}), look at this.")


# by Bruno where Amira looks on, so that nothing here is an answer to her own request
HAPPENINGS: dict[str, Happens] = {
    "somebody writes to us": lambda desk, number: actions.receive_message(
        ticket_id=number, contact=desk.farid, content=Content("Still nothing."), channel="email", at=timezone.now()
    ),
    "a colleague replies": lambda desk, number: actions.reply(
        ticket_id=number, content=Content("We are on it."), by=desk.sara, at=timezone.now()
    ),
    "a colleague leaves a note": lambda desk, number: actions.note(
        ticket_id=number, content=Content("It is the router."), by=desk.sara, at=timezone.now()
    ),
    "a colleague calls": lambda desk, number: actions.note(
        ticket_id=number, content=call(desk.amira), by=desk.sara, at=timezone.now()
    ),
    "another comes in": lambda desk, number: desk.open("Second", at=timezone.now()),
    "a colleague takes it": lambda desk, number: actions.take(ticket_id=number, by=desk.sara, at=timezone.now()),
    "a colleague waits": lambda desk, number: actions.wait_for(
        ticket_id=number, status="waiting_customer", by=desk.sara, at=timezone.now()
    ),
    "a colleague follows it": lambda desk, number: feed.follow(ticket_id=number, by=desk.sara, at=timezone.now()),
    "a colleague asks another team": lambda desk, number: feed.consult(
        ticket_id=number, question="Is the ring down?", to_team=desk.networks, by=desk.sara, at=timezone.now()
    ),
    "it goes up": lambda desk, number: ladder.escalate(
        ticket_id=number, to_team=desk.networks, handover=ladder.Handover("x"), by=desk.sara, at=timezone.now()
    ),
    "a colleague resolves it": lambda desk, number: actions.resolve(
        ticket_id=number, by=desk.sara, at=timezone.now()
    ),
}


@pytest.fixture
def number(desk: Desk) -> int:
    """A ticket of Amira's, with a reply."""
    opened_at = timezone.now() - timedelta(minutes=3)
    number = desk.open(at=opened_at).ticket_id
    actions.take(ticket_id=number, by=desk.amira, at=opened_at)
    return number


def stays_true(page: OpenPage, desk: Desk, number: int) -> None:
    for what, happens in HAPPENINGS.items():
        page.after(lambda happens=happens: happens(desk, number))  # type: ignore[misc]
        assert page.content == page.fresh().content, what


def test_a_ticket_that_stays_open_stays_true(desk: Desk, number: int) -> None:
    stays_true(opened(desk.amira, f"/desk/tickets/{number}/"), desk, number)


@pytest.mark.parametrize("view", ["", "?view=all"])
def test_an_inbox_that_stays_open_stays_true(desk: Desk, number: int, view: str) -> None:
    stays_true(opened(desk.amira, f"/desk/{view}"), desk, number)


@pytest.mark.parametrize("address", ["/desk/ladder/", "/desk/gate/"])
def test_pages_of_keepers_stay_true(desk: Desk, number: int, address: str) -> None:
    stays_true(opened(desk.sara, address), desk, number)


def test_a_ticket_that_was_read_is_no_longer_marked(desk: Desk, number: int) -> None:
    page = opened(desk.amira, "/desk/")
    page.after(
        lambda: feed.look(ticket_id=number, tab="1", typing="", read_to=10**6, by=desk.amira, at=timezone.now())
    )
    assert "seen" in page.heard
    assert page.content == page.fresh().content


def test_somebody_called_in_gets_it_on_an_open_page(desk: Desk, number: int) -> None:
    page = opened(desk.bruno, "/desk/?view=mentions")
    page.after(lambda: actions.note(ticket_id=number, content=call(desk.bruno), by=desk.amira, at=timezone.now()))
    assert page.content == page.fresh().content
    page.after(lambda: feed.put_away(ticket_id=number, by=desk.bruno, at=timezone.now()))
    assert page.content == page.fresh().content


def test_those_who_were_asked_see_it_through(desk: Desk, number: int) -> None:
    asked = feed.consult(
        ticket_id=number, question="Is it down?", to_team=desk.networks, by=desk.amira, at=timezone.now()
    )
    read_all()
    page = opened(desk.bruno, f"/desk/tickets/{number}/")
    assert "Amira asks" in page.part(".bands")
    page.after(lambda: feed.say(consultation_id=asked.pk, text="Yes.", by=desk.bruno, at=timezone.now()))
    assert (page.part(".bands"), page.content) == ("", page.fresh().content)
    page.after(lambda: feed.close(consultation_id=asked.pk, outcome="Down.", by=desk.amira, at=timezone.now()))
    assert page.content == page.fresh().content
    assert "Outcome: Down. Amira" in page.part("#consultations")


def test_presence_is_true_on_a_page_that_stays_open(desk: Desk, number: int) -> None:
    address = f"/desk/tickets/{number}/presence/"

    def look(who: Agent, typing: str) -> None:
        feed.look(ticket_id=number, tab="1", typing=typing, read_to=0, by=who, at=timezone.now())

    look(desk.amira, "reply")
    page = opened(desk.amira, f"/desk/tickets/{number}/")
    for typing in ("", "note", "reply"):
        page.after(lambda typing=typing: look(desk.sara, typing))  # type: ignore[misc]
        now = opened(desk.amira, address)
        assert (page.part("#presence-who"), page.part("#clash")) == (now.part("#presence-who"), now.part("#clash"))
        assert (page.part("#presence-who"), bool(page.part("#clash"))) == ("S", typing == "reply")
    page.after(lambda: feed.leave(tab="1", by=desk.sara))
    assert (page.part("#presence-who"), page.part("#clash")) == ("", "")
