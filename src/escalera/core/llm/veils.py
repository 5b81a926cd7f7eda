"""What a text looks like when it leaves: no personal data, no hidden characters, nothing that looks like our own marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from escalera.base.text.masking import mask

LONGEST_PIECE = 12_000  # characters
_MARK = re.compile(r"\[((?:CARD|EMAIL|IBAN|PHONE|ID|SECRET|NAME)_\d{1,6})\]")
_TAG = re.compile(r"<[!/a-zA-Z][^<>]{0,2000}>")
_BLANKS = re.compile(r"[ \t]{3,}|\n{4,}")
_SHORTEST_NAME = 3


def clean(text: str, longest: int = LONGEST_PIECE) -> str:
    """Return the words without tags, control and invisible characters, and without placeholders that are not ours."""
    text = _TAG.sub(" ", text[: longest * 2])
    text = "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )
    return _BLANKS.sub(lambda one: one[0][:2], _MARK.sub(r"(\1)", text)).strip()[:longest]


class Veil:
    """The placeholders of one call: one for each value, the same in all of its texts."""

    def __init__(self, *, region: str = "ES", names: Iterable[str] = ()) -> None:
        self._region = region
        self._marks: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._names = _pattern(names)

    def cover(self, text: str) -> str:
        """Return a text as it may leave."""
        text = clean(text)
        masked = mask(text, self._region)
        out, place = [], 0
        for one in masked.found:
            out += [self._named(text[place : one.start]), self._mark(one.kind, one.value)]
            place = one.end
        return "".join([*out, self._named(text[place:])])

    def restore(self, text: str) -> str:
        """Return a text with the values in their places, for people who may read them anyway."""
        return _MARK.sub(lambda one: self._values.get(one[0], one[0]), text)

    def knows(self, text: str) -> bool:
        """Say whether every placeholder in a text is one that we set."""
        return all(one[0] in self._values for one in _MARK.finditer(text))

    def _named(self, text: str) -> str:
        return self._names.sub(lambda one: self._mark("name", one[0]), text) if self._names else text

    def _mark(self, kind: str, value: str) -> str:
        key = (kind, re.sub(r"[\s.\-_/()*]", "", value).casefold())
        if key not in self._marks:
            number = 1 + sum(1 for other, _value in self._marks if other == kind)
            self._marks[key] = f"[{kind.upper()}_{number}]"
            self._values[self._marks[key]] = value
        return self._marks[key]


def placeholders(text: str) -> set[str]:
    """Return what stands for hidden values in a text."""
    return {one[0] for one in _MARK.finditer(text)}


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Names are found as they are written, whole or a word of them; the longest first."""
    words = {name.strip() for name in names if len(name.strip()) >= _SHORTEST_NAME}
    words |= {
        part for name in list(words) for part in name.split() if len(part) >= _SHORTEST_NAME and part[:1].isupper()
    }
    if not words:
        return None
    ordered = sorted(words, key=len, reverse=True)[:40]
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word[:120]) for word in ordered) + r")(?!\w)")
