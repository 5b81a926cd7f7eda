"""What the server answers before Django, and how it bounds what Django gets."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import httpx

from escalera.config.pool import LARGEST_BODY, Pool
from tests.cast import Desk

Environ = dict[str, Any]


def test_health_is_told_without_django(server: str) -> None:
    answer = httpx.get(f"{server}/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "requests": 0, "streams": 0})


def test_readiness_asks_the_database(server: str) -> None:
    answer = httpx.get(f"{server}/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_other_live_addresses_are_not_there(server: str) -> None:
    assert httpx.get(f"{server}/live/other").status_code == 404
    assert httpx.post(f"{server}/live/events").status_code == 405


def test_django_answers_the_rest(server: str, desk: Desk) -> None:
    answer = httpx.get(f"{server}/api/teams")
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")


def test_a_raw_query_does_no_harm(server: str) -> None:
    with socket.create_connection(("127.0.0.1", int(server.rpartition(":")[2])), 10) as line:
        line.sendall(b"GET /api/teams?q=\xc3\xb1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert line.recv(100).split(b"\r\n")[0] in (b"HTTP/1.1 401 Unauthorized", b"HTTP/1.1 400 Bad Request")


async def ask(
    pool: Pool, *messages: dict[str, Any], headers: Iterable[tuple[bytes, bytes]] = ()
) -> tuple[int, bytes]:
    """Send one request to the pool; return status and body, or (0, b"") if it was never answered."""
    given = iter(messages or [{"type": "http.request", "body": b"", "more_body": False}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(given)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1",
        "headers": list(headers), "server": ("localhost", 80), "client": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip
    await pool(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return (sent[0]["status"], body) if sent else (0, b"")


def echo(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [])
    return [json.dumps([len(body), environ.get("HTTP_X_FORWARDED_FOR", "")]).encode()]


def run(pool: Pool, *calls: Any) -> list[Any]:
    async def together() -> list[Any]:
        return await asyncio.gather(*calls)

    try:
        return asyncio.run(together())
    finally:
        pool.close()


def test_a_full_pool_says_when_to_come_back() -> None:
    gate = threading.Event()

    def slow(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        gate.wait(10)
        start_response("200 OK", [])
        return [b"done"]

    pool = Pool(slow, threads=2)

    async def many() -> list[tuple[int, bytes]]:
        waiting = [asyncio.create_task(ask(pool)) for _ in range(pool.limit)]
        await asyncio.sleep(0.1)
        refused = await ask(pool)
        gate.set()
        return [refused, *await asyncio.gather(*waiting)]

    assert run(pool, many()) == [[(503, b'{"error":"busy"}')] + [(200, b"done")] * 34]


def test_a_body_in_pieces_arrives_whole() -> None:
    pool = Pool(echo, threads=1)
    pieces = [{"type": "http.request", "body": b"x" * 700_000, "more_body": n < 2} for n in range(3)]
    assert run(pool, ask(pool, *pieces)) == [(200, b'[2100000, ""]')]


def test_half_a_request_never_reaches_django() -> None:
    pool = Pool(echo, threads=1)
    pieces: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"half", "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert run(pool, ask(pool, *pieces)) == [(0, b"")]


def test_too_large_a_body_is_refused_by_what_it_says_and_by_what_it_is() -> None:
    pool = Pool(echo, threads=1)
    told = [(b"content-length", str(LARGEST_BODY + 1).encode())]
    piece = {"type": "http.request", "body": b"x" * (8 * 1024 * 1024), "more_body": True}
    refused = (413, b'{"error":"too_large"}')
    assert run(pool, ask(pool, headers=told), ask(pool, *[piece] * 9)) == [refused, refused]


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    pool = Pool(echo, threads=1)
    assert run(pool, ask(pool, headers=[(b"x_forwarded_for", b"6.6.6.6")])) == [(200, b'[0, ""]')]
