"""What the knowledge says to a question, as the assistant may say it: quoted with its article, its date and its link.

The only place of this room that searches. Readers are customers: what they may not see is not found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings

from escalera.base.people.models import Contact
from escalera.core.retrieval.answering import ANSWERED, OFFERS, Answer, answer
from escalera.core.retrieval.marking import best_part
from escalera.core.retrieval.queries import Found, Reader
from escalera.levels.selfservice.choices import Said

OFFERED = 3
LONGEST = 4000  # characters of a question that are read
SHORT = 180  # characters of an article that is only offered
_SAID = {ANSWERED: Said.ANSWER, OFFERS: Said.OFFERS}


@dataclass(frozen=True, slots=True)
class Source:
    """An article, or a passage of it. `text`: the words that are quoted or shown; `day`: "2026-03-02"."""

    article: int
    slug: str
    title: str
    text: str
    day: str
    heading: str = ""
    language: str = ""
    anchor: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Source:
        return cls(**{key: value for key, value in data.items() if key in cls.__slots__})

    @property
    def address(self) -> str:
        """Return where the article is read, as a path; at the heading that is quoted."""
        return f"/help/articles/{self.slug}/" + (f"#{self.anchor}" if self.anchor else "")

    @property
    def url(self) -> str:
        """Return the same with the desk's own address before it, for mails."""
        return f"{settings.BASE_URL}{self.address}"


@dataclass(frozen=True, slots=True)
class Finding:
    """`said`: ANSWER (quote it), OFFERS (these may help) or UNKNOWN. `confidence`: 0 to 1, None where nobody measured.
    `heard`: what the search had to offer, by which the gate learns whether it was right."""

    said: str
    quotes: list[Source] = field(default_factory=list)
    offers: list[Source] = field(default_factory=list)
    confidence: float | None = None
    heard: Answer | None = None

    @property
    def articles(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one.article for one in (*self.quotes, *self.offers)))


def find_answer(
    text: str, *, contact: Contact | None, segment_id: int | None, language: str, without: Collection[int] = ()
) -> Finding:
    """Return what answers a text, of what this customer may read; `without`: articles that were shown already."""
    reader = Reader(contact=contact, segment=segment_id)
    found = answer(text[:LONGEST], reader, language, without=without)
    quotes = [_source(one.found, one.text) for one in found.quotes]
    offers = [_source(one, best_part(one.text, one.asked, one.language, SHORT)) for one in found.offers][:OFFERED]
    said = _SAID.get(found.outcome, Said.UNKNOWN) if quotes or offers else Said.UNKNOWN
    return Finding(said, quotes, offers, round(found.confidence, 4), found)


def _source(found: Found, text: str) -> Source:
    day = found.written_at.date().isoformat()
    return Source(found.article, found.slug, found.title, text, day, found.heading, found.language, found.anchor)
