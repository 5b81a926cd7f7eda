"""A ticket that the benchmark writes in bulk is made of the same rows as one that the actions make."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bench import desk, filler, mails, words
from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.core.channels import deliveries, gate
from escalera.core.channels.models import Channel
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.search import matching_tickets
from escalera.core.views.queries import level_counts

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FILLED = 40
TABLES = {table: names.split() for table, names in filler.COLUMNS.items()}
OF_TICKET = [table for table, names in TABLES.items() if "ticket_id" in names]
JSON = {"envelope", "extra", "folded", "data", "to", "cc"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company(settings: Any, tmp_path: Path) -> desk.Desk:
    settings.SMTP_URL = f"file://{tmp_path}"
    _forget_words()
    founded = desk.found(at=NOW - timedelta(days=500))
    filler.fill(founded, FILLED, now=NOW)
    return founded


def test_a_filled_ticket_has_the_rows_of_one_made_by_the_actions(company: desk.Desk) -> None:
    made = _made_by_actions(company)
    filled = Ticket.objects.filter(status="resolved").earliest("pk")
    assert _shape(filled.pk) == _shape(made.pk)


def test_filled_tickets_are_counted_and_found_by_their_words(company: desk.Desk) -> None:
    open_tickets = sum(filler.is_open(number, FILLED) for number in range(1, FILLED + 1))
    assert Ticket.objects.filter(is_open=True).count() == open_tickets
    assert sum(level_counts().values()) == open_tickets
    rare = [number for number in range(1, FILLED + 1) if words.holds_rare(number, FILLED)]
    assert sorted(matching_tickets(words.RARE)) == rare


def test_the_log_goes_on_after_the_filled_events(company: desk.Desk) -> None:
    made = _made_by_actions(company)
    assert made.pk > FILLED
    assert sum(level_counts().values()) == Ticket.objects.filter(is_open=True).count()


def _forget_words() -> None:
    """Tests with real transactions leave the search table behind: no model knows it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE tickets_search")
        else:
            cursor.execute("INSERT INTO tickets_search (tickets_search) VALUES ('delete-all')")


def _made_by_actions(company: desk.Desk) -> Ticket:
    """Let a customer write, an agent take, answer and resolve, and the answer leave."""
    name, address = words.people(FILLED // filler.TICKETS_PER_CUSTOMER)[0]
    raw = mails.short_mail(77_777, words.question(77_777), name=name, address=address)
    channel = Channel.objects.get(pk=company.channel_id)
    item = gate.store(
        raw, kind="email", source="smtp:127.0.0.1", at=NOW, channel=channel, envelope={"from": address, "to": [mails.DESK]}
    )  # fmt: skip
    item, _told = gate.understand(item.pk, at=NOW)
    agent = Agent.objects.get(email="jefa@escalera.example")
    number = int(item.ticket_id or 0)
    actions.take(ticket_id=number, by=agent, at=NOW)
    actions.reply(ticket_id=number, content=Content(words.answer(5)), by=agent, at=NOW)
    assert deliveries.send_due() == 1
    actions.resolve(ticket_id=number, by=agent, at=NOW)
    read_all()
    return Ticket.objects.get(pk=number)


def _shape(number: int) -> dict[str, list[dict[str, str]]]:
    """Return each table's rows of a ticket, with the kind of each value: what is empty, what a text, what a number."""
    rows = {"tickets_ticket": _rows("tickets_ticket", "id", number)}
    rows |= {table: _rows(table, "ticket_id", number) for table in OF_TICKET}
    for message in Message.objects.filter(ticket=number).order_by("pk"):
        rows["channels_delivery"] = rows.get("channels_delivery", []) + _rows(
            "channels_delivery", "message_id", message.pk
        )
    contact = Ticket.objects.get(pk=number).requester_id
    rows["people_contact"] = _rows("people_contact", "id", contact)
    rows["people_identity"] = _rows("people_identity", "contact_id", contact)
    return {table: sorted(kinds, key=str) for table, kinds in rows.items()}


def _rows(table: str, column: str, value: int) -> list[dict[str, str]]:
    columns = ", ".join(f'"{name}"' for name in TABLES[table])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table}" WHERE "{column}" = %s', [value])
        return [dict(zip(TABLES[table], map(_kind, TABLES[table], row), strict=True)) for row in cursor.fetchall()]


def _kind(column: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if column in JSON:
        held = json.loads(value) if isinstance(value, str) else value
        return f"keys {sorted(held)}" if isinstance(held, dict) else f"list of {len(held)}"
    if column in ("name", "status", "left_because", "outcome", "state") and "@" not in str(value):
        return str(value) if " " not in str(value) else "text"
    return ("empty " if value in ("", b"") else "") + type(value).__name__
