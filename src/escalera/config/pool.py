"""Django behind ASGI: a bounded pool of threads, a bounded queue before it, and no thread for a body still coming."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Coroutine, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from django.db import connections

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Coroutine[Any, Any, None]]

IN_MEMORY = 1024 * 1024  # bytes of one body; more goes to the disk
BODY = "escalera.body"
LARGEST_BODY = 64 * 1024 * 1024
WAITING_PER_THREAD = 16
RECEIVING = 500

logger = logging.getLogger(__name__)


class ClientLeft(Exception):
    """The client went away before it had sent its whole request; Django never hears of it."""


class TooLarge(Exception):
    """The body is larger than anything that we take."""


class Pool:
    """The ASGI callable for everything that Django answers.

    A request's body is read on the event loop first, so that a slow client holds no thread. `threads` requests run,
    16 times as many wait, and more are told to come back."""

    def __init__(self, application: Callable[..., Any], *, threads: int) -> None:
        self.threads = threads
        self.limit = threads * (1 + WAITING_PER_THREAD)
        self.inside = 0
        self.receiving = 0
        self._bridge: Any = WSGIMiddleware(
            _fed(application), workers=threads
        )  # its own types are narrower than ASGI's

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.inside >= self.limit or self.receiving >= RECEIVING:
            return await refuse(send, 503, b"busy", (b"retry-after", b"2"))
        try:
            with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
                await self._receive_body(scope, receive, body)
                if self.inside >= self.limit:
                    return await refuse(send, 503, b"busy", (b"retry-after", b"2"))
                await self._run(scope, body, send)
        except ClientLeft:
            logger.debug("A client left before its request was complete.")
        except TooLarge:
            await refuse(send, 413, b"too_large", (b"connection", b"close"))
        return None

    async def _receive_body(self, scope: Scope, receive: Receive, body: SpooledTemporaryFile[bytes]) -> None:
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said[:20]) > LARGEST_BODY:
            raise TooLarge
        self.receiving += 1
        try:
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientLeft
                body.write(message.get("body", b""))
                if body.tell() > LARGEST_BODY:
                    raise TooLarge
                more = message.get("more_body", False)
        finally:
            self.receiving -= 1

    async def _run(self, scope: Scope, body: SpooledTemporaryFile[bytes], send: Send) -> None:
        size = body.tell()
        body.seek(0)
        self.inside += 1
        try:
            await self._bridge({**_tidied(scope, size), BODY: body}, _nothing_more, send)
        finally:
            self.inside -= 1

    def close(self) -> None:
        """Wait for what runs, and give every thread's database connections back."""
        meeting = threading.Barrier(self.threads)
        pool: ThreadPoolExecutor = self._bridge.executor
        for _ in range(self.threads):
            pool.submit(_leave, meeting)
        pool.shutdown()


def _fed(application: Callable[..., Any]) -> Callable[..., Any]:
    """Give Django the body that is here already; through the bridge each read would cost a trip to the event loop."""

    def run(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ["wsgi.input"] = environ["asgi.scope"][BODY]
        return application(environ, start_response)

    return run


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _leave(meeting: threading.Barrier) -> None:
    """Close this thread's connections; all meet first, so that no thread does it twice and another never."""
    with suppress(threading.BrokenBarrierError):
        meeting.wait(30)
    connections.close_all()


def _tidied(scope: Scope, size: int) -> Scope:
    """Return the scope without what WSGI would confuse: header names with underscores (they pass for those with
    hyphens), a repeated length, raw bytes in the query; a body whose length was not told gets it."""
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name and name != b"content-length"]
    if size:
        headers.append((b"content-length", str(size).encode()))
    query = scope["query_string"]
    if not query.isascii():
        query = quote(query, safe="%&=+/:;,?@!$'()*-._~").encode()
    return {**scope, "headers": headers, "query_string": query}


async def refuse(send: Send, status: int, code: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Answer without Django."""
    body = b'{"error":"' + code + b'"}'
    start = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
