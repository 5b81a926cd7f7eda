"""What the knowledge says to a question, as the assistant may say it: quoted with its article, its date and its link.

The only place of this room that searches. Readers are customers: what they may not see is not found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings

from escalera.base.people.models import Contact
from escalera.core.knowledge import queries as knowledge
from escalera.core.knowledge.rendering import snippet
from escalera.levels.selfservice.choices import Said

OFFERED = 3


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

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Source:
        return cls(**{key: value for key, value in data.items() if key in cls.__slots__})

    @property
    def address(self) -> str:
        """Return where the article is read, as a path."""
        return f"/help/articles/{self.slug}/"

    @property
    def url(self) -> str:
        """Return the same with the desk's own address before it, for mails."""
        return f"{settings.BASE_URL}{self.address}"


@dataclass(frozen=True, slots=True)
class Finding:
    """`said`: ANSWER (quote it), OFFERS (these may help) or UNKNOWN. `confidence`: 0 to 1, None where nobody measured."""

    said: str
    quotes: list[Source] = field(default_factory=list)
    offers: list[Source] = field(default_factory=list)
    confidence: float | None = None

    @property
    def articles(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one.article for one in (*self.quotes, *self.offers)))


def find_answer(
    text: str, *, contact: Contact | None, segment_id: int | None, language: str, without: Collection[int] = ()
) -> Finding:
    """Return what answers a text, of what this customer may read; `without`: articles that were shown already."""
    del contact, segment_id
    near = knowledge.proposals(text[:2000], language=language, limit=OFFERED + len(without))
    offers = [
        Source(
            one.pk, one.slug, one.title, snippet(one.body), one.updated_at.date().isoformat(), language=one.language
        )
        for one in near
        if one.pk not in without
    ][:OFFERED]
    return Finding(Said.OFFERS if offers else Said.UNKNOWN, offers=offers)
