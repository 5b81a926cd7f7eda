"""What the widget is told of a session: its state, its messages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Max

from escalera.base.settings.words import house
from escalera.core.channels.chat.states import state_of
from escalera.core.channels.chat.talking import Spoken
from escalera.core.channels.chat.transcript import Reader, page_of, tell
from escalera.core.channels.models import ChatSession
from escalera.core.feed.models import Seen
from escalera.core.tickets.models import Message
from escalera.faces.widget.presence import duty
from escalera.faces.widget.tokens import file_url
from escalera.levels.selfservice.queries import assistant


def reader_for(tickets: Collection[int]) -> Reader:
    """Return how messages of these tickets are told."""
    name = house().name
    return Reader(assistant=assistant().name or name, desk=name, url_of=file_url, read_to=read_by_people(tickets))


def read_by_people(tickets: Collection[int]) -> dict[int, int]:
    """Return up to which message people have read each ticket: what they looked at, and what they answered."""
    if not tickets:
        return {}
    seen = dict(
        Seen.objects.filter(ticket__in=tickets).order_by().values_list("ticket").annotate(n=Max("message_id"))
    )
    answered = Message.objects.filter(ticket__in=tickets, agent__isnull=False, kind="message").order_by()
    for ticket, number in answered.values_list("ticket").annotate(n=Max("pk")):
        seen[ticket] = max(number, seen.get(ticket, 0))
    return seen


def state(session: ChatSession, at: datetime) -> dict[str, Any]:
    staffed = duty(session.thread.channel, at)
    return state_of(session, online=staffed.online, waits=staffed.waits)


def whole(session: ChatSession, at: datetime, *, before: str = "") -> dict[str, Any]:
    """Return the session with its latest messages, or the page before one of them."""
    messages, more = page_of(session, reader_for(session.tickets), before=before)
    return {"session": state(session, at), "messages": messages, "more": more}


def spoken(session: ChatSession, said: Spoken) -> dict[str, Any]:
    """Return the MESSAGE that the visitor's words became; for words that a ticket repeats, as they said them."""
    row = said.line if said.line is not None else said.message
    if row is None:
        return {}
    if isinstance(row, Message) and row.extra and ("lines" in row.extra or "assistant" in row.extra):
        row.extra = {**row.extra, "more": row.extra.get("more") or row.text}
    told = tell(row, reader_for([]))
    return told or {}
