"""What a text makes of segments on its way: 160 letters of the GSM alphabet, or 70 of any other; fewer where several
are joined. 3GPP TS 23.038; https://www.twilio.com/docs/glossary/what-is-an-sms-character-limit"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("\f^{}\\[~]|€")  # each takes the place of two
MOST = 10  # segments of one message: what providers bring without cutting it short
LONGEST = 1600  # characters of one message: https://www.twilio.com/docs/api/errors/21617


@dataclass(frozen=True, slots=True)
class Segments:
    """`count`: segments; `left`: letters that the last one still holds; `foreign`: the letters because of which the text
    does not fit the GSM alphabet, "" if it does."""

    count: int
    left: int
    foreign: str = ""


def segments_of(text: str) -> Segments:
    """Count the segments of a text."""
    foreign = "".join(dict.fromkeys(char for char in text if char not in GSM and char not in GSM_DOUBLE))
    if foreign:
        return _counted([len(char.encode("utf-16-be")) // 2 for char in text], 70, 67, foreign)
    return _counted([2 if char in GSM_DOUBLE else 1 for char in text], 160, 153, "")


def _counted(sizes: list[int], alone: int, joined: int, foreign: str) -> Segments:
    whole = sum(sizes)
    if whole <= alone:
        return Segments(1, alone - whole, foreign)
    count, used = 1, 0
    for size in sizes:  # a letter of two places is never cut in half
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return Segments(count, joined - used, foreign)


def limit_words(text: str) -> str:
    """Return why a text is too long for one message, "" if it is not."""
    found = segments_of(text)
    if found.count <= MOST:
        return ""
    words = _("The text makes %(count)s SMS segments; at most %(most)s are sent.") % {
        "count": found.count, "most": MOST,
    }  # fmt: skip
    if not found.foreign:
        return words
    return words + " " + _("Without %(letters)s it would make fewer.") % {"letters": " ".join(found.foreign[:5])}


def words_of(text: str) -> str:
    """Return in words what a text makes: "2 segments, 31 letters left"."""
    found = segments_of(text)
    return _("%(count)s segments, %(left)s letters left") % {"count": found.count, "left": found.left}
