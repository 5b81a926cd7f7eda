"""Reading articles: by topic, by words, by what others found helpful. Each reader sees only their audience's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from escalera.core.knowledge import search
from escalera.core.knowledge.models import Article, ArticleText, Topic
from escalera.core.knowledge.policies import Reader, visible_to

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
    """Return the topics that have something for this reader, each with `readable`, the number of its articles."""
    mine = Count("articles", filter=visible_to(reader or agent, prefix="articles__"))
    return list(Topic.objects.annotate(readable=mine).filter(readable__gt=0))


def articles_of(topic: Topic, *, agent: Reader = None, language: str = "") -> Sequence[Article]:
    """Return a topic's articles in their order, each in the reader's language where it has it, those before others."""
    rows = Article.objects.filter(visible_to(agent), topic=topic).select_related("topic")
    return in_language(_own_first(rows, language).order_by("foreign", "position", "pk")[: PAGE * 4], language)


def article_at(slug: str, *, agent: Reader = None) -> Article:
    """Return the article at this address. Raises: Article.DoesNotExist, also for one that the reader may not see."""
    return Article.objects.select_related("topic").get(visible_to(agent), slug=slug)


def helpful(*, agent: Reader = None, language: str = "", limit: int = 6) -> Sequence[Article]:
    """Return the articles that helped most."""
    rows = Article.objects.filter(visible_to(agent)).select_related("topic").defer("body")
    return _titled(
        _own_first(rows, language).order_by("foreign", "-helpful", "-published_at", "pk")[:limit], language
    )


def found(phrase: str, *, agent: Reader = None, language: str = "", limit: int = 20) -> Sequence[Article]:
    """Return the articles that answer a question in anybody's words, the best first, own language before others."""
    order = {key: place for place, key in enumerate(search.matching(phrase))}
    rows = in_language(Article.objects.filter(visible_to(agent), pk__in=order).select_related("topic"), language)
    return sorted(rows, key=lambda one: (is_foreign(one, language), order[one.pk]))[:limit]


def proposals(words: str, *, agent: Reader = None, language: str = "", limit: int = 3) -> Sequence[Article]:
    """Return the articles that may answer what somebody is writing: nothing rather than something far off.

    One word of a long text proves little: two have to stand in an article, or one in its title and one in its text."""
    asked = search.telling(words)
    if len(asked) < 2:
        return []
    near = found(words, agent=agent, language=language, limit=limit * 4)
    return [one for one in near if search.weight(asked, one.title, one.body) >= 2][:limit]


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


def all_articles(*, words: str = "", topic: int | None = None, before: int | None = None) -> Sequence[Article]:
    """Return every article for those who write them, newest key first; `before`: a key, for the next page."""
    rows = Article.objects.select_related("topic").defer("body").filter(archived_at=None).order_by("-pk")
    if words.strip():
        rows = rows.filter(pk__in=search.matching(words, every_word=True))
    if topic is not None:
        rows = rows.filter(topic=topic)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:PAGE])


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
