"""Letters without case and accents, one for one, so that places in the folded text are places in the text."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"\w+")
_LAST_LATIN = 0x24F


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter.lower())[:1]
    return base if base.isalnum() else letter


_PLAIN = {code: _plain(chr(code)) for code in range(0xC0, _LAST_LATIN + 1)}
_MARKS = re.compile(r"[\u0300-\u036f]")


def fold(text: str) -> str:
    """Return the text in small letters without accents; the same length unless it has loose accents."""
    low = text.translate(_PLAIN).lower()
    return _MARKS.sub("", low)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return WORD.findall(fold(text))


def stem(word: str) -> str:
    """Return the beginning that the forms of a word share, roughly: "facturas" and "factura" have one."""
    for ending in ("aciones", "iciones", "uciones", "siones", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word[:-1] if len(word) > 4 and word[-1] in "aeo" else word
