"""A few words round what was found, with the found words marked. Everything is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from escalera.core.search.folding import fold, stem

LENGTH = 180  # characters of a snippet
BEFORE = 50  # of them before the first found word


def places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words that begin like one of the asked (or share its stem) stand in a text."""
    folded = fold(text)
    if len(folded) != len(text) or not words:
        return []
    return [found.span() for found in _pattern(tuple(words)).finditer(folded)]


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    beginnings = dict.fromkeys(beginning for word in words for beginning in _beginnings(fold(word)))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, beginnings))})\w*")


def _beginnings(word: str) -> tuple[str, ...]:
    return (word, stem(word)) if len(word) > 3 else (word,)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """Return the whole text, escaped, with the words in <mark>."""
    pieces: list[str] = []
    end = 0
    for start, stop in places(text, words):
        pieces += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    pieces.append(escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped above


def snippet(text: str, words: Sequence[str], otherwise: str = "") -> SafeString:
    """Return the part of a text round the first of the words; `otherwise` if none stands there."""
    text = " ".join(text.split())
    found = places(text, words)
    if not found:
        return marked((otherwise or text)[:LENGTH], ())
    start = max(0, found[0][0] - BEFORE)
    if start:
        start = text.find(" ", start, found[0][0]) + 1 or start
    part = text[start : start + LENGTH]
    return mark_safe(("… " if start else "") + marked(part, words) + (" …" if start + LENGTH < len(text) else ""))  # noqa: S308
