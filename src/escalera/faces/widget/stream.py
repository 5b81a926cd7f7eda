"""`GET /chat/session/stream` as a raw ASGI route, beside Django: server-sent events for one visitor."""

from __future__ import annotations

import asyncio
import contextlib
from typing import cast

from escalera.base.refusals import Refusal
from escalera.faces.live.hints import Listener, read_mark
from escalera.faces.live.hub import Client, Full, Send
from escalera.faces.live.stream import Receive, Scope, header_of, query_of
from escalera.faces.widget.answers import bearer
from escalera.faces.widget.hub import CHAT_HUB, ChatHub, admit

PATH = "/chat/session/stream"
WAITING_AT_DOOR = 2000


class ChatStream:
    """The ASGI callable for the visitor's stream."""

    def __init__(self, hub: ChatHub = CHAT_HUB) -> None:
        self.hub = hub
        self._at_door = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the stream, or 401 without a token that opens a session, 429 with too many tabs."""
        origin = header_of(scope, b"origin")[:200]
        if scope["method"] == "OPTIONS":
            return await _answer(send, 204, "", origin, _PREFLIGHT)
        if scope["method"] != "GET":
            return await _answer(send, 405, "method", origin)
        if self._at_door >= WAITING_AT_DOOR or not self.hub.is_open:
            return await _answer(send, 503, "busy", origin, [(b"retry-after", b"5")])
        client = await self._let_in(scope, send, origin)
        if client is None:
            return None
        try:
            await self._stream(client, scope, receive, send, origin)
        finally:
            self.hub.remove(client)

    async def _let_in(self, scope: Scope, send: Send, origin: str) -> Client | None:
        task = asyncio.current_task()
        self._at_door += 1
        try:
            visitor = await self.hub.ask(admit, bearer(header_of(scope, b"authorization")[:200]), origin)
            if visitor is None or task is None:
                await _answer(send, 403, "origin", "")
                return None
            client = Client(cast(Listener, cast(object, visitor)), send, task)
            await self.hub.add(client)
        except Refusal:
            await _answer(send, 401, "no_session", origin)
            return None
        except Full:
            await _answer(send, 429, "too_many", origin, [(b"retry-after", b"30")])
            return None
        finally:
            self._at_door -= 1
        return client

    async def _stream(self, client: Client, scope: Scope, receive: Receive, send: Send, origin: str) -> None:
        after = read_mark(query_of(scope, "after") or header_of(scope, b"last-event-id"))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM, *_cors(origin)]})
            await self.hub.release(client, after, missed=False)
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:  # the hub has parted with this visitor
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await send({"type": "http.response.body", "body": b""})


_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET"),
    (b"access-control-allow-headers", b"authorization"),
    (b"access-control-max-age", b"86400"),
]


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    allowed = [(b"access-control-allow-origin", origin.encode("latin-1", "replace"))] if origin else []
    return [*allowed, (b"vary", b"origin"), (b"cross-origin-resource-policy", b"cross-origin")]


async def _answer(
    send: Send, status: int, code: str, origin: str, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    body = f'{{"error":"{code}","code":"{code}"}}'.encode() if code else b""
    start = [
        (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"), *_cors(origin), *(headers or []),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
