"""What a program may say to the channel API, as docs/how/connect-a-program.md has it."""

from __future__ import annotations

import base64
from typing import Any

ANA = {"id": "u-7", "name": "Ana Ruiz", "language": "es", "email": "ana@acme.example", "verified": ["email"]}
AT = "2026-03-02T11:59:00Z"
FILE = {"name": "a.txt", "type": "text/plain", "content": base64.b64encode(b"hello").decode()}


def said(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "id": name, "from": ANA, "text": "Hello", "at": AT, **more}


def says() -> dict[str, dict[str, Any]]:
    return {
        "plain": said("m1"),
        "html": said("m2", text="", html="<p>Hello <b>you</b></p>"),
        "a file": said("m3", text="", files=[FILE]),
        "a file elsewhere": said("m4", files=[{"name": "b.png", "type": "image/png", "url": "https://x.example/b.png"}]),
        "in a conversation": said("m5", conversation="order-12", subject="Order 12"),
        "an answer": said("m6", conversation="order-12", reply_to="m5"),
        "anew": said("m7", new=True),
        "with data": said("m8", data={"order": 12, "shop": "Madrid", "deep": {"x": 1}}),
        "a number for a name": {**said("m9"), "id": 9, "from": {"id": 7}},
        "who, as a word": said("m10", **{"from": "u-8"}),
        "without a kind": {name: one for name, one in said("m11").items() if name != "type"},
        "NUL": said("m12", text="a\x00b", subject="x\x00"),
        "half a character": said("m13", text="a\ud83d", data={"a\ud83d": "\ud83d"}),
        "a time that is none": said("m14", at="yesterday"),
    }  # fmt: skip


def says_nothing() -> dict[str, dict[str, Any]]:
    return {
        "edit": {"type": "edit", "id": "m1", "text": "Hello all", "at": "2026-03-02T12:00:00Z"},
        "delete": {"type": "delete", "id": "m2", "at": "2026-03-02T12:00:00Z"},
        "reaction": {"type": "reaction", "id": "m3", "emoji": "👍", "who": "u-7", "at": AT},
        "reaction off": {"type": "reaction", "id": "m3", "emoji": "", "who": "u-7", "at": "2026-03-02T12:01:00Z"},
        **{f"status {one}": {"type": "status", "id": "out-1", "state": one, "at": AT}
           for one in ("sent", "delivered", "read", "failed", "of tomorrow")},
        "stop": {"type": "stop", "conversation": "order-12", "at": AT},
        "typing": {"type": "typing", "from": ANA},
        "of tomorrow": {"type": "hologram"},
    }  # fmt: skip
