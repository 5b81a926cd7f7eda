"""A message of a customer in our words: each type that the Cloud API knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.shared.heard import (
    Edited,
    Event,
    Moved,
    Person,
    Reacted,
    RemoteFile,
    Said,
    TakenBack,
    Unheard,
)
from escalera.core.channels.shared.meta.pieces import made_name, mapping, mappings, moment, number, words
from escalera.core.channels.whatsapp.numbers import e164

Piece = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What was said. `label`: what names the ticket where there are no words."""

    text: str = ""
    label: str | Promise = ""
    files: Sequence[RemoteFile] = ()
    button: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def message_event(message: Piece, contacts: Sequence[Piece]) -> Event:
    """Return what one message is."""
    kind = words(message.get("type"), 40)
    sender = words(message.get("from") or message.get("from_user_id"), 100)
    if not sender:
        return Unheard(f"{kind or 'a message'} of nobody")
    if message.get("group_id"):
        return Unheard("a message in a group")
    if kind in _NO_WORDS:
        return _NO_WORDS[kind](message, sender)
    content = _content(kind, message)
    return Unheard(content) if isinstance(content, str) else _said(message, sender, content, contacts)


def _content(kind: str, message: Piece) -> Content | str:
    """Return the content, or why there is none."""
    if kind == "interactive":
        return _interactive(mapping(message.get("interactive")))
    if kind in _MEDIA:
        return _media(kind, mapping(message.get(kind)))
    reader = _CONTENTS.get(kind)
    return reader(message) if reader else f"a kind of message that is not known: {kind or '?'}"


def _said(message: Piece, sender: str, content: Content, contacts: Sequence[Piece]) -> Said:
    context = mapping(message.get("context"))
    user_id = words(message.get("from_user_id"), 100)
    known = next((one for one in contacts if sender in (one.get("wa_id"), one.get("user_id"))), {})
    extra = dict(content.extra)
    if context.get("forwarded") or context.get("frequently_forwarded"):
        extra["forwarded"] = True
    if product := mapping(context.get("referred_product")):
        extra["product"] = words(product.get("product_retailer_id"), 200)
    if referral := mapping(message.get("referral")):
        extra["referral"] = {name: words(value, 500) for name, value in list(referral.items())[:20] if words(value)}
    return Said(
        person=Person(e164(sender), name=words(mapping(known.get("profile")).get("name"), 120)),
        external_id=words(message.get("id"), 200) or made_name(sender, message),
        text=content.text,
        subject="" if content.text.strip() else str(content.label),
        files=content.files,
        reply_to=words(context.get("id"), 200),
        button=content.button,
        said_at=moment(message.get("timestamp")),
        extra=extra,
        data={"wa_id": sender, **({"user_id": user_id} if user_id else {})},
    )


# ---- what people say


def _text(message: Piece) -> Content:
    return Content(words(mapping(message.get("text")).get("body")))


_MEDIA: dict[str, tuple[str, str | Promise]] = {
    "image": ("image.jpg", gettext_lazy("Image")),
    "video": ("video.mp4", gettext_lazy("Video")),
    "audio": ("audio.ogg", gettext_lazy("Voice message")),
    "document": ("document", gettext_lazy("Document")),
    "sticker": ("sticker.webp", gettext_lazy("Sticker")),
}


def _media(kind: str, media: Piece) -> Content:
    usual, label = _MEDIA[kind]
    name = words(media.get("filename"), 200) or usual
    reference = {"id": words(media.get("id"), 100), "sha256": words(media.get("sha256"), 100)}
    file = RemoteFile(reference, name, words(media.get("mime_type"), 100).split(";")[0].strip())
    extra: dict[str, Any] = {}
    if kind == "sticker" or media.get("voice"):
        extra["media"] = {"kind": "sticker" if kind == "sticker" else "voice"}
    text = words(media.get("caption"))
    return Content(text, label if kind != "document" else name, [file] if reference["id"] else [], extra=extra)


def _location(message: Piece) -> Content:
    place = mapping(message.get("location"))
    latitude, longitude = number(place.get("latitude")), number(place.get("longitude"))
    name, address = words(place.get("name"), 200), words(place.get("address"), 300)
    if latitude is None or longitude is None:
        return _not_passed_on(message)
    where = {"latitude": latitude, "longitude": longitude, "name": name, "address": address}
    lines = [name, address, f"{latitude}, {longitude}"]
    return Content("\n".join(line for line in lines if line), extra={"location": where})


