"""What a webhook of the Cloud API says, in our words.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.heard import Event, Moved, StatusChanged, Unheard
from escalera.core.channels.shared.meta.pieces import mapping, mappings, moment, words
from escalera.core.channels.shared.meta.troubles import sentence
from escalera.core.channels.whatsapp.codes import CODES
from escalera.core.channels.whatsapp.messages import message_event

Piece = dict[str, Any]

STANDBY = "standby"  # another sender on our number has the conversation, Meta's own agent for one
_STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a webhook: what it is about, what it says, and when Meta said it."""

    field: str
    value: Piece
    at: datetime | None

    @property
    def number_id(self) -> str:
        """Return the ID of the number that it is about, "" if it names none."""
        return words(mapping(self.value.get("metadata")).get("phone_number_id"), 60)


def changes_of(payloads: Sequence[Piece]) -> list[Change]:
    """Return every change of a body, in order."""
    return [
        Change(words(change.get("field"), 60), mapping(change.get("value")), moment(entry.get("time")))
        for payload in payloads
        for entry in _entries(payload)
        for change in mappings(entry.get("changes", []))
    ]


def _entries(payload: Piece) -> list[Piece]:
    """Return the entries; what comes without the frame (a sample of Meta's own pages, a relay) is one."""
    if "entry" in payload:
        return mappings(payload["entry"])
    if "changes" in payload:
        return [payload]
    if "value" in payload:
        return [{"changes": [payload]}]
    return [{"changes": [{"value": payload}]}] if {"messages", "statuses"} & payload.keys() else []


def is_of_another(channel: Channel, change: Change) -> bool:
    """Say whether a change is about a number that is not this channel's."""
    own = words(channel.settings.get("phone_number_id")).strip()
    return bool(own and change.number_id and change.number_id != own)


def events_of(channel: Channel, payloads: Sequence[Piece]) -> list[Event]:
    """Return what happened, in order; something for every change."""
    events: list[Event] = []
    for change in changes_of(payloads):
        if is_of_another(channel, change):
            events.append(Unheard(f"of another number: {change.number_id}"))
        else:
            events += list(_change_events(change)) or [Unheard(_about(change))]
    return events or [Unheard("nothing in it")]


def _change_events(change: Change) -> Iterator[Event]:
    value = change.value
    if change.field in ("", "messages", STANDBY):
        contacts = mappings(value.get("contacts", []))
        for message in mappings(value.get("messages", [])):
            yield message_event(message, contacts)
        for status in mappings(value.get("statuses", [])):
            yield Unheard("standby: what became of another's words") if change.field == STANDBY else _status(status)
        for error in mappings(value.get("errors", [])):
            yield Unheard(f"an error of WhatsApp's: {sentence(error, CODES)}")
    if change.field == "user_id_update":
        for update in mappings(value.get("user_id_update", [])):
            yield _renamed(mapping(update.get("user_id")))
    for echo in mappings(value.get("message_echoes", [])):
        yield Unheard(f"echo: our own words from elsewhere ({words(echo.get('type'), 30) or '?'})")


def _renamed(ids: Piece) -> Event:
    before, now = words(ids.get("previous"), 100), words(ids.get("current"), 100)
    return Moved(before, now) if before and now else Unheard("another ID: nothing named")


def _status(status: Piece) -> Event:
    name, state = words(status.get("id"), 200), words(status.get("status"), 30)
    if (about := words(status.get("type"), 30)) in ("call", "payment"):
        return Unheard(f"a {about}: {state.lower() or '?'}")
    if not name or state not in _STATES:
        return Unheard(f"status {state or 'without a name'}")
    at, key = moment(status.get("timestamp")), words(status.get("biz_opaque_callback_data"), 60)
    if state != "failed":
        return StatusChanged(name, _STATES[state], at, key=key)
    error = next(iter(mappings(status.get("errors", []))), {})
    # the sentence names the code already
    return StatusChanged(name, "failed", at, words=sentence(error, CODES), key=key)


def _about(change: Change) -> str:
    """Return what a change that brings no message is about."""
    value, field = change.value, change.field
    event = words(value.get("event") or value.get("decision"), 60)
    match field:
        case "calls":
            call = next(iter(mappings(value.get("calls") or value.get("statuses"))), {})
            return f"a call: {words(call.get('event') or call.get('status'), 30).lower() or '?'}"
        case "user_preferences":
            wish = next(iter(mappings(value.get("user_preferences"))), {})
            return f"marketing: {words(wish.get('value'), 30) or '?'}"
        case "history" | "smb_app_state_sync":
            return f"{field}: what was there before"
        case "" | "messages":
            return "nothing in it"
    return f"{field}: {event}" if event else f"{field}: no message"
