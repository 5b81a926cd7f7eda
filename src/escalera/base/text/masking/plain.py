"""A text as it reads: full-width digits as digits, invisible characters gone, each place traceable to the original."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_INVISIBLE = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"))


@dataclass(frozen=True, slots=True)
class Plain:
    """`places`: for each character its place in the original; None: they are the same."""

    text: str
    places: list[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a span of the plain text stands in the original."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """Return a text without disguises. NFKC may make several characters of one; each keeps its place."""
    if text.isascii():
        return Plain(text, None)
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char < "\x80":
            chars.append(char)
            places.append(place)
        elif char not in _INVISIBLE:
            for one in unicodedata.normalize("NFKC", char):
                chars.append(one)
                places.append(place)
    return Plain("".join(chars).translate(_DASHES), places)
