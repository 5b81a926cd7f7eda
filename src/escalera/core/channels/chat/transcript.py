"""What a visitor reads of their chat: the ticket's open conversation, what was said before it, and nothing of ours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from escalera.core.channels.chat.states import first_name
from escalera.core.channels.models import ChatLine, ChatSession, Saying
from escalera.core.channels.shared.understanding import NOBODY
from escalera.core.tickets.models import Attachment, Message, MessageKind, Ticket

PAGE = 50
MOST_TICKETS = 50
LONGEST_SHOWN = 20_000  # characters of one message
UrlOf = Callable[[Attachment], str]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom it is written. `names`: the assistant's and the desk's; `read_to`: by ticket, up to which message people
    have read; `url_of`: where a file opens."""

    assistant: str
    desk: str
    url_of: UrlOf
    read_to: Mapping[int, int]


def page_of(session: ChatSession, reader: Reader, *, before: str = "") -> tuple[list[dict[str, Any]], bool]:
    """Return the latest messages, oldest first (those before one of them), and whether there are more."""
    edge = _moment_of(session, before) if before else None
    rows: list[Row] = [*_messages(session, edge), *_sayings(session, edge), *_lines(session, edge)]
    rows.sort(key=_order)
    shown = [told for row in rows[-PAGE:] if (told := tell(row, reader)) is not None]
    return shown, len(rows) > PAGE


def since(session: ChatSession, reader: Reader, after: datetime) -> list[dict[str, Any]]:
    """Return what was said from a moment on, oldest first; at most a page."""
    rows: list[Row] = [
        *visible(session).filter(at__gte=after).order_by("pk")[:PAGE],
        *Saying.objects.filter(thread=session.thread_id, queued_at__gte=after).order_by("pk")[:PAGE],
        *ChatLine.objects.filter(thread=session.thread_id, at__gte=after).order_by("pk")[:PAGE],
    ]
    rows.sort(key=_order)
    return [told for row in rows if (told := tell(row, reader)) is not None]


Row = Message | Saying | ChatLine


def visible(session: ChatSession) -> Any:
    """Return the messages that the visitor may read: of the tickets that came of this chat, neither notes nor calls."""
    return shown_of(tickets_of(session))


def shown_of(tickets: Collection[int]) -> Any:
    said = Message.objects.filter(ticket__in=tickets, kind__in=[MessageKind.MESSAGE, MessageKind.BOT])
    said = said.exclude(kind=MessageKind.BOT, channel="email")  # what the mail of a ticket says by itself
    return said.select_related("agent").prefetch_related("attachments")


def tickets_of(session: ChatSession) -> list[int]:
    """Return the tickets of a chat, and those into which they were merged if they are the same person's."""
    numbers = session.tickets[-MOST_TICKETS:]
    if not numbers:
        return []
    merged = Ticket.objects.filter(pk__in=numbers, merged_into__isnull=False)
    own = merged.filter(merged_into__requester=session.thread.contact_id).values_list("merged_into", flat=True)
    return [*numbers, *(number for number in own if number is not None)]


def tell(row: Row, reader: Reader) -> dict[str, Any] | None:
    """Return one MESSAGE as the widget reads it; None for what stands there already in other words."""
    if isinstance(row, Saying):
        return _saying(row, reader)
    if isinstance(row, ChatLine):
        return {**_bare(f"v{row.pk}", "visitor", "", row.text, row.at), "key": row.key, "state": "delivered"}
    return _message(row, reader)


