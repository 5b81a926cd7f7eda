"""Telling open pages something that is no history: who looks at a ticket, what somebody has read, that a count moved.

A whisper says which part of a page changed and whom it concerns, never what. It is heard by whoever listens in this
moment, and by nobody later: what it is about must heal by itself. PostgreSQL carries it to every process (NOTIFY, after
the commit, for the reason that `wake.py` gives); on SQLite the worker's process hands it to the pages' (`carry`)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import connection, transaction

CHANNEL = "escalera_whisper"
MOST = 300  # keys in one whisper: NOTIFY carries 8,000 bytes

logger = logging.getLogger(__name__)
Hear = Callable[["Whisper | None"], None]
Carry = Callable[[str], None]
_EARS: list[Hear] = []
_CARRIERS: list[Carry] = []


@dataclass(frozen=True, slots=True)
class Whisper:
    """`topics`: the parts of a page that it is about. Whom it concerns: these `agents`, whoever hears of these `tickets`,
    or `everybody` who works here. Never words of people."""

    topics: tuple[str, ...]
    agents: tuple[int, ...] = ()
    tickets: tuple[int, ...] = ()
    everybody: bool = False


def whisper(words: Whisper) -> None:
    """Tell the open pages of those whom it concerns, once the current transaction has committed (now, outside one)."""
    longest = max(len(words.agents), len(words.tickets), 1)
    for start in range(0, longest, MOST):
        end = start + MOST
        part = replace(words, agents=words.agents[start:end], tickets=words.tickets[start:end])
        transaction.on_commit(lambda part=part: _send(part), robust=True)  # type: ignore[misc]


def listen(hear: Hear) -> Callable[[], None]:
    """Call `hear` with every whisper from now on, from any thread; with None when some may have been lost.

    Return what ends it. On PostgreSQL whispers arrive while a `Bell` of this process is open (see `wake.py`)."""
    _EARS.append(hear)
    return lambda: _EARS.remove(hear) if hear in _EARS else None


def carry(send: Carry) -> None:
    """On SQLite, give what is whispered in this process to `send` too, which takes it to another, for `heard`."""
    _CARRIERS.append(send)


def heard(payload: str) -> None:
    """Pass on what came over the wire."""
    try:
        data = json.loads(payload)
        keys = tuple(map(int, data["a"])), tuple(map(int, data["n"]))
        words = Whisper(tuple(map(str, data["t"])), *keys, bool(data["e"]))
    except (ValueError, KeyError, TypeError):
        logger.warning("A whisper could not be understood.")
        return
    _tell(words)


def lost() -> None:
    """Say that whispers may have been lost: the connection that carries them was away."""
    _tell(None)


def _send(words: Whisper) -> None:
    data = {"t": words.topics, "a": words.agents, "n": words.tickets, "e": words.everybody}
    payload = json.dumps(data, separators=(",", ":"))
    if connection.vendor != "postgresql":
        _tell(words)
        for send in _CARRIERS:
            send(payload)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def _tell(words: Whisper | None) -> None:
    for hear in tuple(_EARS):
        hear(words)
