"""The chat's hub: one reader of the log per process, for all visitors who listen. What happens on a chat's ticket is told
as messages and states; who types and who has read is whispered.

It is the live hub with other words: a visitor costs one waiting task and no thread, and a batch of the log so many
queries as it has kinds of news, however many listen."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import override

from escalera.base.log.models import Event
from escalera.base.log.tail import Position, tail
from escalera.base.storage.whispers import Whisper
from escalera.core.channels.chat.sessions import session_of
from escalera.core.channels.chat.setup import allows_origin, setup_of
from escalera.core.channels.chat.states import state_of
from escalera.core.channels.chat.transcript import Reader, shown_of, since, tell
from escalera.core.channels.models import ChatLine, ChatSession, Saying
from escalera.core.feed.models import Presence, Seen, Typing
from escalera.core.feed.queries import HERE_FOR
from escalera.faces.live.hints import mark_of
from escalera.faces.live.hub import BATCH, FALLBACK_S, Client, Hub
from escalera.faces.widget.presence import duty
from escalera.faces.widget.queues import Queues
from escalera.faces.widget.speaking import reader_for

PING_S = 25.0
OVERLAP = timedelta(minutes=2)  # told again after a gap: what was committed late
MOST_TOLD = 500
NEW = frozenset({"ticket.opened", "message.received", "reply.written"})
CHANGED = frozenset({"message.marked"})
STANDS = ("ticket.", "chat.ended", "escalation.", "merge.")
LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who listens: one session, at one ticket or none. `who` bounds the streams of one session."""

    session_id: int
    thread_id: int
    session: str = ""

    @property
    def who(self) -> str:
        return f"chat {self.session_id}"


@dataclass(slots=True)
class News:
    """One batch of the log as the chat sees it. Frames are in the log's order, by thread."""

    frames: dict[int, list[bytes]] = field(default_factory=lambda: defaultdict(list))


class ChatHub(Hub):
    """All visitors' streams of this process."""

    def __init__(self, *, heartbeat_s: float = PING_S) -> None:
        super().__init__(heartbeat_s=heartbeat_s)
        self._queues = Queues()

    def threads(self) -> frozenset[int]:
        return frozenset(visitor(client).thread_id for client in tuple(self.clients))

    def _read(self, position: Position) -> tuple[Any, Position]:
        """Return what is new for those who listen; runs in the tail's thread."""
        events, after = tail(position, limit=BATCH)
        if not events and (bell := self._bell) is not None:
            bell.wait(FALLBACK_S)
            events, after = tail(position, limit=BATCH)
        threads = self.threads()
        news = news_of(events, threads, mark_of(after)) if events else News()
        self._queues.hear(events)
        at = timezone.now()
        for session, place in self._queues.news(threads, _SESSION):
            news.frames[session.thread_id].append(frame("state", _state(session, at, place), mark_of(after)))
        return news, after

    def _publish(self, news: Any) -> None:
        told: dict[int, list[bytes]] = news.frames
        if not told:
            return
        by_client = {
            client: b"".join(told[visitor(client).thread_id])
            for client in self.clients
            if visitor(client).thread_id in told
        }
        self._hand_out(by_client)

    def _overhear(self, words: Whisper | None) -> None:
        """Tell of typing and reading; a lost whisper costs a flicker, the next sets it right."""
        if words is None or not self.clients:
            return
        tickets = {number for topic in words.topics if (number := _visitor_topic(topic))}
        if tickets:
            task = asyncio.get_running_loop().create_task(self._pass_on_marks(tickets))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)

    async def _pass_on_marks(self, tickets: set[int]) -> None:
        try:
            frames = await self.ask(marks_of, tickets, mark_of(self.position))
        except Exception:
            LOGGER.warning("Could not ask who types in a chat.", exc_info=True)
            return
        self._publish(News(frames))

    async def release(self, client: Client, after: Position | None, missed: bool) -> None:
        """Tell how it stands and what was missed since `after`, then let the visitor hear what comes."""
        who = visitor(client)
        state, frames = await self.ask(opening, who.session_id, after, mark_of(self.position))
        if place := (state["queue"] or {}).get("position"):
            self._queues.remember(who.thread_id, place)
        held, client.held = client.held or [], None
        if not client.write(b"".join([b"retry: 2000\n\n", *frames, *held])):
            self.drop(client)

    async def _beat(self) -> None:
        """Show every visitor that we are here."""
        with contextlib.suppress(asyncio.CancelledError):
            while self.clients:
                await asyncio.sleep(self.heartbeat_s)
                ping = frame("ping", {}, mark_of(self.position))
                for client in tuple(self.clients):
                    if client.held is None and not client.write(ping):
                        self.drop(client)
        self._beating = None
        if self.clients and self.is_open:
            self._beating = asyncio.create_task(self._beat())


