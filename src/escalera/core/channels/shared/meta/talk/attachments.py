"""What hangs on a message of Messenger or Instagram: files that are fetched, places, and what was shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.heard import RemoteFile
from escalera.core.channels.shared.meta.files import is_of_meta
from escalera.core.channels.shared.meta.pieces import mapping, mappings, number, words

LONGEST_URL = 4000
_NAMES = {"image": "image.jpg", "video": "video.mp4", "audio": "audio.mp4", "file": "file", "sticker": "sticker.png"}
_LABELS: dict[str, str | Promise] = {
    "image": gettext_lazy("Image"),
    "video": gettext_lazy("Video"),
    "audio": gettext_lazy("Voice message"),
    "file": gettext_lazy("File"),
    "sticker": gettext_lazy("Sticker"),
    "location": gettext_lazy("Location"),
}
_SHARED: dict[str, str | Promise] = {
    "story_mention": gettext_lazy("(They mention us in their story.)"),
    "ig_story": gettext_lazy("(They share a story.)"),
    "ig_post": gettext_lazy("(They share a post.)"),
    "post": gettext_lazy("(They share a post.)"),
    "share": gettext_lazy("(They share a post.)"),
    "ig_reel": gettext_lazy("(They share a reel.)"),
    "reel": gettext_lazy("(They share a reel.)"),
}


@dataclass(frozen=True, slots=True)
class Attached:
    """`text`: what is added to the words; `label`: what names it where there are no words."""

    text: str = ""
    label: str = ""
    files: Sequence[RemoteFile] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def without_twins(pieces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the attachments without those that only repeat another one: while Meta gives a kind a new name, a sticker
    comes as an image too, a post as a share too."""
    kept: list[dict[str, Any]] = []
    for piece in sorted(pieces, key=lambda one: words(one.get("type"), 40) in _OLD_NAMES):
        twins = _names_of(piece) & {
            name for one in kept if one.get("type") != piece.get("type") for name in _names_of(one)
        }
        if words(piece.get("type"), 40) not in _OLD_NAMES or not twins:
            kept.append(piece)
    return [piece for piece in pieces if any(piece is one for one in kept)]


_OLD_NAMES = ("image", "share")


def _names_of(piece: dict[str, Any]) -> set[str]:
    """Return by what two attachments are known to be one: where it lies, or Meta's name of it."""
    payload = mapping(piece.get("payload"))
    found = (payload.get("url"), piece.get("url"), payload.get("sticker_id"), payload.get("ig_post_media_id"))
    return {name for one in found if (name := words(one, LONGEST_URL))}


def attached(channel: Channel, piece: dict[str, Any]) -> Attached:
    """Return what one attachment is; one of a kind that is not known says so."""
    kind, payload = words(piece.get("type"), 40), mapping(piece.get("payload"))
    url = words(payload.get("url") or payload.get("story_media_url") or piece.get("url"), LONGEST_URL)
    if kind == "location":
        return _location(payload)
    if kind in _NAMES:
        return _file(channel, kind, url, payload)
    if kind in _SHARED:
        return _shared(channel, kind, url, payload)
    title = words(piece.get("title") or payload.get("title"), 500)
    return Attached(text=_lines(title, *_elements(payload), _link(url)) or _unknown(kind))


def _file(channel: Channel, kind: str, url: str, payload: dict[str, Any]) -> Attached:
    """A file that lies with Meta is fetched; a link to anywhere else stays a link."""
    label = str(_LABELS[kind])
    if not is_of_meta(channel, url):
        return Attached(text=_lines(_link(url)) or _unknown(kind), label=label)
    extra = {"media": {"kind": "sticker"}} if payload.get("sticker_id") or kind == "sticker" else {}
    if kind == "audio":
        extra = {"media": {"kind": "voice"}}
    return Attached(files=[RemoteFile({"url": url}, _NAMES[kind])], label=label, extra=extra)


def _shared(channel: Channel, kind: str, url: str, payload: dict[str, Any]) -> Attached:
    title = words(payload.get("title"), 500)
    lies_there = is_of_meta(channel, url)
    files = [RemoteFile({"url": url}, f"{kind}")] if lies_there else []
    return Attached(text=_lines(title, str(_SHARED[kind]), "" if lies_there else _link(url)), files=files)


def _location(payload: dict[str, Any]) -> Attached:
    place = mapping(payload.get("coordinates"))
    latitude, longitude = number(place.get("lat")), number(place.get("long"))
    if latitude is None or longitude is None:
        return Attached(text=_unknown("location"))
    where = {"latitude": latitude, "longitude": longitude, "name": words(payload.get("title"), 200), "address": ""}
    text = _lines(where["name"], f"{latitude}, {longitude}")
    return Attached(text=text, label=str(_LABELS["location"]), extra={"location": where})


def _elements(payload: dict[str, Any]) -> list[str]:
    """Return the words of a template or product that somebody sent on."""
    found = mappings(payload.get("elements", [])) + mappings(mapping(payload.get("product")).get("elements", []))
    return [words(one.get(name), 500) for one in found[:10] for name in ("title", "subtitle") if one.get(name)]


def _link(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _unknown(kind: str) -> str:
    return _("(Something that is not passed on to us: %(kind)s)") % {"kind": kind or "?"}


def _lines(*lines: object) -> str:
    return "\n".join(str(line) for line in lines if str(line).strip())
