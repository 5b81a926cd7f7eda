"""A message of a customer in our words: each type that the Cloud API knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.shared.heard import Event, Person, RemoteFile, Said, Unheard
from escalera.core.channels.shared.meta.pieces import made_name, mapping, mappings, moment, number, words
from escalera.core.channels.whatsapp.doings import NO_WORDS, system_event
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
    kind = _kind_of(message)
    contact = _contact_of(message, contacts)
    sender = sender_of(message, contact)
    if kind == "system":
        return system_event(message, sender)
    if not sender:
        return Unheard(f"{kind or 'a message'} of nobody")
    if message.get("group_id"):
        return Unheard("a message in a group")
    if kind in NO_WORDS:
        return NO_WORDS[kind](message, sender)
    content = _content(kind, message)
    return Unheard(content) if isinstance(content, str) else _said(message, sender, content, contact)


def _kind_of(message: Piece) -> str:
    """Return the type, or what stands in the message where it names none."""
    known = (*_MEDIA, *_CONTENTS, "interactive", *NO_WORDS)
    return words(message.get("type"), 40) or next((kind for kind in known if message.get(kind)), "")


def _contact_of(message: Piece, contacts: Sequence[Piece]) -> Piece:
    """Return what is told of the sender: of several, the one whom the message names."""
    number, user_id = words(message.get("from"), 100).strip(), words(message.get("from_user_id"), 100).strip()
    if not number and not user_id:
        return contacts[0] if len(contacts) == 1 else {}
    for one in contacts:
        wa_id = words(one.get("wa_id"), 100)
        if (number and wa_id and e164(wa_id) == e164(number)) or words(one.get("user_id"), 100) in {
            number or user_id, user_id or number,
        }:  # fmt: skip
            return one
    return {}


def sender_of(message: Piece, contact: Piece) -> str:
    """Return who wrote: their number; where it is kept from us, their ID."""
    ways = (
        message.get("from"), contact.get("wa_id"), message.get("from_user_id"), contact.get("user_id"),
    )  # fmt: skip
    return next((found for way in ways if (found := words(way, 100).strip())), "")


def _content(kind: str, message: Piece) -> Content | str:
    """Return the content, or why there is none."""
    if kind == "interactive":
        return _interactive(mapping(message.get("interactive")))
    if kind in _MEDIA:
        return _media(kind, mapping(message.get(kind)))
    if kind in _CONTENTS:
        return _CONTENTS[kind](message)
    if kind == "unknown" or mappings(message.get("errors")):  # WhatsApp says itself that it can't pass it on
        return _not_passed_on(message)
    return f"a kind of message that is not known: {kind or '?'}"


def _said(message: Piece, sender: str, content: Content, contact: Piece) -> Said:
    context = mapping(message.get("context"))
    user_id = words(message.get("from_user_id"), 100) or words(contact.get("user_id"), 100)
    profile, address = mapping(contact.get("profile")), e164(sender)
    extra = dict(content.extra)
    if context.get("forwarded") or context.get("frequently_forwarded"):
        extra["forwarded"] = True
    if product := mapping(context.get("referred_product")):
        extra["product"] = words(product.get("product_retailer_id"), 200)
    if referral := mapping(message.get("referral")):
        extra["referral"] = {name: words(value, 500) for name, value in list(referral.items())[:20] if words(value)}
    return Said(
        person=Person(address, name=words(profile.get("name"), 120) or words(profile.get("username"), 120)),
        external_id=words(message.get("id"), 200) or made_name(sender, message),
        text=content.text,
        subject="" if content.text.strip() else str(content.label),
        files=content.files,
        reply_to=words(context.get("id"), 200),
        button=content.button,
        also=_also(address, user_id),
        said_at=moment(message.get("timestamp")),
        extra=extra,
        data={"wa_id": sender, **({"user_id": user_id} if user_id else {})},
    )


def _also(address: str, user_id: str) -> str | None:
    """Return the ID that stands beside a number, "" for an ID alone."""
    if not address.startswith("+"):
        return ""
    return user_id or None


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
            "name": _name_of(one),
            "phones": _each(one.get("phones"), "phone", 60),
            "emails": _each(one.get("emails"), "email", 254),
        }
        for one in mappings(message.get("contacts", []))[:50]
    ]
    told = [(str(one["name"]), ", ".join([*one["phones"], *one["emails"]])) for one in found]
    lines = [": ".join(filter(None, one)) for one in told]
    return Content("\n".join(filter(None, lines)), gettext_lazy("Contact"), extra={"contacts": found})


def _each(found: object, name: str, most: int) -> list[str]:
    return [told for one in mappings(found) if (told := words(one.get(name) or one.get("wa_id"), most).strip())]


def _name_of(contact: Piece) -> str:
    """Return the name of somebody whose card was sent; their company's where they have none."""
    name, company = mapping(contact.get("name")), mapping(contact.get("org")).get("company")
    parts = [words(name.get(part), 100) for part in ("prefix", "first_name", "middle_name", "last_name", "suffix")]
    return words(name.get("formatted_name"), 200) or " ".join(filter(None, parts)) or words(company, 200)


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
    lines = [words(chosen.get(part), 500) for part in ("title", "name", "description", "text", "body")]
    lines.append(words(chosen.get("product_retailer_id"), 200))
    if any(line.strip() for line in lines):  # a kind of tomorrow that has words, and a product that was chosen
        return Content("\n".join(line for line in lines if line.strip()), button=True)
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