def _message(row: Message, reader: Reader) -> dict[str, Any] | None:
    extra = row.extra or {}
    files = [_file(one, reader) for one in row.attachments.all() if not one.content_id or not one.is_inline]
    text = "" if files and row.text == NOBODY else row.text
    if "assistant" in extra or "lines" in extra:  # it repeats, for people, what stands above line by line
        text = str(extra.get("more") or "")
        if not files and not text:
            return None
    side = "visitor" if row.contact_id is not None else "agent" if row.agent_id is not None else "system"
    name = first_name(row.agent.name) if row.agent is not None else reader.desk if side == "system" else ""
    taken_back = "taken_back" in extra
    told = {
        **_bare(f"m{row.pk}", side, name, "" if taken_back else text, row.at),
        "html": row.html if side == "agent" and row.html and "<img" not in row.html and not taken_back else None,
        "files": [] if taken_back else files,
        "buttons": [_button(one) for one in extra.get("buttons", ())][:12] if side != "visitor" else [],
        "answers": _answered(extra.get("answers")),
        "edited": "edited" in extra,
        "taken_back": taken_back,
        "reactions": _reactions(extra.get("reactions")),
    }
    if side == "visitor":
        told["key"] = str(extra.get("key") or "")
        told["state"] = "read" if row.pk <= reader.read_to.get(row.ticket_id, 0) else "delivered"
    return told


def _saying(row: Saying, reader: Reader) -> dict[str, Any]:
    text = str(row.payload.get("text", ""))
    told = _bare(f"s{row.pk}", "assistant", reader.assistant, text, row.queued_at)
    return {**told, "buttons": [_button(one) for one in row.payload.get("buttons", ())]}


def _bare(key: str, side: str, name: str, text: str, at: datetime) -> dict[str, Any]:
    return {
        "id": key, "from": side, "name": name, "avatar": None, "text": text.strip()[:LONGEST_SHOWN], "html": None,
        "at": at.isoformat(), "files": [], "buttons": [], "answers": None, "edited": False, "taken_back": False,
        "reactions": {}, "state": "sent",
    }  # fmt: skip


def _file(one: Attachment, reader: Reader) -> dict[str, Any]:
    return {"name": one.name, "type": one.content_type, "size": one.size, "url": reader.url_of(one)}


def _button(one: object) -> dict[str, Any]:
    if isinstance(one, Mapping):
        url = str(one.get("url") or "")
        return {"text": str(one.get("text") or "")[:80], "url": url if url.startswith("https://") else None}
    return {"text": str(one)[:80], "url": None}


def _answered(said: object) -> dict[str, Any] | None:
    if not isinstance(said, Mapping) or "message" not in said:
        return None
    return {"id": f"m{said['message']}", "text": str(said.get("text") or "")}


def _reactions(said: object) -> dict[str, int]:
    counted: dict[str, int] = {}
    for emoji in said.values() if isinstance(said, Mapping) else ():
        counted[str(emoji)] = counted.get(str(emoji), 0) + 1
    return counted


def _order(row: Row) -> tuple[datetime, int, int]:
    """In one moment the visitor's words come first, then the assistant's, then what stands on the ticket."""
    if isinstance(row, ChatLine):
        return row.at, 0, row.pk
    return (row.queued_at, 1, row.pk) if isinstance(row, Saying) else (row.at, 2, row.pk)


def _messages(session: ChatSession, edge: datetime | None) -> Sequence[Message]:
    rows = visible(session)
    return list((rows.filter(at__lt=edge) if edge else rows).order_by("-at", "-pk")[: PAGE + 1])


def _sayings(session: ChatSession, edge: datetime | None) -> Sequence[Saying]:
    rows = Saying.objects.filter(Q(queued_at__lt=edge) if edge else Q(), thread=session.thread_id)
    return list(rows.order_by("-queued_at", "-pk")[: PAGE + 1])


def _lines(session: ChatSession, edge: datetime | None) -> Sequence[ChatLine]:
    rows = ChatLine.objects.filter(Q(at__lt=edge) if edge else Q(), thread=session.thread_id)
    return list(rows.order_by("-at", "-pk")[: PAGE + 1])


def _moment_of(session: ChatSession, key: str) -> datetime | None:
    """Return when one of the chat's messages was said; None for anything else."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if kind == "m":
        return visible(session).filter(pk=number).values_list("at", flat=True).first()  # type: ignore[no-any-return]
    if kind == "s":
        return Saying.objects.filter(thread=session.thread_id, pk=number).values_list("queued_at", flat=True).first()
    return ChatLine.objects.filter(thread=session.thread_id, pk=number).values_list("at", flat=True).first()
