"""The library as those who write see it: lists by state, the queue of reviews, the gaps, and how many of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery

from escalera.base.people.models import Agent
from escalera.core.knowledge import search
from escalera.core.knowledge.choices import GapState, TextState, Translated
from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Gap, Remark, Topic
from escalera.core.knowledge.policies import known_to

PAGE = 50
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
    agent: Agent, *, words: str = "", topic: int | None = None, state: str = "", before: int | None = None
) -> list[Row]:
    """Return articles, newest key first, at most PAGE; `before`: a key, for the next page. `state`: one of STATES."""
    rows = Article.objects.filter(known_to(agent)).select_related("topic", "owner").defer("body").order_by("-pk")
    rows = rows.filter(archived_at__isnull=state != "archived").filter(_in_state(state))
    if words.strip():
        rows = rows.filter(pk__in=search.matching(words, every_word=True))
    if topic is not None:
        rows = rows.filter(topic=topic)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _with_languages(list(rows[:PAGE]))


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
    mine = Article.objects.filter(known_to(agent)).values("pk")
    asked = ArticleText.objects.filter(state=TextState.REVIEW, article__in=mine).count()
    old = Article.objects.filter(known_to(agent), review_on__lte=today, archived_at=None).count()
    return Counts(
        asked + old, Gap.objects.filter(state=GapState.OPEN).count(),
        Remark.objects.filter(done_at=None, article__in=mine).count(),
    )  # fmt: skip


def article_of(agent: Agent, slug: str) -> Article:
    """Return an article that the agent may know of, drafts too. Raises: Article.DoesNotExist."""
    rows = Article.objects.select_related("topic", "owner", "updated_by", "from_level")
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
    return list(Topic.objects.all())


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
