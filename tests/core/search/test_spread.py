"""Words between the messages of one ticket, promises as an operator, searches that can be kept as a view."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.core.search.finding import search
from escalera.core.tickets.actions import Content, reply, set_due
from tests.cast import Desk, later

pytestmark = pytest.mark.django_db


def found(desk: Desk, text: str, by: object = None, **change: object) -> list[int]:
    results = search(by or desk.sara, text, at=later(60), **change)  # type: ignore[arg-type]
    return [hit.id for hit in results.tickets.hits]


def test_words_may_stand_in_different_messages_of_a_ticket(desk: Desk) -> None:
    both = desk.open("Router", "The zanahoria blinks").ticket_id
    reply(ticket_id=both, content=Content("Restart the berenjena"), by=desk.sara, at=later(1))
    one = desk.open("Other", "Only a berenjena", at=later(2)).ticket_id
    whole = desk.open("Third", "berenjena and zanahoria", at=later(3)).ticket_id
    assert found(desk, "zanahoria berenjena") == [whole, both]
    assert found(desk, "berenjena zanah", ranked=False) == [whole, both]
    assert found(desk, "zanahoria berenjena -router") == [whole]
    assert found(desk, "zanahoria berenjena ausente") == []
    assert one in found(desk, "berenjena")


def test_what_is_spread_over_a_strangers_ticket_is_not_found(desk: Desk) -> None:
    theirs = desk.open("Router", "The zanahoria blinks", team=desk.sales).ticket_id
    reply(ticket_id=theirs, content=Content("Restart the berenjena"), by=desk.omar, at=later(1))
    assert found(desk, "zanahoria berenjena", desk.amira) == []
    assert found(desk, "zanahoria berenjena", desk.omar) == [theirs]


def test_pages_of_spread_words_have_no_gaps_or_twins(desk: Desk) -> None:
    opened = []
    for place in range(5):
        number = desk.open("Router", "The zanahoria blinks", at=later(place)).ticket_id
        reply(ticket_id=number, content=Content("Restart the berenjena"), by=desk.sara, at=later(20 + place))
        opened.append(number)
    pages: list[int] = []
    after = ""
    for _page in range(5):
        results = search(desk.sara, "zanahoria berenjena", at=later(60), group="tickets", limit=2, after=after)
        pages += [hit.id for hit in results.tickets.hits]
        after = results.tickets.next
        if not after:
            break
    assert sorted(pages) == sorted(opened)


def test_what_is_promised_is_found_by_when(desk: Desk) -> None:
    soon, later_on = desk.open("Soon").ticket_id, desk.open("Later").ticket_id
    set_due(ticket_id=soon, due=later(60) + timedelta(hours=3), by=desk.sara, at=later(1))
    set_due(ticket_id=later_on, due=later(60) + timedelta(days=20), by=desk.sara, at=later(1))
    said = {
        text: found(desk, text)
        for text in ("due:<7d", "vence:>7d", "prazo:<4h", "vence:hoy", "due:2026-03", "due:<1h", "due:>2026-03-15")
    }
    assert said == {
        "due:<7d": [soon], "vence:>7d": [later_on], "prazo:<4h": [soon], "vence:hoy": [soon],
        "due:2026-03": [later_on, soon], "due:<1h": [], "due:>2026-03-15": [later_on],
    }  # fmt: skip


def test_only_operators_that_were_understood_are_a_condition(desk: Desk) -> None:
    texts = ("es:abierto canal:email", "es:abierto router", "es:quizás", '"red light"', "es:abierto -router")
    assert [search(desk.sara, text, at=later(1)).condition for text in texts] == [
        {"all": [{"field": "open", "is": True}, {"field": "channel", "is": "email"}]}, None, None, None, None,
    ]  # fmt: skip