def visitor(client: Client) -> Visitor:
    """Return who listens there: the clients of this hub are all visitors."""
    return cast(Visitor, cast(object, client.listener))


def admit(token: str, origin: str) -> Visitor | None:
    """Return who listens with this token; None where it opens nothing. Raises: Refusal for a session that is none."""
    session = session_of(token)
    if not allows_origin(setup_of(session.thread.channel).origins, origin):
        return None
    return Visitor(session.pk, session.thread_id)


def opening(session_id: int, after: Position | None, mark: str) -> tuple[dict[str, Any], list[bytes]]:
    """Return how the chat stands, and the first frames of its stream: what was said since it broke off, and that."""
    found = ChatSession.objects.select_related(*_SESSION).get(pk=session_id)
    at = timezone.now()
    state = _state(found, at)
    frames = [frame("state", state, mark)]
    if after is None:
        return state, frames
    broke = Event.objects.filter(pk=after.event_id).values_list("at", flat=True).first()
    if broke is not None:
        said = since(found, reader_for(found.tickets), broke - OVERLAP)
        frames = [*(frame("message", one, mark) for one in said), *frames]
    return state, frames


_SESSION = ("thread__channel__team__calendar", "thread__contact", "thread__ticket__assignee")


def news_of(events: Sequence[Event], threads: frozenset[int], mark: str) -> News:
    """Return what a batch of the log says to these threads."""
    news = News()
    events = [event for event in events if not event.is_history]
    sessions = _sessions_at(events, threads)
    if sessions.by_thread:
        reader = reader_for(sessions.tickets)
        _tell_messages(events, sessions, reader, mark, news)
        _tell_lines(events, sessions, reader, mark, news)
        _tell_states(events, sessions, mark, news)
    return news


@dataclass(slots=True)
class _Sessions:
    """The listening sessions that a batch is about. `at`: threads by ticket."""

    by_thread: dict[int, ChatSession]
    at: dict[int, list[int]]

    @property
    def tickets(self) -> list[int]:
        return list(self.at)


def _sessions_at(events: Sequence[Event], threads: frozenset[int]) -> _Sessions:
    numbers = {event.ticket_id for event in events if event.ticket_id is not None}
    spoken = {int(event.data.get("thread_id", 0)) for event in events if event.name.startswith("chat.")}
    rows = ChatSession.objects.select_related(*_SESSION)
    found = list(rows.filter(thread__in=spoken & threads)) if spoken & threads else []
    if numbers:
        found += list(rows.filter(thread__ticket__in=numbers))
        found += _by_message(events, rows, {one.pk for one in found})
    by_thread = {one.thread_id: one for one in found if one.thread_id in threads}
    at: dict[int, list[int]] = defaultdict(list)
    for one in by_thread.values():
        for number in {*one.tickets, one.thread.ticket_id}:
            if number is not None:
                at[number].append(one.thread_id)
    return _Sessions(by_thread, at)


def _by_message(events: Sequence[Event], rows: Any, known: set[int]) -> list[ChatSession]:
    """Return the sessions whose earlier ticket was answered: they stand at another one now."""
    replies = [event.data.get("message_id") for event in events if event.name == "reply.written"]
    if not replies:
        return []
    return list(rows.filter(thread__deliveries__message__in=replies).exclude(pk__in=known).distinct())


