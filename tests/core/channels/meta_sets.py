"""Published payloads of Meta's kinds, whatever sets lie there, and a second opinion on what each of them brings.

Nothing is expected of a set but the beginning of its name (`whatsapp…`): a file, or a folder with files; in a file one
payload, a list, or payloads by their names."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from escalera.core.channels.models import Channel
from tests.core.channels.drawn import quarantined, said_at, twin_of
from tests.core.channels.meta_doors import DATA_SETS, endings, knock

Piece = dict[str, Any]
_FRAMES = {"entry", "messaging", "sender", "changes", "statuses", "messages", "object"}
_NO_WORDS = {"reaction", "edit", "revoke", "system", "request_welcome", "ephemeral"}
_KNOWN = {
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "order", "button", "interactive",
    "unsupported", "unknown",
}  # fmt: skip


def sets_of(kind: str) -> list[tuple[str, Piece]]:
    """Return name and payload of each that there is for a kind of channel."""
    folder = DATA_SETS / "channel_payloads"
    roots = sorted(folder.iterdir()) if folder.is_dir() else []
    found: list[tuple[str, Piece]] = []
    for root in roots:
        if root.name.lower().startswith(kind):
            for path in sorted(root.rglob("*.json")) if root.is_dir() else [root]:
                found += [
                    (f"{path.stem}-{number}", one) for number, one in enumerate(_payloads(_loaded(path.read_bytes())))
                ]
    return found


def all_of(kind: str) -> list[Piece]:
    """Return all payloads of a kind, or skip the test. Each message has a name of its own: sets repeat them."""
    found = [own_names(one, number) for number, (_name, one) in enumerate(sets_of(kind))]
    if not found:
        pytest.skip(f"the real inputs are not in {DATA_SETS} (set ESCALERA_DATA_SETS)")
    return found


def each(kind: str) -> pytest.MarkDecorator:
    """Run a test with each payload of a kind."""
    return pytest.mark.parametrize("payload", [pytest.param(one, id=name) for name, one in sets_of(kind)])


def own_names(payload: Piece, number: int) -> Piece:
    """Return a copy in which what customers say has names that no other payload has."""
    found = copy.deepcopy(payload)
    for place, message in enumerate(_whatsapp_messages(found)):
        if is_said(message):
            message["id"] = f"wamid.own.{number}.{place}"
    for place, piece in enumerate(_talk_pieces(found)):
        for kind in ("message", "postback"):
            if isinstance(piece.get(kind), dict) and is_talk(piece):
                piece[kind]["mid"] = f"m_own.{number}.{place}"
    return found


def said_in(payload: Any, kind: str) -> int:
    """Return how many messages of customers a payload brings."""
    if kind == "whatsapp":
        return sum(1 for one in _whatsapp_messages(payload) if is_said(one))
    return sum(1 for one in _talk_pieces(payload) if is_talk(one))


def is_said(message: Piece) -> bool:
    """Say whether a message of WhatsApp's has words, or something in their place."""
    kind, inner = message.get("type"), message.get("interactive")
    asked = isinstance(inner, dict) and inner.get("type") == "call_permission_reply"
    known = kind in _KNOWN or (kind not in _NO_WORDS and bool(message.get("errors")))
    return known and not message.get("group_id") and not asked


def is_talk(piece: Piece) -> bool:
    """Say whether a piece of Messenger's or Instagram's is something that a person said or pressed."""
    said, pressed = piece.get("message"), piece.get("postback")
    if isinstance(said, dict):
        return not any(said.get(mark) for mark in ("is_echo", "is_self", "is_deleted"))
    return isinstance(pressed, dict) and bool(pressed.get("title") or pressed.get("payload"))


def judge_each(channel: Channel, payload: Piece) -> None:
    """Post a payload twice, written otherwise: as many messages as it brings, and an ending with a reason for it."""
    wanted = said_in(payload, channel.kind)
    for _time in range(2):
        assert knock(channel, payload) == 200
        assert knock(channel, json.dumps([payload], indent=1).encode()) == 200
        assert len(said_at(channel)) == wanted
    found = endings()
    assert [one for one in found if one[0] == "quarantine" or not one[1]] == []
    assert sum(outcome in ("ticket", "message") for outcome, _reason in found) == min(wanted, 1)


def judge_all(channel: Channel, payloads: list[Piece]) -> None:
    """Post all, then at a twin's door backwards and twice: the same stands there."""
    doors = [channel, twin_of(channel)]
    for door, order in zip(doors, (payloads, payloads[::-1] * 2), strict=True):
        for payload in order:
            assert knock(door, payload) == 200
    here, there = (said_at(door) for door in doors)
    assert (len(here), there, quarantined()) == (sum(said_in(one, channel.kind) for one in payloads), here, [])


def judge_together(channel: Channel, payloads: list[Piece]) -> None:
    """Post all in one body, twice."""
    for indent in (None, 1):
        assert knock(channel, json.dumps(payloads, indent=indent).encode()) == 200
    assert (len(said_at(channel)), quarantined()) == (sum(said_in(one, channel.kind) for one in payloads), [])


def _loaded(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode())
    except ValueError:
        return None


def _payloads(found: Any) -> Iterator[Piece]:
    if isinstance(found, list):
        for one in found:
            yield from _payloads(one)
    elif isinstance(found, dict):
        if "payload" in found and not _FRAMES & set(found):
            yield from _payloads(found["payload"])
        elif _FRAMES & set(found):
            yield found
        else:
            for one in found.values():
                yield from _payloads(one)


def _listed(found: Any) -> list[Piece]:
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _whatsapp_messages(payload: Any) -> list[Piece]:
    return [
        message
        for body in _listed(payload)
        for entry in _listed(body.get("entry"))
        for change in _listed(entry.get("changes"))
        if change.get("field", "messages") in ("", "messages", "standby") and isinstance(change.get("value"), dict)
        for message in _listed(change["value"].get("messages"))
    ]


def _talk_pieces(found: Any) -> list[Piece]:
    """Return whatever has a sender, wherever it stands."""
    if isinstance(found, list):
        return [piece for one in found for piece in _talk_pieces(one)]
    if not isinstance(found, dict):
        return []
    deeper = [piece for one in found.values() for piece in _talk_pieces(one)]
    sender = found.get("sender")
    return [found, *deeper] if isinstance(sender, dict) and sender.get("id") else deeper
