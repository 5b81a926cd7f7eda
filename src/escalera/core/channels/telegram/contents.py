"""What one message of Telegram holds: its words, its files, and what stands beside them on the ticket.

https://core.telegram.org/bots/api#message"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from escalera.core.channels.shared.heard import RemoteFile
from escalera.core.channels.shared.payloads import number_in, object_in, objects_in, text_in
from escalera.core.channels.telegram.places import contact_of, location_of, place_words

Message = dict[str, Any]
MEDIA = {  # the usual ending and type of each, where Telegram names none
    "document": ("bin", "application/octet-stream"),
    "video": ("mp4", "video/mp4"),
    "animation": ("mp4", "video/mp4"),
    "audio": ("mp3", "audio/mpeg"),
    "voice": ("ogg", "audio/ogg"),
    "video_note": ("mp4", "video/mp4"),
}
LONGEST = 20_000  # characters of one message


@dataclass(frozen=True, slots=True)
class Held:
    """What a message holds; `kind` is Telegram's own word for it, "" if nothing in it is known."""

    kind: str
    text: str = ""
    files: list[RemoteFile] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


def held_by(message: Message) -> Held:
    """Return what it holds. A venue comes with a location, an animation with a document: the first counts."""
    for kind, read in _READERS.items():
        if kind in message:
            return read(kind, message)
    return Held("")


def words_of(text: str, entities: list[dict[str, Any]]) -> str:
    """Return the text, with the address behind each word that is a link. Places are counted in UTF-16."""
    raw = text.encode("utf-16-le")
    pieces: list[bytes] = []
    end = 0
    links = [one for one in entities if one.get("type") == "text_link" and text_in(one, "url")]
    for one in sorted(links, key=lambda one: number_in(one, "offset") or 0):
        start, length = number_in(one, "offset"), number_in(one, "length")
        if start is None or length is None or not end <= start * 2 <= (start + length) * 2 <= len(raw):
            continue
        after = int(start + length) * 2
        shown, url = raw[int(start) * 2 : after].decode("utf-16-le", "replace"), text_in(one, "url", 2000)
        pieces.append(raw[end:after] + ("" if shown.strip() == url else f" ({url})").encode("utf-16-le"))
        end = after
    return b"".join([*pieces, raw[end:]]).decode("utf-16-le", "replace")[:LONGEST]


def _text(kind: str, message: Message) -> Held:
    return Held(kind, words_of(text_in(message, "text"), objects_in(message, "entities")))


def _photo(kind: str, message: Message) -> Held:
    sizes = [one for one in objects_in(message, "photo") if text_in(one, "file_id")]
    best = max(sizes, key=lambda one: (number_in(one, "width") or 0) * (number_in(one, "height") or 0), default={})
    return _with_file(kind, message, best, f"photo-{text_in(message, 'message_id', 20)}.jpg", "image/jpeg")


def _media(kind: str, message: Message) -> Held:
    file = object_in(message, kind)
    ending, content_type = MEDIA[kind]
    name = text_in(file, "file_name", 200) or f"{kind}-{text_in(message, 'message_id', 20)}.{ending}"
    return _with_file(kind, message, file, name, text_in(file, "mime_type", 100) or content_type)


def _sticker(kind: str, message: Message) -> Held:
    file = object_in(message, kind)
    ending, content_type = "webp", "image/webp"
    if file.get("is_animated"):
        ending, content_type = "tgs", "application/gzip"
    elif file.get("is_video"):
        ending, content_type = "webm", "video/webm"
    name = f"sticker-{text_in(message, 'message_id', 20)}.{ending}"
    held = _with_file(kind, message, file, name, content_type)
    return Held(kind, held.text or text_in(file, "emoji", 16), held.files, held.extra)


def _with_file(kind: str, message: Message, file: dict[str, Any], name: str, content_type: str) -> Held:
    text = words_of(text_in(message, "caption"), objects_in(message, "caption_entities"))
    ref = {"file_id": text_in(file, "file_id", 300), "size": number_in(file, "file_size") or 0}
    media: dict[str, Any] = {"kind": kind}
    if (seconds := number_in(file, "duration")) is not None:
        media["seconds"] = int(seconds)
    files = [RemoteFile(ref, name, content_type)] if ref["file_id"] else []
    return Held(kind, text, files, {"media": media})


def _location(kind: str, message: Message) -> Held:
    place = location_of(message)
    return Held(kind, place_words(place), extra={"location": place}) if place else Held(kind)


def _contact(kind: str, message: Message) -> Held:
    contact = contact_of(object_in(message, kind))
    words = ", ".join([contact["name"], *contact["phones"], *contact["emails"]]).strip(", ")
    return Held(kind, words, extra={"contacts": [contact]})


def _poll(kind: str, message: Message) -> Held:
    poll = object_in(message, kind)
    options = [f"• {text_in(one, 'text', 200)}" for one in objects_in(poll, "options")]
    return Held(kind, "\n".join([text_in(poll, "question", 500), *options]))


def _dice(kind: str, message: Message) -> Held:
    dice = object_in(message, kind)
    return Held(kind, f"{text_in(dice, 'emoji', 16)} {text_in(dice, 'value', 4)}".strip())


def _caption(kind: str, message: Message) -> Held:
    return Held(kind, words_of(text_in(message, kind), objects_in(message, "caption_entities")))


def _told(*names: str) -> Callable[[str, Message], Held]:
    """Return a reader for things of which only a title can be shown."""

    def read(kind: str, message: Message) -> Held:
        found = object_in(message, kind)
        words = [text_in(found, name, 500) for name in names]
        caption = text_in(message, "caption", LONGEST)
        return Held(kind, "\n".join(word for word in [*words, caption] if word), extra={"media": {"kind": kind}})

    return read


_READERS: dict[str, Callable[[str, Message], Held]] = {
    "text": _text, "photo": _photo, "animation": _media, "video": _media, "audio": _media, "voice": _media,
    "video_note": _media, "document": _media, "sticker": _sticker, "venue": _location, "location": _location,
    "contact": _contact, "poll": _poll, "dice": _dice, "game": _told("title", "description"),
    "invoice": _told("title", "description"), "checklist": _told("title"), "story": _told(), "paid_media": _told(),
    "web_app_data": _told("button_text", "data"), "caption": _caption,
}  # fmt: skip
