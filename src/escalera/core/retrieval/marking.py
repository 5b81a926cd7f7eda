"""The sentence of a passage that has most of what was asked, with those words marked. Everything is escaped here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe

from escalera.base.text.stems import stems

LENGTH = 220  # characters
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?…]*[.!?…]*\s*")


def marked(text: str, asked: Collection[str], language: str) -> SafeString:
    """Return the whole text, escaped, with each word whose stem was asked in <mark>."""
    pieces: list[str] = []
    end = 0
    for word in _WORD.finditer(text):
        if asked and any(stem in asked for stem in stems(word[0], language, stops=True)):
            pieces += [escape(text[end : word.start()]), "<mark>", escape(word[0]), "</mark>"]
            end = word.end()
    pieces.append(escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped above


def best_part(text: str, asked: Mapping[str, float], language: str, length: int = LENGTH) -> str:
    """Return the part of about `length` characters that has most of what was asked, from a sentence's beginning."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    starts = [one.start() for one in _SENTENCE.finditer(text) if one[0].strip()] or [0]
    worth = [
        (word.start(), max((asked.get(stem, 0.0) for stem in stems(word[0], language, stops=True)), default=0.0))
        for word in _WORD.finditer(text)
    ]
    worth = [one for one in worth if one[1]]
    best = max(starts, key=lambda start: (sum(w for at, w in worth if start <= at < start + length), -start))
    part = text[best : best + length]
    if best + length < len(text):
        part = part.rpartition(" ")[0] + " …"
    return f"… {part}" if best else part


def snippet(text: str, asked: Mapping[str, float], language: str) -> SafeString:
    """Return the part of a text to show below its title, the words found marked."""
    return marked(best_part(text, asked, language), asked, language)
