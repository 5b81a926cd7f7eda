"""Live streams: what an idle one costs, and how long it takes from an action until another screen knows of it.

Idle: thousands of streams of one server process; its resident memory before and after. With 200 open: the wall time from
before the action until the hint has come and the part that it names has been fetched, as a page does it."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import time
from datetime import UTC, datetime
from typing import Any

import psutil

from bench import server
from bench.desk import Desk
from bench.report import Report, percentile

IDLE = 5000
IDLE_LIMIT_KB = 60.0
OPEN = 200
ACTION_LIMIT_MS = 300.0
AT_ONCE = 100  # connections being made at a time
EACH_AGENT = 15
PATIENCE_S = 60


def measure(report: Report, desk: Desk, count: int) -> None:
    """Open the streams and act; `count`: how many actions."""
    _allow_files(2 * IDLE + 1000)
    number, sessions = _cast(desk)
    with server.web() as running:
        asyncio.run(_measure(report, running, number, sessions, count))


async def _measure(report: Report, running: server.Running, number: int, sessions: list[str], count: int) -> None:
    opened: list[_Stream] = []
    for session in sessions[: OPEN // EACH_AGENT + 1]:
        opened += await _open(
            running.port, {"Cookie": f"sessionid={session}"}, "", min(EACH_AGENT, OPEN - len(opened))
        )
    walls = await _actions(running.port, number, sessions[0], opened, count)
    report.add(
        f"action to other screen, {len(opened)} streams open", percentile(walls, 95) * 1000, "ms",
        limit=ACTION_LIMIT_MS, note=f"p95 of {len(walls)}; p50 {percentile(walls, 50) * 1000:.0f} ms",
    )  # fmt: skip
    process = psutil.Process(running.pid)
    before = process.memory_info().rss
    idle = await _open_customers(running.port, IDLE)
    await asyncio.sleep(2)
    used = (process.memory_info().rss - before) / 1000 / max(1, len(idle))
    report.add(
        f"an idle stream, of {len(idle):,}", used, "kB", limit=IDLE_LIMIT_KB, note=f"{before / 2**20:.0f} MiB before"
    )
    for stream in [*opened, *idle]:
        stream.writer.close()


class _Stream:
    """One open stream, read line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def hint(self) -> dict[str, Any]:
        """Wait for the next hint."""
        name = b""
        while line := await self.reader.readline():
            if line.startswith(b"event:"):
                name = line[6:].strip()
            if line.startswith(b"data:") and name == b"hint":
                return dict(json.loads(line[5:]))
        raise ConnectionError("the stream ended")


async def _open(port: int, headers: dict[str, str], query: str, count: int) -> list[_Stream]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> _Stream:
        async with gate:
            return await _listen(port, headers, query)

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def _listen(port: int, headers: dict[str, str], query: str) -> _Stream:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET /live/events{query} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
    status = await asyncio.wait_for(reader.readline(), PATIENCE_S)
    if b" 200 " not in status:
        raise RuntimeError(f"a stream was refused: {status!r}")
    while not (await asyncio.wait_for(reader.readline(), PATIENCE_S)).startswith(b"retry:"):
        pass
    return _Stream(reader, writer)


async def _open_customers(port: int, count: int) -> list[_Stream]:
    """Open streams of customers, each of a ticket of their own: nothing but the number of streams bounds them."""
    from escalera.core.tickets.links import follow_key

    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> _Stream:
        async with gate:
            return await _listen(port, {}, f"?key={follow_key(number)}")

    return list(await asyncio.gather(*(one(number) for number in range(1, count + 1))))


async def _actions(port: int, number: int, session: str, opened: list[_Stream], count: int) -> list[float]:
    """Act again and again; return how long it took until the watched page had its part."""
    drains = [asyncio.create_task(_drain(stream)) for stream in opened[1:]]
    watched, walls = opened[0], []
    for turn in range(count):
        start = time.perf_counter()
        acting = asyncio.create_task(asyncio.to_thread(_act, number, turn))
        while (hint := await asyncio.wait_for(watched.hint(), PATIENCE_S))["ticket"] != number:
            pass
        await asyncio.sleep(hint["spread"] / 1000 * (turn % 10) / 10)  # as the page does: somewhere within
        await _fetch(port, f"/desk/tickets/{number}/parts/", session)
        walls.append(time.perf_counter() - start)
        await acting
        await asyncio.sleep(0.15)
    for drain in drains:
        drain.cancel()
    await asyncio.gather(*drains, return_exceptions=True)
    return walls


async def _drain(stream: _Stream) -> None:
    while True:
        await stream.hint()


async def _fetch(port: int, path: str, session: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nHX-Request: true\r\nCookie: sessionid={session}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(-1), PATIENCE_S)
    writer.close()
    if b" 200 " not in answer[:20]:
        raise RuntimeError(f"the part was not given: {answer[:60]!r}")


def _act(number: int, turn: int) -> None:
    """Leave a note, as a colleague does."""
    from escalera.base.people.models import Agent
    from escalera.core.tickets import actions

    by = Agent.objects.filter(role__code="supervisor").order_by("pk")[0]
    actions.note(ticket_id=number, content=actions.Content(f"Nota {turn}"), by=by, at=datetime.now(UTC))


def _cast(desk: Desk) -> tuple[int, list[str]]:
    """Return an open ticket, and the sessions of agents who see everything: every hint concerns them all."""
    from django.test import Client

    from escalera.base.people.actions import add_agent
    from escalera.base.people.models import Agent, Team
    from escalera.core.tickets.models import Ticket

    number = Ticket.objects.filter(is_open=True, team=desk.team_id).order_by("-pk").values_list("pk", flat=True)[0]
    team = Team.objects.get(pk=desk.team_id)
    sessions = []
    for turn in range(OPEN // EACH_AGENT + 1):
        email = f"oye{turn}@escalera.example"
        agent = Agent.objects.filter(email=email).first()
        agent = agent or add_agent(email=email, name=f"Oye {turn}", password=None, role="supervisor", teams=[team])
        client = Client()
        client.force_login(agent)
        sessions.append(str(client.cookies["sessionid"].value))
    return number, sessions


def _allow_files(wanted: int) -> None:
    """Let this process and the server that it starts hold so many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
