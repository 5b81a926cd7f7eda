"""One call to an endpoint that speaks the protocol of chat completions: to the address that was judged, no redirects, no
proxies, a bounded answer, and one limit of time for everything together."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from escalera.core.llm.places import Found, Place
from escalera.core.llm.troubles import Trouble

if TYPE_CHECKING:
    import httpx

LONGEST_ANSWER = 256 * 1024  # bytes
_CODES = {401: "key", 403: "key", 404: "request", 400: "request", 422: "request", 408: "busy", 429: "busy"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Tokens are what the endpoint says; None if it says nothing."""

    text: str
    tokens_in: int | None
    tokens_out: int | None


def complete(place: Place, found: Found, body: Mapping[str, Any], *, timeout_s: float) -> Reply:
    """Ask once. Raises: Trouble."""
    data = asyncio.run(_within(place, found, body, timeout_s))
    return read_reply(data)


def read_reply(data: bytes) -> Reply:
    """Return what an answer's bytes say. Tool calls and whatever else we did not ask for are not looked at.

    Raises: Trouble."""
    try:
        whole = json.loads(data)
        choice = whole["choices"][0]
        text = choice["message"]["content"]
        usage = whole.get("usage") or {}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Trouble("not_json") from error
    if not isinstance(text, str) or not text.strip():
        raise Trouble("empty")
    if choice.get("finish_reason") == "length":
        raise Trouble("cut_off")
    counts = usage if isinstance(usage, dict) else {}
    return Reply(text, _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens")))


async def _within(place: Place, found: Found, body: Mapping[str, Any], timeout_s: float) -> bytes:
    import httpx  # noqa: PLC0415 - slow import, and without an endpoint nobody needs it

    try:
        async with asyncio.timeout(timeout_s):
            return await _post(place, found, body, timeout_s)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Trouble("timeout") from error
    except httpx.HTTPError as error:
        raise Trouble("certificate" if "CERTIFICATE" in str(error).upper() else "unreachable", str(error)) from error
    except (httpx.InvalidURL, ValueError, OSError) as error:
        raise Trouble("unreachable", str(error)) from error


async def _post(place: Place, found: Found, body: Mapping[str, Any], timeout_s: float) -> bytes:
    import httpx  # noqa: PLC0415 - slow import

    parts = urlsplit(f"{place.url}/chat/completions")
    shown = f"[{found.address}]" if ":" in found.address else found.address
    there = urlunsplit(parts._replace(netloc=f"{shown}:{parts.port}" if parts.port else shown))
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "Escalera",
    }
    if place.key:
        headers["Authorization"] = f"Bearer {place.key}"
    async with httpx.AsyncClient(
        timeout=timeout_s, follow_redirects=False, trust_env=False, limits=httpx.Limits(max_connections=1)
    ) as client:
        request = client.build_request(
            "POST", there, json=dict(body), headers=headers, extensions={"sni_hostname": parts.hostname or ""}
        )
        answer = await client.send(request, stream=True)
        try:
            _refuse(answer)
            return await _bounded(answer)
        finally:
            await answer.aclose()


def _refuse(answer: httpx.Response) -> None:
    if answer.is_redirect or 300 <= answer.status_code < 400:
        raise Trouble("redirect")
    if answer.status_code != 200:
        raise Trouble(_CODES.get(answer.status_code, "status"), str(answer.status_code))


async def _bounded(answer: httpx.Response) -> bytes:
    taken = bytearray()
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise Trouble("oversized", "packed, though we asked for plain bytes: nobody knows how long it is")
    async for piece in answer.aiter_raw(16 * 1024):
        taken += piece
        if len(taken) > LONGEST_ANSWER:
            raise Trouble("oversized")
    return bytes(taken)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000_000 else None
