"""The library as those who write see it: lists by state, the queue of reviews, the gaps, and how many of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from escalera.base.people.models import Agent
from escalera.base.text.stems import fold
from escalera.core.knowledge.choices import GapState, TextState, Translated
from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Gap, Remark, Topic
from escalera.core.knowledge.policies import known_to

PAGE = 50
MOST_WORDS = 12
STATES = ("published", "draft", "changed", "outdated", "archived", "failing")


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a list, with how each language of the desk stands: [(code, Translated)]; the original is DONE."""

    article: Article
    languages: list[tuple[str, Translated]]
    has_changes: bool
    in_review: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for somebody. `reviews`: texts asked to be looked at and articles whose day has come."""

    reviews: int
    gaps: int
    remarks: int


def library(
    agent: Agent, *, among: Sequence[int] | None = None, topic: int | None = None, state: str = "",
    before: int | None = None,
) -> list[Row]:  # fmt: skip
    """Return articles, newest key first, at most PAGE; `before`: a key, for the next page. `state`: one of STATES;
    `topic`: with its parts. `among`: only these, in this order."""
    rows = (
        Article.objects.filter(known_to(agent)).select_related("topic__parent", "owner").defer("body").order_by("-pk")
    )
    rows = rows.filter(archived_at__isnull=state != "archived").filter(_in_state(state))
    if topic is not None:
        rows = rows.filter(Q(topic=topic) | Q(topic__parent=topic))
    if among is not None:
        order = {key: place for place, key in enumerate(among)}
        return _with_languages(sorted(rows.filter(pk__in=order), key=lambda one: order[one.pk])[:PAGE])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _with_languages(list(rows[:PAGE]))


def being_written(agent: Agent, words: str, *, limit: int = PAGE) -> list[int]:
    """Return the articles of which what is being written has all these words, newest first: readers don't see it, so
    no search knows it."""
    wanted = fold(words[:400]).split()[:MOST_WORDS]
    if not wanted:
        return []
    rows = ArticleText.objects.exclude(state=TextState.PUBLISHED)
    for one in wanted:
        rows = rows.filter(sought__contains=one)
    mine = Article.objects.filter(known_to(agent), pk__in=rows.values("article"))
    return list(mine.order_by("-pk").values_list("pk", flat=True)[:limit])


def in_review(agent: Agent, *, limit: int = 100) -> Sequence[ArticleText]:
    """Return the texts that somebody asked to look at, the oldest first."""
    mine = Article.objects.filter(known_to(agent)).values("pk")
    rows = ArticleText.objects.filter(state=TextState.REVIEW, article__in=mine).select_related(
        "article__topic", "asked_by"
    )
    return list(rows.defer("body", "article__body").order_by("asked_at", "pk")[:limit])


def due(agent: Agent, *, today: date, limit: int = 100) -> Sequence[Article]:
    """Return the articles whose day to be looked at again has come, the longest overdue first; one's own before."""
    rows = Article.objects.filter(known_to(agent), review_on__lte=today, archived_at=None)
    found = list(rows.select_related("topic", "owner").defer("body").order_by("review_on", "pk")[:limit])
    return sorted(found, key=lambda one: one.owner_id != agent.pk)


def remarks(agent: Agent, *, article: int | None = None, limit: int = 100) -> Sequence[Remark]:
    """Return what readers miss and nobody has dealt with, newest first; of one article or of all."""
    rows = Remark.objects.filter(done_at=None).select_related("article", "agent").defer("article__body")
    if article is not None:
        return list(rows.filter(article=article).order_by("-at")[:limit])
    mine = Article.objects.filter(known_to(agent)).values("pk")
    return list(rows.filter(article__in=mine).order_by("-at")[:limit])


def gaps(*, state: str = GapState.OPEN, language: str = "", page: int = 0) -> Sequence[Gap]:
    """Return the questions that nothing answered, the most asked first; `page` counts from 0."""
    rows = Gap.objects.filter(state=state).select_related("article").defer("article__body")
    if language:
        rows = rows.filter(language__startswith=language.split("-")[0])
    begin = min(max(page, 0), 200) * PAGE
    return list(rows.order_by("-count", "-id")[begin : begin + PAGE])


