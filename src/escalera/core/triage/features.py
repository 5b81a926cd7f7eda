"""What a classifier sees of a text: stems in ones and twos, and letters in threes to fives (they forgive typos).

Training and prediction call the same functions, so what was learned is what is read. Long digits and addresses become
one mark: nobody's number is learned by heart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from escalera.base.text.stems import fold, stems

LONGEST = 4000  # characters of a text; what a ticket is about stands at its beginning
_ADDRESS = re.compile(r"\S{1,64}@\S{1,200}|https?://\S{1,500}|www\.\S{1,500}")
_NUMBER = re.compile(r"\d[\d.,/:-]{2,40}")
_WORD = re.compile(r"[^\W_]{1,30}")


def cleaned(subject: str, text: str) -> str:
    """Return what is learned from: the subject and what was written, without numbers and addresses."""
    whole = f"{subject}\n{text}"[:LONGEST]
    return _NUMBER.sub(" 0 ", _ADDRESS.sub(" ", whole))


def words(text: str, language: str) -> Iterator[str]:
    """Yield the stems of a cleaned text, and each two that follow each other, with and without the words between that
    say nothing."""
    every, telling = stems(text, language, stops=True), stems(text, language)
    yield from every
    yield from (f"{one} {two}" for one, two in pairwise(every))
    yield from (f"{one}_{two}" for one, two in pairwise(telling))


def letters(text: str) -> Iterator[str]:
    """Yield the three to five letters that follow each other inside the words of a cleaned text."""
    for word in _WORD.findall(fold(text)):
        padded = f" {word} "
        for size in (3, 4, 5):
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size]
            if len(padded) <= size:
                break
