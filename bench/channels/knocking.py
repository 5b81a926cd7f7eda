"""Calls of a provider: an open number a second, over kept connections, each timed from its own sending."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Answers:
    """`walls`: seconds of each call, in the order of their ends; `wrong`: answers that were not 200."""

    walls: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    late: int = 0


async def knock(port: int, calls: Sequence[Call], *, a_second: float, connections: int = 40) -> Answers:
    """Send the calls at this pace, whether or not earlier ones are answered."""
    answers = Answers()
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _number in range(connections):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    began = time.perf_counter()
    tasks = []
    for number, call in enumerate(calls):
        await asyncio.sleep(max(0.0, began + number / a_second - time.perf_counter()))
        tasks.append(asyncio.create_task(_one(free, call, answers)))
    await asyncio.gather(*tasks)
    while not free.empty():
        free.get_nowait()[1].close()
    return answers


async def _one(
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]], call: Call, answers: Answers
) -> None:
    began = time.perf_counter()  # waiting for a connection counts: a provider has none to spare either
    reader, writer = await free.get()
    lines = "".join(f"{name}: {value}\r\n" for name, value in call.headers.items())
    head = f"POST {call.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}Content-Length: {len(call.body)}\r\n\r\n"
    writer.write(head.encode() + call.body)
    status = (await reader.readline()).decode().strip()
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if length:
        await reader.readexactly(length)
    answers.walls.append(time.perf_counter() - began)
    if " 200 " not in f"{status} ":
        answers.wrong.append(status)
    free.put_nowait((reader, writer))
