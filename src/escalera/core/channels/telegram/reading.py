"""From an update of Telegram to our events. https://core.telegram.org/bots/api#update"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from escalera.base.people.actions.joining import nearest_language
from escalera.core.channels.models import InboundItem
from escalera.core.channels.shared.heard import (
    Edited,
    Event,
    Moved,
    Person,
    Reacted,
    Said,
    Stopped,
    TakenBack,
    Unheard,
)
from escalera.core.channels.shared.payloads import moment_in, object_in, objects_in, read_json, text_in
from escalera.core.channels.telegram.contents import Held, held_by
from escalera.core.channels.telegram.names import chat_address, message_name, name_of_number
from escalera.core.channels.telegram.places import own_phone

HEARD = (
    "message",
    "edited_message",
    "callback_query",
    "message_reaction",
    "my_chat_member",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
)  # what we ask Telegram for
START = "the conversation begins"
BY_US = "said by the business itself"
MOST_DELETED = 100  # of one update
GONE = ("kicked", "left")  # how a private chat, a group is left
Update = dict[str, Any]


def read(item: InboundItem, raw: bytes) -> Sequence[Event]:
    """Return the events of a stored update. Raises: ValueError for what is no update."""
    update = read_json(raw)
    groups = bool(item.channel and item.channel.settings.get("groups"))
    for name, reader in _READERS.items():
        if name in update:
            return reader(object_in(update, name), groups)
    kind = next((name for name in update if name != "update_id"), "")
    return [Unheard(f"an update that is no message: {kind or 'nothing'}"[:80])]


def start_word(event: Said) -> str | None:
    """Return what stood behind /start in the link that they came by, "" for nothing; None if it is no /start."""
    command, _space, word = event.text.strip().partition(" ")
    if event.files or command.partition("@")[0] != "/start" or len(word.split()) > 1:
        return None
    return word.strip()[:64]


def why_not_here(message: Update, groups: bool) -> str:
    """Return why what is said in this chat is not heard, "" if it is."""
    kind = text_in(object_in(message, "chat"), "type", 20)
    if not text_in(object_in(message, "chat"), "id"):
        return "no chat"
    if kind in ("group", "supergroup"):
        return "" if groups else "group chat"
    return "" if kind == "private" else f"a chat of the kind {kind or 'unknown'}"


def _message(message: Update, groups: bool) -> Sequence[Event]:
    chat = text_in(object_in(message, "chat"), "id", 40)
    if new := text_in(message, "migrate_to_chat_id", 40):
        return [Moved(chat, new)]
    if old := text_in(message, "migrate_from_chat_id", 40):
        return [Moved(old, chat)]
    if why_not := why_not_here(message, groups) or _why_nobody(message):
        return [Unheard(why_not)]
    held = held_by(message)
    if not held.kind:
        return [Unheard(f"a message of the service: {_unknown(message)}"[:120])]
    return [_said(message, held)]


def _business(message: Update, groups: bool) -> Sequence[Event]:
    """A chat of somebody with a business account for which the bot may answer. What the business says there comes too."""
    return [Unheard(BY_US)] if _is_ours(message) else _message(message, groups)


def _business_edited(message: Update, groups: bool) -> Sequence[Event]:
    return [Unheard(BY_US)] if _is_ours(message) else _edited(message, groups)


def _is_ours(message: Update) -> bool:
    sender = text_in(object_in(message, "from"), "id")
    return bool(sender) and sender != text_in(object_in(message, "chat"), "id")


def _business_deleted(update: Update, groups: bool) -> Sequence[Event]:
    numbers = update.get("message_ids")
    given = [str(one) for one in numbers[:MOST_DELETED] if isinstance(one, int)] if isinstance(numbers, list) else []
    names = [name for number in given if (name := name_of_number(update, number))]
    return [TakenBack(name) for name in names] or [Unheard("a deletion of nothing")]


def _why_nobody(message: Update) -> str:
    sender = object_in(message, "from")
    if not text_in(sender, "id"):
        return "nobody said it"
    return "message of a bot" if sender.get("is_bot") is True else ""


def _unknown(message: Update) -> str:
    usual = {"message_id", "from", "chat", "date", "message_thread_id", "sender_chat", "is_topic_message", "via_bot"}
    return ", ".join(sorted(set(message) - usual)) or "empty"


def _said(message: Update, held: Held) -> Said:
    chat, answered = object_in(message, "chat"), object_in(message, "reply_to_message")
    extra = dict(held.extra)
    if album := text_in(message, "media_group_id", 40):
        extra["album"] = album
    if origin := _origin(message):
        extra["forwarded"] = origin
    if chat.get("type") != "private":
        extra["said_by"] = person_of(message).name
    return Said(
        person_of(message, own_phone(message)),
        message_name(message) or _made_name(message),
        held.text,
        thread=chat_address(message),
        files=held.files,
        reply_to="" if "forum_topic_created" in answered else message_name(answered),
        said_at=moment_in(message, "date"),
        extra=extra,
        data={
            "chat": text_in(chat, "type", 20),
            "title": text_in(chat, "title", 128),
            **({"username": text_in(chat, "username", 64)} if text_in(chat, "type", 20) == "private" else {}),
        },
    )


def _made_name(message: Update) -> str:
    """A message without a number is named by what it holds: the same one again is the same."""
    return "made:" + hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:40]


def person_of(message: Update, phone: str = "") -> Person:
    sender = object_in(message, "from")
    name = " ".join(word for word in (text_in(sender, "first_name", 64), text_in(sender, "last_name", 64)) if word)
    address = text_in(sender, "id", 40)
    language = nearest_language(text_in(sender, "language_code", 20))
    return Person(address, name or text_in(sender, "username", 64), language=language, phone=phone)


def _origin(message: Update) -> str:
    origin = object_in(message, "forward_origin")
    names = (
        text_in(object_in(origin, "sender_user"), "first_name", 64), text_in(origin, "sender_user_name", 64),
        text_in(object_in(origin, "sender_chat"), "title", 128), text_in(object_in(origin, "chat"), "title", 128),
    )  # fmt: skip
    return next((name for name in names if name), "")


def _edited(message: Update, groups: bool) -> Sequence[Event]:
    if why_not := why_not_here(message, groups) or _why_nobody(message):
        return [Unheard(why_not)]
    text = held_by(message).text
    if not text.strip() or not message_name(message):
        return [Unheard("an edit without words")]
    return [Edited(message_name(message), text, at=moment_in(message, "edit_date"))]


def _pressed(query: Update, groups: bool) -> Sequence[Event]:
    """A button under a message of ours. What is written on it is what they say."""
    message = object_in(query, "message")
    if why_not := why_not_here(message, groups) or _why_nobody(query):
        return [Unheard(why_not)]
    data = text_in(query, "data", 64)
    words = _label(message, data) or data
    if not words.strip() or not text_in(query, "id"):
        return [Unheard("a button that says nothing")]
    return [
        Said(
            person_of(query),
            f"callback:{text_in(query, 'id', 80)}",
            words,
            thread=chat_address(message),
            reply_to=message_name(message),
            button=True,
            extra={"button": True},
        )
    ]


def _label(message: Update, data: str) -> str:
    rows = object_in(message, "reply_markup").get("inline_keyboard")
    for row in rows if isinstance(rows, list) else []:
        for button in objects_in({"row": row}, "row"):
            if text_in(button, "callback_data") == data:
                return text_in(button, "text", 200)
    return ""


def _reacted(update: Update, groups: bool) -> Sequence[Event]:
    if why_not := why_not_here(update, groups):
        return [Unheard(why_not)]
    who = text_in(object_in(update, "user"), "id", 40) or text_in(object_in(update, "actor_chat"), "id", 40)
    name = message_name(update)
    if not who or not name:
        return [Unheard("a reaction of nobody")]
    given = objects_in(update, "new_reaction")
    emoji = text_in(given[-1], "emoji", 16) or "★" if given else ""  # one of their own pictures has no character
    return [Reacted(name, emoji, who, at=moment_in(update, "date"))]


def _membership(update: Update, groups: bool) -> Sequence[Event]:
    """They blocked the bot or let it speak again; a group took it in or put it out."""
    kind = text_in(object_in(update, "chat"), "type", 20)
    state = text_in(object_in(update, "new_chat_member"), "status", 20)
    if why_not := why_not_here(update, groups):
        return [Unheard(f"{why_not}: the bot is {state or 'nothing'} there")]
    gone = state == "kicked" or (kind != "private" and state in GONE)
    return [Stopped(chat_address(update), stopped=gone, at=moment_in(update, "date"))]


_READERS: dict[str, Callable[[Update, bool], Sequence[Event]]] = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _pressed,
    "message_reaction": _reacted,
    "my_chat_member": _membership,
    "business_message": _business,
    "edited_business_message": _business_edited,
    "deleted_business_messages": _business_deleted,
}
