"""What a customer does on WhatsApp without saying anything: each kind that the Cloud API knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from escalera.core.channels.shared.heard import Edited, Event, Moved, Reacted, TakenBack, Unheard
from escalera.core.channels.shared.meta.pieces import mapping, moment, words
from escalera.core.channels.whatsapp.numbers import e164

Piece = dict[str, Any]


def _reaction(message: Piece, sender: str) -> Event:
    reaction = mapping(message.get("reaction"))
    name = words(reaction.get("message_id"), 200)
    if not name:
        return Unheard("a reaction to nothing")
    return Reacted(name, words(reaction.get("emoji"), 16), e164(sender), moment(message.get("timestamp")))


_CAPTIONED = ("image", "video", "document")


def _edit(message: Piece, sender: str) -> Event:
    edit = mapping(message.get("edit"))
    name, newer = words(edit.get("original_message_id"), 200), mapping(edit.get("message"))
    kind = words(newer.get("type"), 40) or next((one for one in ("text", *_CAPTIONED) if newer.get(one)), "")
    text = words(mapping(newer.get(kind)).get("body") or mapping(newer.get(kind)).get("caption"))
    if not name or not text.strip():
        return Unheard("an edit without words")
    return Edited(name, text, moment(message.get("timestamp")))


def _revoke(message: Piece, sender: str) -> Event:
    name = words(mapping(message.get("revoke")).get("original_message_id"), 200)
    return TakenBack(name, moment(message.get("timestamp"))) if name else Unheard("taken back: nothing named")


def system_event(message: Piece, sender: str) -> Event:
    """They have another number, another ID, or another telephone."""
    system = mapping(message.get("system"))
    kind = words(system.get("type"), 60)
    before = sender or words(system.get("previous_user_id") or system.get("customer"), 100)
    new = words(system.get("wa_id") or system.get("new_wa_id") or system.get("user_id"), 100)
    if kind in _ANOTHER and before and new:
        return Moved(e164(before), e164(new))
    return Unheard(f"system: {kind or '?'}")


_ANOTHER = ("user_changed_number", "customer_changed_number", "user_changed_user_id")


NO_WORDS: dict[str, Callable[[Piece, str], Event]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "request_welcome": lambda message, sender: Unheard("they opened the chat for the first time"),
    "ephemeral": lambda message, sender: Unheard("a message that vanishes"),
}
