"""Places and people in a message. https://core.telegram.org/bots/api#venue · https://core.telegram.org/bots/api#contact"""

from __future__ import annotations

import re
from typing import Any

from escalera.core.channels.shared.payloads import number_in, object_in, text_in

_EMAIL = re.compile(r"^EMAIL[^:\n]*:(.{3,254})$", re.MULTILINE | re.IGNORECASE)
_DIGITS = re.compile(r"\D+")


def location_of(message: dict[str, Any]) -> dict[str, Any]:
    """Return the place, {} if there is none on earth."""
    venue = object_in(message, "venue")
    point = object_in(venue, "location") or object_in(message, "location")
    latitude, longitude = number_in(point, "latitude"), number_in(point, "longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return {}
    return {
        "latitude": latitude,
        "longitude": longitude,
        "name": text_in(venue, "title", 200),
        "address": text_in(venue, "address", 300),
        "live": number_in(point, "live_period") is not None,
    }


def place_words(place: dict[str, Any]) -> str:
    point = f"{place['latitude']:.6f}, {place['longitude']:.6f}"
    return "\n".join(word for word in (place["name"], place["address"], point) if word)


def contact_of(card: dict[str, Any]) -> dict[str, Any]:
    name = " ".join(word for word in (text_in(card, "first_name", 100), text_in(card, "last_name", 100)) if word)
    phone = number_of(text_in(card, "phone_number", 40))
    emails = [one.strip() for one in _EMAIL.findall(text_in(card, "vcard", 10_000))][:5]
    return {"name": name, "phones": [phone] if phone else [], "emails": emails}


def own_phone(message: dict[str, Any]) -> str:
    """Return the number that Telegram vouches for: the sender's own card, which nobody can send for another."""
    card, sender = object_in(message, "contact"), object_in(message, "from")
    if (
        text_in(card, "user_id")
        and text_in(card, "user_id") == text_in(sender, "id")
        and not message.get("forward_origin")
    ):
        return number_of(text_in(card, "phone_number", 40))
    return ""


def number_of(written: str) -> str:
    """Return a number as +34600111222: Telegram leaves the plus out in places."""
    digits = _DIGITS.sub("", written)
    return f"+{digits}" if 6 <= len(digits) <= 15 else ""
