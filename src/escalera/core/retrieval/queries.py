"""One search for people, portal, suggestions and assistant: the passages that answer a question in anybody's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from escalera.base.people.models import Agent, Contact
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import visible_to
from escalera.core.knowledge.queries import in_language
from escalera.core.retrieval import fulltext, gathering
from escalera.core.retrieval.marking import snippet
from escalera.core.retrieval.models import LETTERS, WORDS, Passage
from escalera.core.retrieval.scoring import Asked, Score
from escalera.core.retrieval.terms import Word, letters, question, telling

LEAST_COVERED, LEAST_LETTERED = 0.1, 0.4  # of what is asked: with less of both a passage has nothing to do with it
PROPOSED_FROM, PROPOSED_COVERED = 2, 0.2  # telling words; share of what they tell
NEARLY_ALL = 0.75
OWN_LANGUAGE = 1.08  # what a passage in the reader's language counts more
_COLUMNS = (
    "pk", "article_id", "article__slug", "language", "title", "heading", "anchor", "text", "stems", "folded",
    "written_at", "article__audience",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks. Nobody: a visitor. `segment`: for a widget or a trial that stands for one."""

    agent: Agent | None = None
    contact: Contact | None = None
    segment: int | None = None

    def seen(self) -> Q:
        """Return the condition on Passage of what they may see."""
        return visible_to(self.agent or self.contact, self.segment, prefix="article__")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of an article. `snippet`: HTML, the words found in <mark>. `score` orders and says nothing else;
    `covered`: the share of what the question tells that stands in it, 0 to 1."""

    passage: int
    article: int
    slug: str
    language: str
    title: str
    heading: str
    anchor: str
    text: str
    written_at: datetime
    audience: str
    score: float
    covered: float
    parts: Score
    asked: Mapping[str, float] = field(repr=False, default_factory=dict)  # {stem: what it tells}

    @property
    def snippet(self) -> SafeString:
        return snippet(self.text, self.asked, self.language)


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, the best first, and what the gate wants to know of it."""

    found: tuple[Found, ...]
    words: tuple[Word, ...]
    unknown: float  # the share of what the question tells that stands in no passage
    told: float  # what the question tells, in all
    near: Mapping[str, float] | None = None  # what the embedding adds, if there is one

    def without(self, articles: Collection[int]) -> Search:
        """Return the same search as if these articles had not been found."""
        return replace(self, found=tuple(one for one in self.found if one.article not in articles))


def find(text: str, reader: Reader, language: str = "", limit: int = 10) -> list[Found]:
    """Return the best passage of each article that may answer, the best first; nothing the reader may not see.

    `language`: the reader's, whose articles come first among equals. Six statements, whatever there is."""
    return list(search(text, reader, language, limit).found)


def articles(
    text: str, reader: Reader, language: str = "", limit: int = 10, *, every_word: bool = False
) -> list[tuple[Article, Found]]:
    """Return the same with each whole article in the reader's language, for pages that list them.

    `every_word`: only those that have about everything that was asked."""
    near = [one for one in find(text, reader, language, limit) if not every_word or _has_all(one)]
    rows = Article.objects.filter(pk__in=[one.article for one in near]).select_related("topic") if near else []
    by_key = {one.pk: one for one in in_language(rows, language)}
    return [(by_key[one.article], one) for one in near if one.article in by_key]


def proposals(text: str, reader: Reader, language: str = "", limit: int = 3) -> list[tuple[Article, Found]]:
    """Return the articles that may answer what somebody is writing: nothing rather than something far off."""
    if len(telling(text)) < PROPOSED_FROM:
        return []
    near = articles(text, reader, language, limit)
    return [one for one in near if one[1].covered >= PROPOSED_COVERED]


def _has_all(found: Found) -> bool:
    return found.covered >= NEARLY_ALL or found.parts.lettered >= NEARLY_ALL


def search(text: str, reader: Reader, language: str = "", limit: int = 10, *, every: bool = False) -> Search:
    """Search as `find` does; `every`: several passages of one article too."""
    words = question(text)
    grams = list(dict.fromkeys(letters(telling(text)[:48])))
    by = fulltext.known({WORDS: gathering.stems_of(words), LETTERS: grams})
    asked = Asked(words, by[WORDS], by[LETTERS])
    keys = gathering.passages(
        reader.seen(),
        gathering.rarest(by[WORDS], gathering.stems_of(words), gathering.MOST_STEMS),
        gathering.rarest(by[LETTERS], grams, gathering.MOST_LETTERS),
        by,
    )
    rows = list(Passage.objects.filter(reader.seen(), pk__in=keys).values_list(*_COLUMNS)) if keys else []
    compared = [_scored(asked, row, language) for row in rows]
    near = [one for one in compared if one[2].covered >= LEAST_COVERED or one[2].lettered >= LEAST_LETTERED]
    scored = sorted(near, key=lambda one: (-one[0], one[1][0]))
    best = scored if every else _once_an_article(scored)
    return Search(tuple(_found(asked, *one) for one in best[:limit]), tuple(words), asked.unknown, sum(asked.tells))


def _scored(asked: Asked, row: tuple[Any, ...], language: str) -> tuple[float, tuple[Any, ...], Score]:
    values = dict(zip(_COLUMNS, row, strict=True))
    score = asked.score(values["stems"].split(), values["folded"])
    own = language and values["language"] and values["language"].split("-")[0] == language.split("-")[0]
    return score.total * (OWN_LANGUAGE if own else 1), row, score


def _once_an_article(
    scored: Sequence[tuple[float, tuple[Any, ...], Score]],
) -> list[tuple[float, tuple[Any, ...], Score]]:
    firsts: dict[int, tuple[float, tuple[Any, ...], Score]] = {}
    for one in scored:
        firsts.setdefault(one[1][_COLUMNS.index("article_id")], one)
    return list(firsts.values())


def _found(asked: Asked, total: float, row: tuple[Any, ...], score: Score) -> Found:
    values = dict(zip(_COLUMNS, row, strict=True))
    return Found(
        passage=values["pk"], article=values["article_id"], slug=values["article__slug"],
        language=values["language"], title=values["title"], heading=values["heading"], anchor=values["anchor"],
        text=values["text"],
        written_at=values["written_at"], audience=values["article__audience"], score=total, covered=score.covered,
        parts=score, asked=asked.stems,
    )  # fmt: skip
