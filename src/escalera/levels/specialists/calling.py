"""Asking a machine: one HTTP call to an allowed host, or one registered command; bounded in time and size.

Nothing here writes to the database, and no call is made inside a transaction."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from escalera.core.llm.places import look_up
from escalera.core.llm.troubles import Trouble as NoWay
from escalera.levels.specialists.choices import Trouble

MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is what came back, cut; `trouble` is set if it told nothing."""

    text: str = ""
    status: int | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready: all places filled in. `allowed`: the hosts, as host:port."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 10
    allowed: frozenset[str] = frozenset()


def place_of(url: str) -> str:
    """Return host and port of an address as the list of allowed ones has them; "" if it is no web address."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return ""
    return f"{parts.hostname.lower()}:{port}"


def call(request: Call) -> Answer:
    """Make the call; redirects are not followed, since they would lead past the list."""
    import httpx  # noqa: PLC0415 - slow import

    if place_of(request.url) not in request.allowed:
        return Answer(trouble=Trouble.FORBIDDEN)
    ends = time.monotonic() + request.seconds
    try:
        found = look_up(request.url)
    except NoWay as trouble:
        return Answer(trouble=Trouble.FORBIDDEN if "forbidden" in str(trouble) else Trouble.UNREACHABLE)
    parts = urlsplit(request.url)
    address = f"[{found.address}]" if ":" in found.address else found.address
    url = parts._replace(netloc=f"{address}:{place_of(request.url).rpartition(':')[2]}").geturl()
    headers = {"accept": "application/json, text/plain, */*", "accept-encoding": "identity"}
    headers |= {**request.headers, "host": parts.netloc}
    try:
        with (
            httpx.Client(timeout=request.seconds, follow_redirects=False, trust_env=False) as client,
            client.stream(
                request.method, url, headers=headers, content=request.body.encode() or None,
                extensions={"sni_hostname": parts.hostname},
            ) as response,
        ):  # fmt: skip
            return _read(response, ends)
    except httpx.TimeoutException:
        return Answer(trouble=Trouble.TIMEOUT)
    except httpx.HTTPError:
        return Answer(trouble=Trouble.UNREACHABLE)


def _read(response: Any, ends: float) -> Answer:
    """Read what comes as it comes: nothing is unpacked, so that no small answer grows into a large one."""
    content = b""
    for piece in response.iter_raw(8_192):
        content += piece
        if time.monotonic() > ends:
            return Answer(status=response.status_code, trouble=Trouble.TIMEOUT)
        if len(content) >= MOST_BYTES:
            break
    text = content[:MOST_BYTES].decode("utf-8", "replace").replace("\x00", "")
    trouble = "" if 200 <= response.status_code < 300 else Trouble.STATUS
    return Answer(text, response.status_code, trouble)


def commands() -> dict[str, list[str]]:
    """Return the commands that the administrator of the machine registered, by name; nothing without the file, or if it
    cannot be read.

    [ping] run = ["ping", "-c", "3", "{answer:address}"]"""
    try:
        return commands_in(settings.COMMANDS)
    except (OSError, ValueError):
        return {}


def commands_in(path: str) -> dict[str, list[str]]:
    """Return the commands of a file; nothing for "". Raises: OSError, ValueError (it cannot be read)."""
    if not path:
        return {}
    data = tomllib.loads(Path(path).read_text("utf-8"))
    found = {key: one.get("run") for key, one in data.items() if isinstance(one, dict)}
    return {
        key: run
        for key, run in found.items()
        if isinstance(run, list) and run and all(isinstance(a, str) for a in run)
    }


def run_command(arguments: Sequence[str], seconds: float) -> Answer:
    """Run it without a shell, with an empty environment but PATH, in an empty folder; killed at its time limit."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(  # noqa: S603 - the administrator's own words
                list(arguments), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder,
                timeout=seconds, env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Answer(trouble=Trouble.TIMEOUT)
        except (OSError, ValueError):
            return Answer(trouble=Trouble.BROKEN)
        out.seek(0)
        text = out.read(MOST_BYTES).decode("utf-8", "replace").replace("\x00", "")
    return Answer(text, done.returncode % 256, "" if done.returncode == 0 else Trouble.STATUS)


def value_in(text: str, find: str) -> str | None:
    """Return the value that stands at a place of a JSON answer, "line.0.signal"; the whole text for "". None if it is
    not there."""
    if not find:
        return text.strip()[:400]
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    for part in find.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    if value is None or isinstance(value, dict | list):
        return None
    return (str(value).lower() if isinstance(value, bool) else str(value))[:400]
