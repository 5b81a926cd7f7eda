"""What a provider's webhook says, in our words: each kind of channel makes these of its payloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from escalera.core.tickets.actions import NewFile


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote. `address` is their identity on this kind of channel (see `Capabilities.identity`); `email` and `phone`
    only where the provider has verified them."""

    address: str
    name: str = ""
    language: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that is fetched from the provider afterwards. `ref`: how the channel's fetcher asks for it."""

    ref: dict[str, Any]
    name: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A person said something. `thread`: the conversation's address, theirs if it is ""; `external_id`: the provider's
    name of this message; `reply_to`: that of the one that it answers; `button`: they pressed, they did not write;
    `anew`: they asked for a new conversation; `also`: another name that the provider has for the person beside their
    address, "" where the address itself may be one; `extra` is laid on the message. The desk shows of it:
    "location" {"latitude", "longitude", "name", "address", "live"}; "contacts" [{"name", "phones": [], "emails": []}];
    "form" [[label, value]] for what was filled in; "telephone" {"direction", "seconds", "outcome", "recording"};
    "media" {"kind": "voice" | "sticker" | "video_note" …}; "said_by" where somebody else than the person wrote.

    `colleague`: an address of theirs, verified by the provider, that makes them one of us if an agent has it (see
    `colleagues.py`); "" for everybody who can't be, and where people of the desk write as customers."""

    person: Person
    external_id: str
    text: str
    thread: str = ""
    subject: str = ""
    html: str | None = None
    files: Sequence[NewFile | RemoteFile] = ()
    reply_to: str = ""
    button: bool = False
    anew: bool = False
    also: str | None = None
    said_at: datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    colleague: str = ""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """What became of a message of ours: "sent", "delivered", "read", "failed" (with the provider's code and words).
    `key`: our own name of the part (`Part.key`), where the provider tells it back."""

    external_id: str
    state: str
    at: datetime | None = None
    code: str = ""
    words: str = ""
    permanent: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class SeenUntil:
    """They have read ("delivered": received) all that we said in this conversation until then (Messenger names no single
    message)."""

    thread: str
    at: datetime
    state: str = "read"


@dataclass(frozen=True, slots=True)
class Edited:
    """They changed what they had said. `version` orders edits that arrive in the wrong order."""

    external_id: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """They deleted what they had said; the desk keeps the words and says that they were taken back."""

    external_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reacted:
    """Someone put an emoji on a message, theirs or ours; "" takes it off."""

    external_id: str
    emoji: str
    who: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """They do not want to hear from us here (or, with `stopped` False, want to again). `at` orders several."""

    thread: str
    stopped: bool = True
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The other side has another address now: the conversation goes with it, and the person is known by both."""

    thread: str
    to: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """Something that is no message; `reason` says what, and stands in the ledger."""

    reason: str


Event = Said | StatusChanged | SeenUntil | Edited | TakenBack | Reacted | Stopped | Moved | Unheard
