"""Which of a handful of texts at hand fit what somebody asks: canned answers, procedures. No statement at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from escalera.core.retrieval.fulltext import Known
from escalera.core.retrieval.scoring import Asked
from escalera.core.retrieval.terms import guessed, in_order, question

LEAST_WORDS = 2  # of a text's words that must be asked for, unless its name says them


def fitting(text: str, names: Sequence[str], bodies: Sequence[str], limit: int = 3) -> list[int]:
    """Return the places of the texts that fit, the best first; a word in the name counts three times. None rather
    than one that merely shares a common word."""
    words = question(text)
    documents = [_stems(name, body) for name, body in zip(names, bodies, strict=True)]
    counts = Counter(stem for stems in documents for stem in set(stems))
    known = Known(len(documents), sum(map(len, documents)) / max(len(documents), 1), counts)
    asked = Asked(words, known)
    scored = [(asked.score(stems).total, place) for place, stems in enumerate(documents)]
    near = [(score, place) for score, place in scored if _shared(asked, documents[place]) >= LEAST_WORDS]
    return [place for _score, place in sorted(near, key=lambda one: (-one[0], one[1]))[:limit]]


def _stems(name: str, body: str) -> list[str]:
    language = guessed(f"{name} {body}")
    head = in_order(name, language)
    return [*head, *head, *head, *in_order(body, language)]


def _shared(asked: Asked, stems: Sequence[str]) -> int:
    """Count the asked words that stand in a text; one of its name (three times and more) counts as two."""
    counts = Counter(stems)
    best = [max((counts.get(stem, 0) for stem in told), default=0) for told in asked.told]
    return sum(2 if count >= 3 else int(count > 0) for count in best)