def _contacts(message: Piece) -> Content:
    found = [
        {
            "name": words(mapping(one.get("name")).get("formatted_name"), 200),
            "phones": [words(phone.get("phone"), 60) for phone in mappings(one.get("phones", []))],
            "emails": [words(mail.get("email"), 254) for mail in mappings(one.get("emails", []))],
        }
        for one in mappings(message.get("contacts", []))[:50]
    ]
    lines = [f"{one['name']}: {', '.join([*one['phones'], *one['emails']])}".rstrip(": ") for one in found]
    return Content("\n".join(lines), gettext_lazy("Contact"), extra={"contacts": found})


def _order(message: Piece) -> Content:
    order = mapping(message.get("order"))
    items = mappings(order.get("product_items", []))[:100]
    lines = [words(order.get("text"))]
    for item in items:
        price = " ".join(filter(None, [words(item.get("item_price"), 20), words(item.get("currency"), 5)]))
        line = f"{words(item.get('quantity'), 10) or '?'} × {words(item.get('product_retailer_id'), 100)}"
        lines.append(f"{line} ({price})" if price else line)
    extra = {"order": {"catalog": words(order.get("catalog_id"), 60), "items": len(items)}}
    return Content("\n".join(line for line in lines if line.strip()), gettext_lazy("Order of goods"), extra=extra)


def _button(message: Piece) -> Content:
    """A quick reply under one of our templates."""
    button = mapping(message.get("button"))
    pressed = words(button.get("payload"), 1000)
    return Content(words(button.get("text")) or pressed, button=True, extra={"pressed": pressed})


def _interactive(reply: Piece) -> Content | str:
    kind = words(reply.get("type"), 40)
    chosen = mapping(reply.get(kind))
    if kind in ("button_reply", "list_reply"):
        lines = [words(chosen.get("title"), 500), words(chosen.get("description"), 500)]
        extra = {"pressed": words(chosen.get("id"), 1000)}
        return Content("\n".join(line for line in lines if line), button=True, extra=extra)
    if kind == "nfm_reply":
        return _form(chosen)
    if kind == "call_permission_reply":
        return f"whether we may call: {words(chosen.get('response'), 20) or '?'}"
    return f"an answer that is not known: {kind}" if kind else _not_passed_on({})


def _form(reply: Piece) -> Content:
    """A form of WhatsApp's ("flow") that was filled in: its answers, without the token that named it."""
    try:
        answers = mapping(json.loads(words(reply.get("response_json"))))
    except ValueError:
        answers = {}
    form = [
        [str(name)[:100], words(value, 2000) or json.dumps(value, ensure_ascii=False)[:2000]]
        for name, value in list(answers.items())[:100]
        if name != "flow_token"
    ]
    text = "\n".join(f"{label}: {value}" for label, value in form) or words(reply.get("body"))
    return Content(text, words(reply.get("name"), 80), button=True, extra={"form": form})


def _not_passed_on(message: Piece) -> Content:
    """Something that WhatsApp keeps to itself: the customer said it, so the desk shows that they did."""
    kind = words(mapping(message.get("unsupported")).get("type"), 40)
    told = _("(A kind of message that WhatsApp does not pass on to us.)")
    return Content(told, extra={"unsupported": kind or True})


_CONTENTS: dict[str, Callable[[Piece], Content]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "button": _button,
    "unsupported": _not_passed_on,
}

# ---- what people do


def _reaction(message: Piece, sender: str) -> Event:
    reaction = mapping(message.get("reaction"))
    name = words(reaction.get("message_id"), 200)
    if not name:
        return Unheard("a reaction to nothing")
    return Reacted(name, words(reaction.get("emoji"), 16), e164(sender), moment(message.get("timestamp")))


def _edit(message: Piece, sender: str) -> Event:
    edit = mapping(message.get("edit"))
    name, newer = words(edit.get("original_message_id"), 200), mapping(edit.get("message"))
    kind = words(newer.get("type"), 40)
    text = words(mapping(newer.get(kind)).get("body") or mapping(newer.get(kind)).get("caption"))
    if not name or not text.strip():
        return Unheard("an edit without words")
    return Edited(name, text, moment(message.get("timestamp")))


def _revoke(message: Piece, sender: str) -> Event:
    name = words(mapping(message.get("revoke")).get("original_message_id"), 200)
    return TakenBack(name, moment(message.get("timestamp"))) if name else Unheard("taken back: nothing named")


def _system(message: Piece, sender: str) -> Event:
    """They have another number, or another telephone."""
    system = mapping(message.get("system"))
    new = words(system.get("wa_id") or system.get("new_wa_id"), 100)
    if words(system.get("type")) in ("user_changed_number", "customer_changed_number") and new:
        return Moved(e164(sender), e164(new))
    return Unheard(f"system: {words(system.get('type'), 60) or '?'}")


_NO_WORDS: dict[str, Callable[[Piece, str], Event]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
    "request_welcome": lambda message, sender: Unheard("they opened the chat for the first time"),
    "ephemeral": lambda message, sender: Unheard("a message that vanishes"),
}
