"""One part of a message as Telegram takes it. https://core.telegram.org/bots/api#sendmessage"""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.payloads import text_in
from escalera.core.channels.shared.sending import Part
from escalera.core.channels.telegram.api import TelegramTrouble, call
from escalera.core.channels.telegram.capabilities import LARGEST_PHOTO
from escalera.core.channels.telegram.names import BUSINESS, message_name, number_in_chat, split_address

PHOTOS = ("image/jpeg", "image/png", "image/webp")
AUDIO = ("audio/mpeg", "audio/mp4", "audio/x-m4a")
MOST_DATA = 64  # bytes behind a button
A_ROW = 2  # buttons beside each other
_PICTURE_REFUSED = ("PHOTO", "IMAGE", "wrong type", "wrong file", "VIDEO", "failed to")


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    """Hand one part over and return the message's name. A group that grew is followed to its new number; who has
    blocked us is not written to again. Raises: NotSent."""
    chat, topic = split_address(part.to)
    try:
        result = _send_to(channel, chat, topic, part)
    except TelegramTrouble as trouble:
        if trouble.moved_to:
            _follow(thread, trouble.moved_to, topic)
            result = _send_to(channel, trouble.moved_to, topic, part)
        else:
            if trouble.is_gone and thread is not None:
                Thread.objects.filter(pk=thread.pk, stopped_at=None).update(stopped_at=timezone.now())
            raise
    return _name_of(result, chat)


def _send_to(channel: Channel, chat: str, topic: str, part: Part) -> Any:
    fields: dict[str, Any] = {"chat_id": chat}
    if topic.startswith(BUSINESS):
        fields["business_connection_id"] = topic.removeprefix(BUSINESS)
    elif topic:
        fields["message_thread_id"] = int(topic) if topic.isdigit() else topic
    if (number := number_in_chat(part.reply_to)) is not None:
        fields["reply_parameters"] = {"message_id": number, "allow_sending_without_reply": True}
    if part.buttons:
        fields["reply_markup"] = {"inline_keyboard": keyboard(part.buttons)}
    if part.file is None:
        fields |= {"text": part.text, "link_preview_options": {"is_disabled": True}}
        return call(channel, "sendMessage", fields)
    return _send_file(channel, fields, part)


def _send_file(channel: Channel, fields: dict[str, Any], part: Part) -> Any:
    """Send a picture as a picture, and as a document where Telegram does not want it as one."""
    if part.file is None:  # the caller has looked
        raise ValueError("there is no file")
    written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    if part.text:
        written["caption"] = part.text
    kind, field = way_of(part.file.content_type, len(part.content))
    name = part.file.name or "file"
    try:
        return call(channel, kind, written, (field, name, part.content, part.file.content_type))
    except TelegramTrouble as trouble:
        if not trouble.permanent or field == "document" or not any(word in trouble.said for word in _PICTURE_REFUSED):
            raise
    return call(channel, "sendDocument", written, ("document", name, part.content, part.file.content_type))


def way_of(content_type: str, size: int) -> tuple[str, str]:
    """Return the method and the field for a file of this type."""
    plain = content_type.partition(";")[0].strip().lower()
    if plain in PHOTOS and size <= LARGEST_PHOTO:
        return "sendPhoto", "photo"
    if plain == "image/gif":
        return "sendAnimation", "animation"
    if plain == "video/mp4":
        return "sendVideo", "video"
    if plain in AUDIO:
        return "sendAudio", "audio"
    return "sendDocument", "document"


def keyboard(words: Any) -> list[list[dict[str, str]]]:
    """Return rows of buttons; what comes back when one is pressed is its own words, as far as they fit."""
    buttons = [{"text": word, "callback_data": _data(word)} for word in words if str(word).strip()]
    return [buttons[at : at + A_ROW] for at in range(0, len(buttons), A_ROW)]


def _data(word: str) -> str:
    return word.encode()[:MOST_DATA].decode("utf-8", "ignore")


def _follow(thread: Thread | None, chat: str, topic: str) -> None:
    if thread is None:
        return
    address = f"{chat}/{topic}" if topic else chat
    if not Thread.objects.filter(channel=thread.channel_id, address=address).exists():
        Thread.objects.filter(pk=thread.pk).update(address=address)


def _name_of(result: Any, chat: str) -> str:
    if name := message_name(result):
        return name
    number = text_in(result, "message_id", 40)
    return f"{chat}:{number}" if number else ""
