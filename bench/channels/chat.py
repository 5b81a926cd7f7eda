"""Two thousand chats open on one process: from a word's sending until the other side has it on its screen."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.channels import cast, folder
from bench.channels.product import Product, wait_until
from bench.desk import Desk
from bench.report import Report, percentile
from bench.streams import PATIENCE_S, _allow_files, _cast, _fetch, _listen

CHATS = 2000
A_SECOND = 10
SECONDS = 30
WARM = 40  # turns of a process that has just started, which are no chat's everyday either
LIMIT_MS = 300.0
AT_ONCE = 50


def measure(report: Report, desk: Desk, operations: int) -> None:
    """Begin the chats with a word each, open their streams, then talk both ways at once."""
    _allow_files(3 * CHATS)
    channel = cast.channel("chat", "bench", team_id=desk.team_id, hours="always")
    chats = [_begin(channel, number) for number in range(CHATS)]
    session = _cast(desk)[1][0]
    with Product(folder()) as product:
        wait_until(_is_read, 300, 1.0)  # two thousand tickets of one moment are no chat's everyday
        walls = asyncio.run(_talk(product.port, chats, session))
    for way, seconds in walls.items():
        report.add(
            f"{way}, {CHATS:,} chats open", percentile(seconds, 95) * 1000, "ms", limit=LIMIT_MS,
            note=f"p95 of {len(seconds)} at {A_SECOND}/s; p50 {percentile(seconds, 50) * 1000:.0f} ms",
        )  # fmt: skip


def _is_read() -> bool:
    """Say whether every reader has read what there is."""
    from django.db import connection

    from escalera.base.log import readers, tail
    from escalera.base.log.models import ReaderState

    states = ReaderState.objects.filter(name__in=readers._READERS)
    unread = max((tail.count_after(tail.Position(s.xid, s.event_id), at_most=10) for s in states), default=0)
    connection.close()
    return unread == 0


def _begin(channel: Any, number: int) -> tuple[str, int]:
    """Return the token of a chat that a person answers, and its ticket."""
    from escalera.core.channels.chat import sessions, talking
    from escalera.core.channels.chat.sessions import Visit
    from escalera.core.channels.models import ChatSession

    at = datetime.now(UTC) - timedelta(minutes=5)
    visit = Visit(language="es", answers={"name": f"Cliente {number}", "email": f"c{number}@bench.example"})
    session, token = sessions.begin(channel=channel, visit=visit, at=at)
    talking.say(session_id=session.pk, text="Hola, necesito ayuda", key=f"first{number}", at=at, online=True)
    answers = {"name": f"Cliente {number}", "email": f"c{number}@bench.example"}
    found = ChatSession.objects.select_related("thread").get(pk=session.pk)
    if found.thread.ticket_id is None:
        talking.ask_person(session_id=session.pk, answers=answers, at=at, online=True)
        found = ChatSession.objects.select_related("thread").get(pk=session.pk)
    return token, found.thread.ticket_id or 0


async def _talk(port: int, chats: list[tuple[str, int]], session: str) -> dict[str, list[float]]:
    gate = asyncio.Semaphore(AT_ONCE)
    order = [token for token, _ticket in chats]
    readers: dict[str, asyncio.StreamReader] = {}

    async def held(token: str) -> None:
        async with gate:
            readers[token] = await _stream(port, token)

    await asyncio.gather(*(held(token) for token in order))
    agent = await _listen(port, {"Cookie": f"sessionid={session}"}, "")
    await asyncio.sleep(3)
    heard: dict[str, asyncio.Event] = {}
    told: dict[int, list[asyncio.Event]] = {}
    drains = [asyncio.create_task(_drain_visitor(reader, heard)) for reader in readers.values()]
    drains.append(asyncio.create_task(_drain_agent(agent, told)))
    walls: dict[str, list[tuple[int, float]]] = {
        "visitor to the agent's screen": [],
        "agent to the visitor's chat": [],
    }
    tasks = []
    began = time.perf_counter()
    for turn in range(WARM + A_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, began + turn / A_SECOND - time.perf_counter()))
        token, ticket = chats[turn * 3 % CHATS]
        tasks.append(asyncio.create_task(_to_agent(port, token, ticket, turn, session, told, walls)))
        _token, other = chats[(turn * 3 + 1) % CHATS]
        tasks.append(asyncio.create_task(_to_visitor(other, turn, heard, walls)))
    await asyncio.gather(*tasks)
    for drain in drains:
        drain.cancel()
    return {way: [wall for turn, wall in sorted(told) if turn >= WARM] for way, told in walls.items()}


async def _stream(port: int, token: str) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**16)
    head = f"GET /chat/session/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
    writer.write(head.encode())
    status = await asyncio.wait_for(reader.readline(), PATIENCE_S)
    if b" 200 " not in status:
        raise RuntimeError(f"a chat's stream was refused: {status!r}")
    _KEPT.append(writer)
    return reader


_KEPT: list[asyncio.StreamWriter] = []


async def _drain_visitor(reader: asyncio.StreamReader, heard: dict[str, asyncio.Event]) -> None:
    while line := await reader.readline():
        if line.startswith(b"data:") and b"A:" in line:
            text = json.loads(line[5:]).get("text", "")
            if text in heard:
                heard[text].set()


async def _drain_agent(agent: Any, told: dict[int, list[asyncio.Event]]) -> None:
    while True:
        hint = await agent.hint()
        for event in told.pop(hint.get("ticket", 0), []):
            event.set()


async def _to_agent(
    port: int, token: str, ticket: int, turn: int, session: str, told: dict[int, list[asyncio.Event]],
    walls: dict[str, list[tuple[int, float]]],
) -> None:  # fmt: skip
    """Write as the visitor, and wait until the agent's page has fetched the part that was hinted at."""
    event = asyncio.Event()
    told.setdefault(ticket, []).append(event)
    began = time.perf_counter()
    posting = asyncio.create_task(_post(port, token, f"V:{turn}"))
    await asyncio.wait_for(event.wait(), PATIENCE_S)
    await _fetch(port, f"/desk/tickets/{ticket}/parts/", session)
    walls["visitor to the agent's screen"].append((turn, time.perf_counter() - began))
    await posting


async def _post(port: int, token: str, text: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"text": text, "key": f"bench-{text}"}).encode()
    head = (
        f"POST /chat/session/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = await asyncio.wait_for(reader.read(-1), PATIENCE_S)
    writer.close()
    if b" 201 " not in answer[:20]:
        raise RuntimeError(f"a word was not taken: {answer[:300]!r}")


async def _to_visitor(
    ticket: int, turn: int, heard: dict[str, asyncio.Event], walls: dict[str, list[tuple[int, float]]]
) -> None:
    text, event = f"A:{turn}", asyncio.Event()
    heard[text] = event
    began = time.perf_counter()
    await asyncio.to_thread(_reply, ticket, text)
    await asyncio.wait_for(event.wait(), PATIENCE_S)
    walls["agent to the visitor's chat"].append((turn, time.perf_counter() - began))


def _reply(ticket: int, text: str) -> None:
    from escalera.base.people.models import Agent
    from escalera.core.tickets.actions import Content, reply

    by = Agent.objects.filter(role__code="supervisor").order_by("pk")[0]
    reply(ticket_id=ticket, content=Content(text), by=by, at=datetime.now(UTC))
