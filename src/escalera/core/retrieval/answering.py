"""An answer, some articles that may help, or nothing: never more than the evidence carries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from escalera.core.retrieval import gate
from escalera.core.retrieval.marking import best_part
from escalera.core.retrieval.queries import Found, Reader, Search, search

ANSWERED, OFFERS, UNKNOWN = "answered", "offers", "unknown"
OFFERED = 3
QUOTE = 600  # characters
LOOKED_AT = 8  # articles
NEAR_THE_FIRST = 0.35  # of its score, below which an article is not offered beside it
LEAST_COVERED, LEAST_NEAR = 0.2, 0.2  # of what the question tells, by meaning: with less of both nothing is offered


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article as they stand there, with where and when they were published."""

    found: Found
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome`: "answered" (`quotes` says it), "offers" (these articles may help), "unknown" (ask a person).
    `confidence`: how likely the first article is the right one, 0 to 1. `signs`: what that rests on; `kind`: which
    gate said so."""

    outcome: str
    confidence: float
    quotes: tuple[Quote, ...] = ()
    offers: tuple[Found, ...] = ()
    kind: str = gate.BY_WORDS
    signs: dict[str, float] = field(default_factory=dict)


def answer(text: str, reader: Reader, language: str = "", *, without: Collection[int] = ()) -> Answer:
    """Return what the articles that this reader may see say to a question; `without`: keys of articles not to use."""
    found = search(text, reader, language, LOOKED_AT + len(without))
    if without:
        found = found.without(without)
    signs = gate.signs(found)
    if not signs or not gate.is_question(found):
        return Answer(UNKNOWN if not found.found else OFFERS, 0.0, offers=_near(found))
    kind = gate.BY_WORDS if found.near is None else gate.BY_BOTH
    rule = gate.current(kind)
    confidence = rule.probability(signs)
    offers = _near(found)
    if confidence >= rule.answers_from:
        return Answer(ANSWERED, confidence, (_quote(found.found[0]),), offers[1:], kind, signs)
    if confidence >= rule.offers_from and offers:
        return Answer(OFFERS, confidence, (), offers, kind, signs)
    return Answer(UNKNOWN, confidence, (), (), kind, signs)


def _near(found: Search) -> tuple[Found, ...]:
    """Return the articles worth offering: those that come near the first, and have something of the question."""
    if not found.found:
        return ()
    least = found.found[0].score * NEAR_THE_FIRST
    near = [
        one for one in found.found if one.score >= least and (one.covered >= LEAST_COVERED or one.near >= LEAST_NEAR)
    ]
    return tuple(near[:OFFERED])


def _quote(found: Found) -> Quote:
    return Quote(found, best_part(found.text, found.asked, found.language, QUOTE))
