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
from escalera.core.retrieval.embedding import embedder
from escalera.core.retrieval.marking import snippet
from escalera.core.retrieval.models import LETTERS, NEAR, WORDS, Passage
from escalera.core.retrieval.near import near
from escalera.core.retrieval.scoring import Asked, Score
from escalera.core.retrieval.terms import LONGEST, Word, guessed, letters, question, telling

LEAST_COVERED, LEAST_LETTERED = 0.1, 0.4  # of what is asked: with less of both a passage has nothing to do with it
LEAST_NEAR = 0.2  # by meaning, for what has none of the words
NEARNESS = 2.5  # what meaning counts beside words, of which all that was asked counts about 1
PROPOSED_FROM, PROPOSED_COVERED, PROPOSED_NEAR = 2, 0.2, 0.25  # telling words; share of what they tell; by meaning
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
    near: float = 0.0  # by meaning, with the embedding: about 0 for anything else, over 0.2 for what may answer
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
    near: Mapping[str, float] | None = None  # signs that the embedding adds, if it has read anything

    def without(self, articles: Collection[int]) -> Search:
        """Return the same search as if these articles had not been found."""
        return replace(self, found=tuple(one for one in self.found if one.article not in articles))


def find(text: str, reader: Reader, language: str = "", limit: int = 10) -> list[Found]:
    """Return the best passage of each article that may answer, the best first; nothing the reader may not see.

    `language`: the reader's, whose articles come first among equals. Four statements, whatever there is; with the
    embedding five."""
    return list(search(text, reader, language, limit).found)


def articles(
    text: str, reader: Reader, language: str = "", limit: int = 10, *, every_word: bool = False
) -> list[tuple[Article, Found]]:
    """Return the same with each whole article in the reader's language, for pages that list them.

    `every_word`: only those that have about everything that was asked."""
    hits = [one for one in find(text, reader, language, limit) if not every_word or _has_all(one)]
    rows = Article.objects.filter(pk__in=[one.article for one in hits]).select_related("topic") if hits else []
    by_key = {one.pk: one for one in in_language(rows, language)}
    return [(by_key[one.article], one) for one in hits if one.article in by_key]


def proposals(text: str, reader: Reader, language: str = "", limit: int = 3) -> list[tuple[Article, Found]]:
    """Return the articles that may answer what somebody is writing: nothing rather than something far off."""
    if len(telling(text)) < PROPOSED_FROM:
        return []
    found = articles(text, reader, language, limit)
    return [one for one in found if one[1].covered >= PROPOSED_COVERED or one[1].near >= PROPOSED_NEAR]


def _has_all(found: Found) -> bool:
    return found.covered >= NEARLY_ALL or found.parts.lettered >= NEARLY_ALL


def search(text: str, reader: Reader, language: str = "", limit: int = 10, *, every: bool = False) -> Search:
    """Search as `find` does; `every`: several passages of one article too."""
    words = question(text)
    grams = list(dict.fromkeys(letters(telling(text)[:48])))
    by = fulltext.known({WORDS: gathering.stems_of(words), LETTERS: grams, NEAR: ()})
    asked = Asked(words, by[WORDS], by[LETTERS])
    seen = reader.seen()
    keys = gathering.passages(
        seen,
        gathering.rarest(by[WORDS], gathering.stems_of(words), gathering.MOST_STEMS),
        gathering.rarest(by[LETTERS], grams, gathering.MOST_LETTERS),
        by,
    )
    model = embedder() if words else None
    nearness = near(text[:LONGEST], guessed(text), model, seen, by, keys) if model else None
    every_key = set(keys) | set(nearness or ())
    rows = Passage.objects.filter(seen, pk__in=every_key).values_list(*_COLUMNS) if every_key else ()
    compared = [_scored(asked, row, language, nearness or {}) for row in rows]
    scored = sorted((one for one in compared if _is_near(one)), key=lambda one: (-one.total, one.row[0]))
    best = scored if every else _once_an_article(scored)
    signs = _signs(scored) if nearness else None
    return Search(
        tuple(_found(asked, one) for one in best[:limit]), tuple(words), asked.unknown, sum(asked.tells), signs
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    total: float
    row: tuple[Any, ...]
    score: Score
    near: float

    @property
    def article(self) -> int:
        key: int = self.row[_COLUMNS.index("article_id")]
        return key


def _scored(asked: Asked, row: tuple[Any, ...], language: str, nearness: Mapping[int, float]) -> _Compared:
    values = dict(zip(_COLUMNS, row, strict=True))
    score = asked.score(values["stems"].split(), values["folded"])
    own = language and values["language"] and values["language"].split("-")[0] == language.split("-")[0]
    close = nearness.get(values["pk"], 0.0)
    total = score.total / (sum(asked.tells) or 1.0) + NEARNESS * max(close, 0.0)
    return _Compared(total * (OWN_LANGUAGE if own else 1), row, score, close)


def _is_near(one: _Compared) -> bool:
    return one.score.covered >= LEAST_COVERED or one.score.lettered >= LEAST_LETTERED or one.near >= LEAST_NEAR


def _signs(scored: Sequence[_Compared]) -> dict[str, float]:
    """Return what the gate wants to know of meaning: how near the first is, by how much nearer than any other article,
    and whether words alone would have put it first too."""
    if not scored:
        return {}
    first = scored[0]
    others = max((one.near for one in scored if one.article != first.article), default=0.0)
    by_words = max(scored, key=lambda one: one.score.total)
    return {"near": first.near, "nearer": first.near - others, "agreed": float(by_words.article == first.article)}


def _once_an_article(scored: Sequence[_Compared]) -> list[_Compared]:
    firsts: dict[int, _Compared] = {}
    for one in scored:
        firsts.setdefault(one.article, one)
    return list(firsts.values())


def _found(asked: Asked, one: _Compared) -> Found:
    values = dict(zip(_COLUMNS, one.row, strict=True))
    return Found(
        passage=values["pk"], article=values["article_id"], slug=values["article__slug"],
        language=values["language"], title=values["title"], heading=values["heading"], anchor=values["anchor"],
        text=values["text"],
        written_at=values["written_at"], audience=values["article__audience"], score=one.total,
        covered=one.score.covered, parts=one.score, near=one.near, asked=asked.stems,
    )  # fmt: skip
