"""Commands, shortcuts and buttons: Slack sends them as forms, and shows what is answered at once.

https://api.slack.com/interactivity/slash-commands · https://api.slack.com/reference/interaction-payloads"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from escalera.core.channels.models import InboundItem
from escalera.core.channels.shared.doors import Answer
from escalera.core.channels.shared.heard import Event, Said, Unheard
from escalera.core.channels.shared.payloads import object_in, objects_in, read_json, text_in
from escalera.core.channels.slack import mrkdwn
from escalera.core.channels.slack.reading import Around, Body, around, is_direct, said_in

OURS = "escalera"  # how the names of our own buttons begin
MOST_FIELDS = 100


def fields_of(raw: bytes) -> dict[str, str]:
    """Return the fields of a form, without NULs. Raises: ValueError for too many."""
    pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return {name: value.replace("\x00", "") for name, value in pairs}


def read_form(item: InboundItem, raw: bytes) -> Sequence[Event]:
    """Return the events of a form. Raises: ValueError for what is none."""
    fields = fields_of(raw)
    if "payload" not in fields:
        return [_command(fields, Around(item.channel), raw)]
    payload = read_json(fields["payload"])
    kind = text_in(payload, "type", 60)
    reader = _READERS.get(kind)
    return (
        reader(payload, around(item.channel, payload)) if reader else [Unheard(f"interaction: {kind or 'nothing'}")]
    )


def name_of(raw: bytes) -> str:
    """Return Slack's own name of the form's arrival, "" for none."""
    try:
        fields = fields_of(raw)
        known = read_json(fields["payload"]) if "payload" in fields else dict(fields)
    except (ValueError, RecursionError):
        return ""
    return text_in(known, "trigger_id", 200)


def people_in(raw: bytes) -> list[str]:
    """Return whose names a form needs."""
    fields = fields_of(raw)
    if "payload" not in fields:
        return [one for one in (fields.get("user_id", "")[:40],) if one]
    payload = read_json(fields["payload"])
    users = (text_in(object_in(payload, "user"), "id", 40), text_in(object_in(payload, "message"), "user", 40))
    return [one for one in users if one]


def answer_to(raw: bytes) -> Answer:
    """Return what Slack shows at once to who sent a command; all else is answered with nothing."""
    try:
        fields = fields_of(raw)
    except ValueError:
        return Answer()
    if not fields.get("command"):
        return Answer()
    words = _("Thank you: we are on it. The answer comes as a direct message.")
    if not fields.get("text", "").strip():
        words = _("Write what you need behind the command: %(command)s my screen stays dark")
        words %= {"command": fields["command"][:40]}
    said = {"response_type": "ephemeral", "text": mrkdwn.escaped(words)}
    return Answer(json.dumps(said).encode(), "application/json")


def _command(fields: dict[str, str], near: Around, raw: bytes) -> Event:
    command, user = fields.get("command", "")[:40], fields.get("user_id", "")[:40]
    words = mrkdwn.plain(fields.get("text", ""), near.named).strip()
    if not command:
        return Unheard("a form that asks nothing")
    if not user or not words:
        return Unheard("a command without words")
    trigger = fields.get("trigger_id") or hashlib.sha256(raw).hexdigest()
    return Said(
        near.person(user, {"username": fields.get("user_name", "")}),
        f"command:{trigger}"[:200],
        words,
        thread=user,
        anew=True,
        extra={"command": command, "place": fields.get("channel_name", "")[:80]},
        data={"thread_ts": ""},
    )


def _shortcut(payload: Body, near: Around) -> Sequence[Event]:
    """Somebody chose a message and asks us to see to it: it is heard as if it had been said to us."""
    message, place = object_in(payload, "message"), text_in(object_in(payload, "channel"), "id", 40)
    presser = text_in(object_in(payload, "user"), "id", 40)
    if not presser or not place or not text_in(message, "ts"):
        return [Unheard("a shortcut without a message")]
    if not text_in(message, "user") or text_in(message, "bot_id") or is_direct(place):
        message = {**message, "user": presser}  # what a program said, or two people between themselves
    said = said_in(message, place, near)
    if not (said.text or said.files):
        return [Unheard("an empty message")]
    extra = {**said.extra, "brought_by": near.named(presser) or presser}
    return [_with(said, extra)]


def _with(said: Said, extra: dict[str, Any]) -> Said:
    return Said(
        said.person, said.external_id, said.text, thread=said.thread, files=said.files, said_at=said.said_at,
        extra=extra, data=said.data if not is_direct(said.external_id) else {"thread_ts": ""},
    )  # fmt: skip


def _pressed(payload: Body, near: Around) -> Sequence[Event]:
    """A button under a message of ours. What is written on it is what they say."""
    user, place = text_in(object_in(payload, "user"), "id", 40), text_in(object_in(payload, "channel"), "id", 40)
    message = object_in(payload, "message")
    stamp = text_in(object_in(payload, "container"), "message_ts", 40) or text_in(message, "ts", 40)
    root = text_in(message, "thread_ts", 40) or stamp
    found: list[Event] = []
    for number, action in enumerate(objects_in(payload, "actions")[:10]):
        words = text_in(object_in(action, "text"), "text", 200) or text_in(action, "value", 200)
        if not text_in(action, "action_id").startswith(OURS) or not (user and place and stamp and words):
            continue
        found.append(
            Said(
                near.person(user, {"username": text_in(object_in(payload, "user"), "name")}),
                f"action:{text_in(payload, 'trigger_id', 150) or text_in(action, 'action_ts', 40)}:{number}",
                words,
                thread=user if is_direct(place) else f"{place}:{root}",
                reply_to=f"{place}:{stamp}",
                button=True,
                extra={"button": True},
            )
        )
    return found or [Unheard("interaction: block_actions")]


_READERS: dict[str, Callable[[Body, Around], Sequence[Event]]] = {
    "message_action": _shortcut,
    "block_actions": _pressed,
}
