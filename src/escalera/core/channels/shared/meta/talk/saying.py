"""A message of Messenger or Instagram in our words: text, files, places, what was pressed, what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.heard import Person, Said, TakenBack, Unheard
from escalera.core.channels.shared.meta.pieces import made_name, mapping, mappings, words
from escalera.core.channels.shared.meta.talk.attachments import Attached, attached, without_twins

Piece = dict[str, Any]


def said_in(channel: Channel, piece: Piece, sender: str, at: datetime | None) -> Said | TakenBack | Unheard:
    """Return what one `message` is: said, taken back, or an echo of our own words."""
    message = mapping(piece["message"])
    mid = words(message.get("mid"), 200)
    if message.get("is_echo") or message.get("is_self") or sender == channel.address:
        return Unheard("echo: our own words")
    if message.get("is_deleted"):
        return TakenBack(mid, at) if mid else Unheard("taken back: nothing named")
    found = [attached(channel, one) for one in without_twins(_attachments(message))]
    text, subject = _text_of(message, found)
    return Said(
        person=Person(sender),
        external_id=mid or made_name(sender, piece.get("timestamp"), message),
        text=text,
        subject=subject,
        files=[file for one in found for file in one.files],
        reply_to=words(mapping(message.get("reply_to")).get("mid"), 200),
        button=bool(mapping(message.get("quick_reply"))),
        said_at=at,
        extra=_extra(message, found),
    )


def _attachments(message: Piece) -> list[Piece]:
    return mappings(message.get("attachments", [])) or mappings(message.get("attachment"))


def said_by_button(piece: Piece, sender: str, at: datetime | None) -> Said | Unheard:
    """Return what a button under one of our messages says when it is pressed."""
    postback = mapping(piece["postback"])
    if postback.get("is_self"):
        return Unheard("echo: our own words")
    text = words(postback.get("title")) or words(postback.get("payload"))
    if not text.strip():
        return Unheard("a button without words")
    extra: dict[str, Any] = {"pressed": words(postback.get("payload"), 1000)}
    if referral := mapping(postback.get("referral")):
        extra["referral"] = _flat(referral)
    mid = words(postback.get("mid"), 200) or made_name(sender, piece.get("timestamp"), postback)
    return Said(Person(sender), mid, text, button=True, said_at=at, extra=extra)


def _text_of(message: Piece, found: list[Attached]) -> tuple[str, str]:
    """Return the words and, where there are none, what names the ticket."""
    story = mapping(mapping(message.get("reply_to")).get("story"))
    text = words(message.get("text"))
    lines = [text, *(one.text for one in found)]
    if not any(line.strip() for line in lines) and not any(one.files for one in found):
        lines.append(_("(A kind of message that is not passed on to us.)"))
    if story:
        lines.append(_("(An answer to our story.)"))
    joined = "\n".join(line for line in lines if line.strip())
    return joined, "" if joined else next((one.label for one in found if one.label), "")


def _extra(message: Piece, found: list[Attached]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if pressed := words(mapping(message.get("quick_reply")).get("payload"), 1000):
        extra["pressed"] = pressed
    if story := mapping(mapping(message.get("reply_to")).get("story")):
        extra["story"] = _flat(story)
    if referral := mapping(message.get("referral")):
        extra["referral"] = _flat(referral)
    if message.get("is_unsupported"):
        extra["unsupported"] = True
    for one in found:
        extra.update(one.extra)
    return extra


def _flat(piece: Piece) -> dict[str, str]:
    """Return the plain values of an object, as text."""
    return {str(name)[:40]: words(value, 500) for name, value in list(piece.items())[:20] if words(value)}
