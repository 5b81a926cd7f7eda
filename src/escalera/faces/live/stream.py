"""`/live/…` as a raw ASGI route, beside Django: server-sent events of the hub."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from escalera.faces.live.door import admit
from escalera.faces.live.hints import read_mark
from escalera.faces.live.hub import HUB, Client, Full, Hub, Send

Scope = Mapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, MutableMapping[str, Any]]]

WAITING_AT_DOOR = 500
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class LiveRoute:
    """The ASGI callable for every path under `/live/`."""

    def __init__(self, hub: Hub = HUB) -> None:
        self.hub = hub
        self._at_door = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `GET /live/events`: the stream, or 401 without session or signed key, 429 with too many streams."""
        if scope["path"] != "/live/events":
            return await answer(send, 404, b"There is nothing here.\n")
        if scope["method"] != "GET":
            return await answer(send, 405, b"Use GET.\n", (b"allow", b"GET"))
        if self._at_door >= WAITING_AT_DOOR or not self.hub.is_open:
            return await answer(send, 503, b"Try again in a moment.\n", (b"retry-after", b"5"))
        client = await self._let_in(scope, send)
        if client is None:
            return None
        try:
            await self._stream(client, scope, receive, send)
        finally:
            self.hub.remove(client)

    async def _let_in(self, scope: Scope, send: Send) -> Client | None:
        task = asyncio.current_task()
        self._at_door += 1
        try:
            listener = await self.hub.ask(admit, _cookies(scope), query_of(scope, "key"))
            if listener is None or task is None:
                await answer(send, 401, b"Sign in first.\n")
                return None
            client = Client(listener, send, task)
            await self.hub.add(client)
        except Full:
            await answer(send, 429, b"Too many pages are open.\n", (b"retry-after", b"30"))
            return None
        finally:
            self._at_door -= 1
        return client

    async def _stream(self, client: Client, scope: Scope, receive: Receive, send: Send) -> None:
        last = header_of(scope, b"last-event-id") or query_of(scope, "after")
        after = read_mark(last)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self.hub.release(client, after, missed=bool(last) and after is None)
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:  # the hub has parted with this client
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await send({"type": "http.response.body", "body": b""})


async def answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Send one short plain answer."""
    start = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


def header_of(scope: Scope, name: bytes) -> str:
    """Return one header of a request, "" if it has none."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def _cookies(scope: Scope) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        jar.load(header_of(scope, b"cookie"))
    return {name: morsel.value for name, morsel in jar.items()}


def query_of(scope: Scope, name: str) -> str:
    """Return one value of a request's query, "" if it has none."""
    values: dict[str, list[str]] = {}
    with contextlib.suppress(ValueError):  # more fields than anybody needs
        values = parse_qs(str(scope["query_string"][:2000], "latin-1"), max_num_fields=20)
    return values.get(name, [""])[0]
