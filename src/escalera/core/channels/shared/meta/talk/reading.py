"""What a webhook of Messenger or Instagram says, in our words.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.channels.shared.heard import Edited, Event, Reacted, SeenUntil, StatusChanged, Unheard
from escalera.core.channels.shared.meta.pieces import load, mapping, mappings, moment, number, words
from escalera.core.channels.shared.meta.siblings import hand_over
from escalera.core.channels.shared.meta.talk.saying import said_by_button, said_in
from escalera.core.channels.shared.understanding import hear_all

Piece = dict[str, Any]
STANDBY = "standby"  # a setting: no message is taken while another app has the conversation

_REASONS = {
    "optin": "they opted in",
    "referral": "they came by a link",
    "account_linking": "they linked an account",
    "pass_thread_control": "the conversation was handed to another app",
    "take_thread_control": "another app took the conversation",
    "request_thread_control": "another app asks for the conversation",
    "app_roles": "the app's role changed",
    "policy_enforcement": "Meta enforced a policy on the page",
    "policy-enforcement": "Meta enforced a policy on the page",
    "game_play": "they played a game",
    "payment": "a payment",
    "pre_checkout": "a payment begins",
    "checkout_update": "a payment changes",
    "typing": "they are typing",
    "typing_on": "they are typing",
    "typing_off": "they stopped typing",
    "messaging_feedback": "they answered a survey of Meta's",
    "message_context": "more about a message that came before",
}


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Hear what happened, piece by piece; what another page's or account's is goes on to its door.

    Raises: NotReadable."""
    channel = item.channel
    if channel is None:
        return hear_all(item, (), at)
    events: list[Event] = []
    for payload in load(raw):
        if "entry" not in payload:
            events += _loose_events(channel, payload)
        for entry in mappings(payload.get("entry", [])):
            events += _of_another(item, entry, at) or _entry_events(channel, entry)
    return hear_all(item, events or [Unheard("nothing in it")], at)


def _of_another(item: InboundItem, entry: Piece, at: datetime) -> list[Event]:
    """Give an entry to the door whose page it names, if that is not this one. An app has one address for all."""
    subject = words(entry.get("id"), 100)
    if not subject or item.channel is None or subject == item.channel.address:
        return []
    body = json.dumps({"entry": [entry]}).encode()
    other = hand_over(item, body, lambda door: door.address == subject, at)
    return [Unheard(f"handed to the door of {subject}")] if other else []


def _loose_events(channel: Channel, payload: Piece) -> Iterator[Event]:
    """Read what comes without the frame of entries."""
    if "messaging" in payload or "changes" in payload:
        yield from _entry_events(channel, payload)
    elif "sender" in payload:
        yield from _piece_events(channel, payload, None)
    else:
        yield Unheard("nothing in it that is known")


def _entry_events(channel: Channel, entry: Piece) -> Iterator[Event]:
    at = moment(entry.get("time"))
    for piece in mappings(entry.get("messaging", [])):
        if "messaging" in piece:  # an entry within an entry
            yield from _entry_events(channel, piece)
        else:
            yield from _piece_events(channel, piece, at)
    for piece in mappings(entry.get("standby", [])):
        if channel.settings.get(STANDBY, True):
            yield from _piece_events(channel, piece, at)
        else:
            yield Unheard("standby: another app has the conversation")
    for change in mappings(entry.get("changes", [])):
        value = mapping(change.get("value"))
        if mapping(value.get("sender")):
            yield from _piece_events(channel, value, at)
        else:
            yield Unheard(f"{words(change.get('field'), 60) or 'a change without a name'}: no message")


def _piece_events(channel: Channel, piece: Piece, entry_at: datetime | None) -> Iterator[Event]:
    """Make events of one piece: the first kind that it has decides what it is."""
    at = moment(piece.get("timestamp")) or entry_at
    sender = words(mapping(piece.get("sender")).get("id"), 200)
    for kind, reader in _READERS.items():
        if isinstance(piece.get(kind), dict):
            if not sender:
                yield Unheard(f"{kind} of nobody")
            else:
                yield from reader(channel, piece, sender, at)
            return
    known = next((reason for kind, reason in _REASONS.items() if kind in piece), "")
    others = sorted(set(piece) - {"sender", "recipient", "timestamp"})
    yield Unheard(known or f"a kind that is not known: {', '.join(others)[:120] or 'nothing in it'}")


Reader = Callable[[Channel, Piece, str, datetime | None], Iterator[Event]]


def _message(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Iterator[Event]:
    yield said_in(channel, piece, sender, at)


def _postback(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Iterator[Event]:
    yield said_by_button(piece, sender, at)


def _edit(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Iterator[Event]:
    edit = mapping(piece["message_edit"])
    mid, text = words(edit.get("mid"), 200), words(edit.get("text"))
    if at is not None:  # their numbers order those of one moment
        at += timedelta(microseconds=min(max(int(number(edit.get("num_edit")) or 0), 0), 999))
    yield Edited(mid, text, at) if mid and text.strip() else Unheard("an edit without words")


def _read(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Iterator[Event]:
    """Instagram names the message that was read, Messenger the time until which all were."""
    seen = mapping(piece["read"])
    mid, until = words(seen.get("mid"), 200), moment(seen.get("watermark"))
    if until is not None:
        yield SeenUntil(sender, until)
    if mid:
        yield StatusChanged(mid, "read", at)
    elif until is None:
        yield Unheard("read: nothing named")


def _delivery(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Iterator[Event]:
    """The conversation is taken before the names: the outbox takes them in this order too."""
    delivery = mapping(piece["delivery"])
    until = moment(delivery.get("watermark"))
    mids = delivery.get("mids")
    names = [name for mid in (mids if isinstance(mids, list) else []) if (name := words(mid, 200))]
    if until is not None:
        yield SeenUntil(sender, until, "delivered")
    for name in names:
        yield StatusChanged(name, "delivered", until or at)
    if until is None and not names:
        yield Unheard("delivered: nothing named")


def _reaction(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Iterator[Event]:
    reaction = mapping(piece["reaction"])
    mid = words(reaction.get("mid"), 200)
    emoji = words(reaction.get("emoji"), 16) or _EMOJI.get(words(reaction.get("reaction"), 20), "👍")
    if not mid:
        yield Unheard("a reaction to nothing")
    else:
        yield Reacted(mid, "" if reaction.get("action") == "unreact" else emoji, sender, at)


_EMOJI = {"smile": "😆", "angry": "😠", "sad": "😢", "wow": "😮", "love": "❤", "like": "👍", "dislike": "👎"}

_READERS: dict[str, Reader] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
    "read": _read,
    "delivery": _delivery,
    "reaction": _reaction,
}
