"""Reading articles: by topic, in a language, by what others found helpful. Each reader sees only their audience's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from escalera.base.people.models import Agent
from escalera.core.knowledge.choices import How
from escalera.core.knowledge.models import Article, ArticleFile, ArticleText, Topic, Unsaved, Use
from escalera.core.knowledge.policies import Reader, visible_to
from escalera.core.knowledge.rendering import file_names

PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A published text as it is read. `at`: when this version was published or, of older ones, written."""

    article_id: int
    language: str
    title: str
    body: str
    number: int
    version_id: int
    at: datetime


def topics(agent: Reader = None, *, reader: Reader = None) -> Sequence[Topic]:
    """Return the topics that have something for this reader, in their order, each with `readable`, the number of its
    articles with those of its parts, and `shown_parts`, its parts that have something."""
    mine = Count("articles", filter=visible_to(reader or agent, prefix="articles__"))
    rows = list(Topic.objects.annotate(readable=mine).order_by("order", "pk"))  # grouping forgets the usual order
    tops = {one.pk: one for one in rows if one.parent_id is None}
    for one in rows:
        one.shown_parts = []  # type: ignore[attr-defined]
    for one in rows:
        if (above := tops.get(one.parent_id or 0)) is not None and one.readable:
            above.shown_parts.append(one)  # type: ignore[attr-defined]
            above.readable += one.readable
    return [one for one in tops.values() if one.readable]


def articles_of(topic: Topic, *, agent: Reader = None, language: str = "", parts: bool = False) -> Sequence[Article]:
    """Return a topic's articles in their order, each in the reader's language where it has it, those before others.

    `parts`: those of its parts too, after its own, part by part."""
    rows = Article.objects.filter(visible_to(agent)).select_related("topic")
    rows = rows.filter(Q(topic=topic) | Q(topic__parent=topic)) if parts else rows.filter(topic=topic)
    order = ("topic__order", "topic_id", "foreign", "position", "pk")
    found = in_language(_own_first(rows, language).order_by(*order)[: PAGE * 4], language)
    return sorted(found, key=lambda one: one.topic_id != topic.pk)


def part_of(slug: str) -> Topic:
    """Return the topic at this address, as customers know it. Raises: Topic.DoesNotExist."""
    open_ones = Topic.objects.filter(Q(parent=None) | Q(parent__is_public=True), is_public=True)
    return open_ones.select_related("parent").get(slug=slug)


def article_at(slug: str, *, agent: Reader = None) -> Article:
    """Return the article at this address. Raises: Article.DoesNotExist, also for one that the reader may not see."""
    return Article.objects.select_related("topic__parent", "owner").get(visible_to(agent), slug=slug)


def helpful(*, agent: Reader = None, language: str = "", limit: int = 6) -> Sequence[Article]:
    """Return the articles that helped most."""
    rows = Article.objects.filter(visible_to(agent)).select_related("topic").defer("body")
    return _titled(
        _own_first(rows, language).order_by("foreign", "-helpful", "-published_at", "pk")[:limit], language
    )


def is_foreign(article: Article, language: str) -> bool:
    """Say whether the article, as it was read, speaks another language than the reader."""
    spoken = getattr(article, "spoken", article.language)
    return bool(language and spoken and spoken.split("-")[0] != language.split("-")[0])


def in_language(rows: Iterable[Article], language: str) -> list[Article]:
    """Return articles with their title and body in the reader's language where they have it; one more query.

    Each gets `spoken`, the language of its words. They are for reading: never save them."""
    articles = list(rows)
    others = [one for one in articles if is_foreign(one, language)]
    texts = _published_in(others, language)
    for one in articles:
        text = texts.get(one.pk)
        one.spoken = text.language if text else one.language  # type: ignore[attr-defined]
        if text is not None:
            one.title, one.body = text.title, text.body
    return articles


def languages_of(article: Article) -> list[str]:
    """Return the languages in which an article may be read, the original's first."""
    rows = ArticleText.objects.filter(article=article.pk, published__isnull=False).values_list("language", flat=True)
    return sorted(rows, key=lambda one: (one != article.language, one))


def published_texts(keys: Sequence[int] | None = None, *, after: int = 0, limit: int = 500) -> list[Shown]:
    """Return what readers see of these articles (None: of all, by pages: `after` is the last article's key), every
    language; who may see it is not asked here: join `policies.visible_to`."""
    rows = ArticleText.objects.filter(published__isnull=False, article__is_published=True, article__gt=after)
    if keys is not None:
        rows = rows.filter(article__in=keys)
    chosen = rows.values_list("article", flat=True).distinct().order_by("article")[:limit]
    rows = rows.filter(article__in=list(chosen)).select_related("published").order_by("article", "language")
    return [
        Shown(text.article_id, text.language, one.title, one.body, one.number, one.pk, one.at)
        for text in rows
        if (one := text.published) is not None
    ]


def _titled(rows: Iterable[Article], language: str) -> list[Article]:
    """Put only the titles into the reader's language: the bodies were not read."""
    articles = list(rows)
    texts = _published_in([one for one in articles if is_foreign(one, language)], language)
    for one in articles:
        one.title = texts[one.pk].title if one.pk in texts else one.title
    return articles


def _published_in(articles: Sequence[Article], language: str) -> dict[int, Shown]:
    """Return the texts that are best for a reader: of exactly their language, or of its main one ("es" for "es-419")."""
    if not articles or not language:
        return {}
    short = language.split("-")[0]
    rows = ArticleText.objects.filter(
        article__in=[one.pk for one in articles], published__isnull=False, language__startswith=short
    ).select_related("published")
    best: dict[int, Shown] = {}
    for text in sorted(rows, key=lambda one: (one.language == language, one.language == short)):
        if (one := text.published) is not None:
            best[text.article_id] = Shown(
                text.article_id, text.language, one.title, one.body, one.number, one.pk, one.at
            )
    return best


def _own_first(rows: QuerySet[Article], language: str) -> Any:
    short = language.split("-")[0]
    if not short:
        return rows.annotate(foreign=Value(0))
    translated = ArticleText.objects.filter(published__isnull=False, language__startswith=short).values("article")
    own = Q(language="") | Q(language__startswith=short) | Q(pk__in=translated)
    return rows.annotate(foreign=Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField()))


def attachments(article_id: int, body: str) -> list[ArticleFile]:
    """Return the files that stand beside an article: all but the pictures that its text shows."""
    files = ArticleFile.objects.filter(article=article_id).order_by("name")
    shown = set(file_names(body))
    return [one for one in files if not (one.is_picture and one.name in shown)]


def used_in(article_id: int, *, limit: int = 200) -> list[Use]:
    """Return the newest things that an article did for tickets; who may see the tickets is not asked here."""
    return list(Use.objects.filter(article=article_id).exclude(how=How.SHOWN).order_by("-at", "-pk")[:limit])


def unsaved(agent: Agent, *, article_id: int | None = None, language: str = "", origin: str = "") -> Unsaved | None:
    """Return the agent's own words in an editor that were not saved."""
    mine = Unsaved.objects.filter(agent=agent, article=article_id)
    found = mine.filter(language=language) if article_id is not None else mine.filter(origin=origin[:30])
    return found.first()
