"""Reading articles: by topic, by words, by what others found helpful. Each reader sees only their audience's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from escalera.base.people.models import Agent
from escalera.core.knowledge import search
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.models import Article, Topic
from escalera.core.knowledge.policies import readable_by

PAGE = 50


def topics(agent: Agent | None = None) -> Sequence[Topic]:
    """Return the topics that have something for this reader, each with `readable`, the number of its articles."""
    shown = Q(articles__is_published=True)
    found = Topic.objects.all()
    if agent is None:
        shown &= Q(articles__audience=Audience.PUBLIC)
        found = found.filter(is_public=True)
    return list(found.annotate(readable=Count("articles", filter=shown)).filter(readable__gt=0))


def articles_of(topic: Topic, *, agent: Agent | None = None, language: str = "") -> Sequence[Article]:
    """Return a topic's articles in their order, those in the reader's language first."""
    found = Article.objects.filter(readable_by(agent), topic=topic).select_related("topic")
    return list(_own_first(found, language).order_by("foreign", "position", "pk")[: PAGE * 4])


def article_at(slug: str, *, agent: Agent | None = None) -> Article:
    """Return the article at this address. Raises: Article.DoesNotExist, also for one that the reader may not see."""
    return Article.objects.select_related("topic").get(readable_by(agent), slug=slug)


def helpful(*, agent: Agent | None = None, language: str = "", limit: int = 6) -> Sequence[Article]:
    """Return the articles that helped most."""
    found = Article.objects.filter(readable_by(agent)).select_related("topic").defer("body")
    return list(_own_first(found, language).order_by("foreign", "-helpful", "-published_at", "pk")[:limit])


def found(phrase: str, *, agent: Agent | None = None, language: str = "", limit: int = 20) -> Sequence[Article]:
    """Return the articles that answer a question in anybody's words, the best first, own language before others."""
    order = {key: place for place, key in enumerate(search.matching(phrase))}
    rows = Article.objects.filter(readable_by(agent), pk__in=order).select_related("topic")
    return sorted(rows, key=lambda one: (is_foreign(one, language), order[one.pk]))[:limit]


def proposals(words: str, *, language: str = "", limit: int = 3) -> Sequence[Article]:
    """Return the public articles that may answer what somebody is writing: nothing rather than something far off.

    One word of a long text proves little: two have to stand in an article, or one in its title and one in its text."""
    asked = search.telling(words)
    if len(asked) < 2:
        return []
    near = found(words, language=language, limit=limit * 4)
    return [one for one in near if search.weight(asked, one.title, one.body) >= 2][:limit]


def is_foreign(article: Article, language: str) -> bool:
    """Say whether the article speaks another language than the reader."""
    return bool(language and article.language and article.language.split("-")[0] != language.split("-")[0])


def all_articles(*, words: str = "", topic: int | None = None, before: int | None = None) -> Sequence[Article]:
    """Return every article for those who write them, newest key first; `before`: a key, for the next page."""
    rows = Article.objects.select_related("topic").defer("body").order_by("-pk")
    if words.strip():
        rows = rows.filter(pk__in=search.matching(words, every_word=True))
    if topic is not None:
        rows = rows.filter(topic=topic)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:PAGE])


def _own_first(rows: QuerySet[Article], language: str) -> Any:
    short = language.split("-")[0]
    own = Q(language="") | Q(language__startswith=short)
    return rows.annotate(
        foreign=Case(When(own, then=Value(0)), default=Value(1), output_field=IntegerField()) if short else Value(0)
    )
