"""Telephone numbers as channels see them: one form for each (E.164), and what is none."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput

_E164 = re.compile(r"\+[1-9]\d{3,14}")
_GROUPING = re.compile(r"[\s().\-/]+")
# what networks put in place of a number that its owner withholds, some as digits: RESTRICTED, ANONYMOUS, UNKNOWN…
_WITHHELD = frozenset(
    {"anonymous", "restricted", "unavailable", "unknown", "private", "withheld", "+266696687", "+7378742833",
     "+2562533", "+8656696", "+86282452253", "+464"}
)  # fmt: skip


def plain_number(text: str) -> str:
    """Return a number in its one form, with + and country; "" for what is none, or is withheld."""
    number = _GROUPING.sub("", text.strip())
    if number.lower() in _WITHHELD:
        return ""
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.isascii() and number.isdigit() and len(number) >= 8:
        number = "+" + number
    return number if _E164.fullmatch(number) else ""


def checked_number(text: str) -> str:
    """Return a number that somebody typed, in its one form. Raises: BadInput."""
    number = plain_number(text)
    if not number:
        raise BadInput(
            _("“%(address)s” is no telephone number. Write digits, with + and the country first.")
            % {"address": text.strip()[:40]}
        )
    return number