def counts(agent: Agent, *, today: date) -> Counts:
    """Count what waits, in one statement."""
    mine = Article.objects.filter(known_to(agent)).values("pk")
    found = Agent.objects.filter(pk=agent.pk).values_list(
        _number(ArticleText.objects.filter(state=TextState.REVIEW, article__in=mine)),
        _number(Article.objects.filter(pk__in=mine, review_on__lte=today, archived_at=None)),
        _number(Gap.objects.filter(state=GapState.OPEN)),
        _number(Remark.objects.filter(done_at=None, article__in=mine)),
    )
    asked, old, gaps, remarks = found.first() or (0, 0, 0, 0)
    return Counts(asked + old, gaps, remarks)


def _number(rows: Any) -> Coalesce:
    """Count rows inside another statement."""
    each = rows.order_by().annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(each.annotate(number=Count("pk")).values("number")), 0)


def article_of(agent: Agent, slug: str) -> Article:
    """Return an article that the agent may know of, drafts too. Raises: Article.DoesNotExist."""
    rows = Article.objects.select_related("topic__parent", "owner", "updated_by", "from_level")
    return rows.filter(known_to(agent)).get(slug=slug)


def texts_of(article: Article) -> list[ArticleText]:
    """Return an article's texts, the original first."""
    rows = ArticleText.objects.filter(article=article).select_related("published", "updated_by", "asked_by")
    return sorted(rows, key=lambda one: (one.language != article.language, one.language))


def versions_of(article: Article, language: str, *, before: int | None = None) -> Sequence[ArticleVersion]:
    """Return a text's versions, the newest first, without their words."""
    rows = ArticleVersion.objects.filter(article=article, language=language).select_related("by").defer("body")
    return list((rows if before is None else rows.filter(number__lt=before)).order_by("-number")[:PAGE])


def version_of(article: Article, language: str, number: int) -> ArticleVersion:
    """Raises: ArticleVersion.DoesNotExist."""
    return ArticleVersion.objects.get(article=article, language=language, number=number)


def shelves() -> list[Topic]:
    """Return all topics in their order, each with its parts after it."""
    rows = list(Topic.objects.select_related("parent"))
    return [
        one
        for top in rows
        if top.parent_id is None
        for one in (top, *(part for part in rows if part.parent_id == top.pk))
    ]


def in_order(topic: int, *, limit: int = 500) -> Sequence[Article]:
    """Return a topic's articles in the order in which readers see them."""
    rows = Article.objects.filter(topic=topic, archived_at=None).only("title", "slug", "is_published", "position")
    return list(rows.order_by("position", "pk")[:limit])


def _in_state(state: str) -> Q:
    texts = ArticleText.objects.all()
    if state == "published":
        return Q(is_published=True)
    if state == "draft":
        return Q(is_published=False)
    if state == "changed":
        changed = texts.filter(published__isnull=False).exclude(state=TextState.PUBLISHED)
        return Q(is_published=True, pk__in=changed.values("article"))
    if state == "outdated":
        original = texts.filter(article=OuterRef("article"), language=OuterRef("article__language"))
        late = texts.filter(published__isnull=False, of_number__lt=Subquery(original.values("published__number")[:1]))
        return Q(pk__in=late.values("article"))
    return Q(failed__gt=0, failed__gte=F("solved")) if state == "failing" else Q()


def _with_languages(articles: list[Article]) -> list[Row]:
    texts: dict[int, dict[str, ArticleText]] = defaultdict(dict)
    for text in (
        ArticleText.objects.filter(article__in=articles).select_related("published").defer("body", "published__body")
    ):
        texts[text.article_id][text.language] = text
    return [_row(one, texts[one.pk]) for one in articles]


def _row(article: Article, texts: dict[str, ArticleText]) -> Row:
    original = texts.get(article.language)
    languages = [(code, _standing(article, original, texts.get(code))) for code in _codes(article, texts)]
    return Row(
        article, languages, any(text.has_changes for text in texts.values()),
        any(text.state == TextState.REVIEW for text in texts.values()),
    )  # fmt: skip


def _codes(article: Article, texts: Iterable[str]) -> list[str]:
    """Return the languages to speak of: the original's, those that there are, and the desk's main ones."""
    wanted = [code for code in dict(settings.LANGUAGES) if code in texts or code in ("es", "en", "pt-br")]
    return (
        [article.language, *(code for code in wanted if code != article.language)]
        if article.language
        else ["", *[code for code in wanted if code in texts]]
    )


def _standing(article: Article, original: ArticleText | None, text: ArticleText | None) -> Translated:
    if text is None or original is None:
        return Translated.MISSING
    if text.language == article.language:
        return Translated.DONE if text.published_id is not None else Translated.STARTED
    return text.translated(original)
