"""Numbers of WhatsApp in their one form (E.164), so that the same telephone is the same person on every channel.

WhatsApp's own names differ from it in two countries: Mexico keeps a 1 that is not dialled any more, Brazil lacks the
ninth digit of mobile numbers where an account is older than it."""

from __future__ import annotations

import re

_MEXICO = re.compile(r"521(\d{10})")
_BRAZIL = re.compile(r"(55\d{2})([6-9]\d{7})")


def e164(wa_id: str) -> str:
    """Return "+" and digits; what is no number (a user's ID without one) stays as it is."""
    digits = wa_id.strip().removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return wa_id.strip()
    if found := _MEXICO.fullmatch(digits):
        return f"+52{found[1]}"
    if found := _BRAZIL.fullmatch(digits):
        return f"+{found[1]}9{found[2]}"
    return f"+{digits}"