def _tell_messages(events: Sequence[Event], sessions: _Sessions, reader: Reader, mark: str, news: News) -> None:
    wanted = {
        event.data["message_id"]: "message" if event.name in NEW else "change"
        for event in reversed(events)
        if event.ticket_id in sessions.at and event.name in NEW | CHANGED and "message_id" in event.data
    }
    if not wanted:
        return
    for row in shown_of(sessions.tickets).filter(pk__in=wanted).order_by("pk")[:MOST_TOLD]:
        told = tell(row, reader)
        if told is None:
            continue
        line = frame(wanted[row.pk], told, mark)
        for thread in sessions.at.get(row.ticket_id, ()):
            news.frames[thread].append(line)


def _tell_lines(events: Sequence[Event], sessions: _Sessions, reader: Reader, mark: str, news: News) -> None:
    lines = [str(event.data.get("line", "")) for event in events if event.name == "chat.spoke"]
    rows: list[Saying | ChatLine] = [
        *ChatLine.objects.filter(pk__in=[int(one[1:]) for one in lines if one[:1] == "v"]),
        *Saying.objects.filter(pk__in=[int(one[1:]) for one in lines if one[:1] == "s"]),
    ]  # fmt: skip
    by_key = {("v" if isinstance(row, ChatLine) else "s") + str(row.pk): row for row in rows}
    for key in lines:
        row = by_key.get(key)
        if row is not None and row.thread_id in sessions.by_thread and (told := tell(row, reader)) is not None:
            news.frames[row.thread_id].append(frame("message", told, mark))


def _tell_states(events: Sequence[Event], sessions: _Sessions, mark: str, news: News) -> None:
    moved = {event.ticket_id for event in events if event.name.startswith(STANDS) or event.name == "reply.written"}
    spoke = {int(event.data.get("thread_id", 0)) for event in events if event.name.startswith("chat.")}
    at = timezone.now()
    for thread, session in sessions.by_thread.items():
        if session.thread.ticket_id in moved or thread in spoke:
            news.frames[thread].append(frame("state", _state(session, at), mark))


def marks_of(tickets: Iterable[int], mark: str) -> dict[int, list[bytes]]:
    """Return for these tickets' threads who of us types, and how far people have read."""
    found: dict[int, list[bytes]] = defaultdict(list)
    rows = list(ChatSession.objects.filter(thread__ticket__in=tickets).values_list("thread", "thread__ticket"))
    numbers = [ticket for _thread, ticket in rows]
    at = timezone.now()
    typing = Presence.objects.filter(ticket__in=numbers, typing=Typing.REPLY, seen_at__gt=at - HERE_FOR)
    who = dict(typing.values_list("ticket", "agent__name"))
    seen: dict[int, tuple[int, datetime]] = {}
    for ticket, number, when in Seen.objects.filter(ticket__in=numbers).values_list("ticket", "message_id", "at"):
        seen[ticket] = max((number, when), seen.get(ticket, (0, when)))
    for thread, ticket in rows:
        name = (who.get(ticket, "").split() or [""])[0]
        found[thread].append(frame("typing", {"who": name, "on": ticket in who}, mark))
        if ticket in seen:
            number, when = seen[ticket]
            found[thread].append(frame("read", {"up_to": f"m{number}", "at": when.isoformat()}, mark))
    return found


def _state(session: ChatSession, at: datetime, position: int | None = None) -> dict[str, Any]:
    staffed = duty(session.thread.channel, at)
    with override(session.language):
        return state_of(session, online=staffed.online, waits=staffed.waits, position=position)


def _visitor_topic(topic: str) -> int:
    """Return the ticket of which a whisper tells that somebody of us types or has read; 0 for all others."""
    word, _dash, number = topic.partition("-")
    return int(number) if word == "visitor" and number.isascii() and number.isdigit() and len(number) < 19 else 0


def frame(event: str, data: Mapping[str, Any], mark: str) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {event}\nid: {mark}\ndata: {text}\n\n".encode()


CHAT_HUB = ChatHub()
