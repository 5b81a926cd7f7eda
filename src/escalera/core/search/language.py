"""What a person writes into the box, understood: words, exact phrases, words that must not stand, operators.

Nothing is an error here: what is not understood stays a word, and a hint says so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from escalera.core.search.folding import WORD, fold
from escalera.core.search.operators import Operator, operator_called

LONGEST = 400  # characters of a search
MOST_TOKENS = 40
_TOKEN = re.compile(r'(-?)(?:([^\W\d_]{1,20}):)?(?:"([^"]*)"?|([^\s"]\S*))')


@dataclass(frozen=True, slots=True)
class Term:
    """One operator with its values, as written between `start` and `end`."""

    operator: Operator
    values: tuple[str, ...]
    negated: bool
    written: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, understood. `words` and `phrases` must stand, `excluded` must not; `unknown`: "name:value" as written.

    `growing`: the last word may still be written on, so that it counts as the beginning of one."""

    text: str
    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    growing: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.words or self.phrases or self.excluded)

    @property
    def has_words(self) -> bool:
        return bool(self.words or self.phrases)

    @property
    def said(self) -> str:
        """The words alone, for places that know no operators."""
        return " ".join((*self.words, *self.phrases))


def read(text: str) -> Asked:
    """Understand what stands in the box. Never raises; reads the first 400 characters and 40 parts."""
    text = text.replace("\x00", "")[:LONGEST]
    terms: list[Term] = []
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    unknown: list[str] = []
    growing = False
    for found in list(_TOKEN.finditer(text))[:MOST_TOKENS]:
        minus, name, quoted, plain = found.groups()
        value = quoted if quoted is not None else plain
        operator = operator_called(fold(name)) if name else None
        growing = False
        if name and operator is None and value and not value.startswith("/"):
            unknown.append(found[0])
        if operator is not None and (values := _values(value, quoted is not None)):
            terms.append(Term(operator, values, bool(minus), found[0]))
            continue
        pieces = WORD.findall(f"{name or ''} {value}" if name and operator is None else value)
        if minus:
            excluded += pieces
        elif quoted is not None and len(pieces) > 1:
            phrases.append(" ".join(pieces))
        elif pieces:
            words += pieces
            growing = quoted is None and found.end() == len(text)
    return Asked(
        text, tuple(terms), tuple(words[:12]), tuple(phrases[:4]), tuple(excluded[:8]), tuple(unknown[:3]), growing
    )


def _values(value: str, is_quoted: bool) -> tuple[str, ...]:
    pieces = [value] if is_quoted else value.split(",")
    return tuple(piece.strip() for piece in pieces if piece.strip())[:12]


@dataclass(frozen=True, slots=True)
class Caret:
    """The part of a search in which somebody writes: its place, its operator's name ("" outside one), what stands."""

    start: int
    end: int
    operator: Operator | None
    negated: bool
    value: str


def caret_in(text: str, at: int) -> Caret:
    """Return the part of the text that ends at or goes round the place `at`."""
    text = text[:LONGEST]
    at = max(0, min(at, len(text)))
    for found in _TOKEN.finditer(text):
        if found.start() < at <= found.end():
            break
    else:
        return Caret(at, at, None, False, "")
    written = text[found.start() : at]
    minus = written.startswith("-")
    name, colon, value = written.removeprefix("-").partition(":")
    operator = operator_called(fold(name)) if colon else None
    if operator is None:
        return Caret(found.start(), found.end(), None, minus, written.removeprefix("-"))
    value = value.removeprefix('"')
    return Caret(found.start(), found.end(), operator, minus, value.rpartition(",")[2])
