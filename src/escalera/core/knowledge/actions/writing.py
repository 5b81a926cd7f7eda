"""Writing: an article begins, its text changes in one language or another, an old version comes back.

Nothing here changes what readers see, but for `edit_article`'s audience and place: publishing does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Level, Segment
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.base.text.stems import fold
from escalera.core.knowledge.actions.addresses import free_slug
from escalera.core.knowledge.actions.knowing import known as known_article
from escalera.core.knowledge.choices import Audience, TextState
from escalera.core.knowledge.facts import ArticleChanged, ArticleEdited, ArticleWritten
from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Topic
from escalera.core.knowledge.policies import why_not_publish, why_not_write

LONGEST_BODY = 100_000  # characters
PLACE = frozenset({
    "topic", "language", "audience", "position", "segments", "from_level", "owner", "review_every_days",
})  # fmt: skip
EDITABLE = PLACE | {"title", "body"}


class ChangedMeanwhile(Refusal):
    """Somebody saved the text after the page was opened."""


@together()
def write_article(
    *,
    title: str,
    body: str,
    topic: Topic,
    by: Agent,
    at: datetime,
    language: str = "",
    audience: str = Audience.PUBLIC,
    position: int = 0,
    source: str | None = None,
    **place: Any,
) -> Article:
    """Write a new article, not published yet. `place`: segments (keys), from_level, owner, review_every_days.

    Raises: NotAllowed, BadInput."""
    _refuse(by)
    title, body = cleaned(title, body)
    article = Article(title=title, body=body, updated_at=at, updated_by=by, source=source)
    segments = _put(
        article, {**place, "topic": topic, "language": language, "audience": audience, "position": position}, at
    )
    article.slug = free_slug(Article, title)
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:  # the same title was written at the same moment
        article.slug = f"{article.slug[:160]}-{int(at.timestamp())}"
        article.save()
    article.segments.set(segments)
    _write(article, language, title, body, by, at)
    record(ArticleWritten(article_id=article.pk, title=title, language=language), actor=by.actor, at=at)
    return article


@together()
def edit_article(*, article_id: int, by: Agent, at: datetime, note: str = "", **changes: Any) -> Article:
    """Change the original's text (what is being written), or at once who reads the article and where it stands.

    `changes`: title, body, topic, language, audience, position, segments, from_level, owner, review_every_days. The
    latter may be changed of a published article only by who may publish. Raises: NotAllowed, BadInput, DoesNotExist."""
    _refuse(by)
    if unknown := set(changes) - EDITABLE:
        raise BadInput(_("An article has no “%(name)s”.") % {"name": ", ".join(sorted(unknown))})
    article = known_article(article_id, by, lock=True)
    place = {name: value for name, value in changes.items() if name in PLACE}
    if place:
        _move(article, place, by, at)
    if "title" in changes or "body" in changes:
        text = ArticleText.objects.get(article=article, language=article.language)
        title, body = changes.get("title", text.title), changes.get("body", text.body)
        save_text(article_id=article_id, language=article.language, title=title, body=body, by=by, at=at, note=note)
        article.refresh_from_db()
    return article


@together()
def save_text(
    *,
    article_id: int,
    language: str,
    title: str,
    body: str,
    by: Agent,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> ArticleText:
    """Save what is being written in one language, as a new version; a new language begins a translation.

    `seen`: the number of the version that the writer had before them; another one by now is refused. A translation
    follows the original's newest published version from now on. The same words again change nothing.
    Raises: NotAllowed, BadInput, ChangedMeanwhile, Article.DoesNotExist."""
    article = known_article(article_id, by, lock=True)
    if language != article.language and language not in dict(settings.LANGUAGES):
        raise BadInput(_("Unknown language “%(code)s”.") % {"code": language[:10]})
    title, body = cleaned(title, body)
    known = ArticleText.objects.filter(article=article, language=language).first()
    if known is not None and seen is not None and known.number != seen:
        raise ChangedMeanwhile(
            _("Somebody saved this text while you were writing. Look at what differs, then save again.")
        )
    if (
        known is not None
        and (known.title, known.body) == (title, body)
        and known.of_number == _followed(article, language)
    ):
        return known
    text = _write(article, language, title, body, by, at, known=known, note=note)
    Article.objects.filter(pk=article.pk).update(updated_at=at, updated_by=by)
    if not article.is_published and language == article.language:
        Article.objects.filter(pk=article.pk).update(title=title, body=body)
    fact = ArticleEdited(article_id=article.pk, title=title, language=language, number=text.number)
    record(fact, actor=by.actor, at=at)
    return text


@together()
def restore_version(*, article_id: int, language: str, number: int, by: Agent, at: datetime) -> ArticleText:
    """Write an old version's words again, as the newest.

    Raises: NotAllowed, Article.DoesNotExist, ArticleVersion.DoesNotExist."""
    article = known_article(article_id, by)
    old = ArticleVersion.objects.get(article=article, language=language, number=number)
    note = _("as in version %(number)d") % {"number": number}
    return save_text(
        article_id=article_id, language=language, title=old.title, body=old.body, by=by, at=at, note=note
    )


def cleaned(title: str, body: str) -> tuple[str, str]:
    """Return a title and a body that may be kept. Raises: BadInput."""
    title = " ".join(str(title).replace("\x00", "").split())[:160]
    body = str(body).replace("\x00", "").replace("\r\n", "\n")
    if not title or not body.strip():
        raise BadInput(_("An article needs a title and a text."))
    if len(body) > LONGEST_BODY:
        raise BadInput(_("The article is too long: at most %(limit)d characters.") % {"limit": LONGEST_BODY})
    return title, body


def next_review(article: Article, day: date) -> date | None:
    return day + timedelta(days=article.review_every_days) if article.review_every_days else None


def _write(
    article: Article, language: str, title: str, body: str, by: Agent, at: datetime, *,
    known: ArticleText | None = None, note: str = "",
) -> ArticleText:  # fmt: skip
    """Add a version and let the text stand at it, as a draft."""
    number = 1 + (known.number if known else _last(article, language))
    ArticleVersion.objects.create(
        article=article, language=language, number=number, title=title, body=body, note=note[:200], at=at, by=by
    )
    text = known or ArticleText(article=article, language=language)
    text.title, text.body, text.number, text.state = title, body, number, TextState.DRAFT
    text.of_number, text.updated_at, text.updated_by = _followed(article, language), at, by
    text.asked_at, text.asked_by, text.sought = None, None, sought(title, body)
    text.save()
    return text


def _last(article: Article, language: str) -> int:
    """A translation that was taken away and begun again goes on counting."""
    found = ArticleVersion.objects.filter(article=article, language=language).order_by("-number")
    return found.values_list("number", flat=True).first() or 0


def _followed(article: Article, language: str) -> int | None:
    """Return the original's version that a translation written now follows."""
    if language == article.language:
        return None
    original = ArticleText.objects.select_related("published").filter(article=article, language=article.language)
    found = original.first()
    if found is None:
        return None
    return found.published.number if found.published else found.number


def _move(article: Article, place: dict[str, Any], by: Agent, at: datetime) -> None:
    """Change who reads the article, where it stands, who keeps it true."""
    if article.is_published and (refusal := why_not_publish(by)):
        raise NotAllowed(refusal)
    before = article.language
    segments = _put(article, place, at, known=True)
    if article.language != before:
        if ArticleText.objects.filter(article=article, language=article.language).exists():
            raise BadInput(_("The article has a text in that language already."))
        ArticleText.objects.filter(article=article, language=before).update(language=article.language)
        ArticleVersion.objects.filter(article=article, language=before).update(language=article.language)
    article.updated_at, article.updated_by = at, by
    article.save()
    if "segments" in place or "audience" in place:
        article.segments.set(segments)
    fact = ArticleChanged(article_id=article.pk, title=article.title, language=article.language)
    record(fact, actor=by.actor, at=at)


def _put(article: Article, place: dict[str, Any], at: datetime, *, known: bool = False) -> list[Segment]:
    """Set where the article stands; return the segments that read it. Raises: BadInput."""
    for name in PLACE & set(place) - {"segments"}:
        setattr(article, name, place[name])
    if article.audience not in Audience.values:
        raise BadInput(_("Say who may read the article."))
    if article.language and article.language not in dict(settings.LANGUAGES):
        raise BadInput(_("Unknown language “%(code)s”.") % {"code": str(article.language)[:10]})
    article.position = min(max(int(article.position), 0), 9999)
    if article.audience != Audience.LEVEL:
        article.from_level = None
    elif not isinstance(article.from_level, Level):
        raise BadInput(_("Choose the level from which on it is read."))
    if article.review_every_days is not None and not 1 <= int(article.review_every_days) <= 3650:
        raise BadInput(_("An article is reviewed every 1 to 3650 days."))
    if "review_every_days" in place:
        article.review_on = next_review(article, at.date())
    return _segments(article, place.get("segments"), known)


def _segments(article: Article, given: Iterable[int] | None, known: bool) -> list[Segment]:
    if article.audience != Audience.SEGMENT:
        return []
    if given is None and known:
        found = list(article.segments.all())
    else:
        found = list(Segment.objects.filter(pk__in=list(given or ())))
    if not found:
        raise BadInput(_("Choose the segments that may read it."))
    return found


def sought(title: str, body: str) -> str:
    """Return the words by which a draft is found."""
    return fold(f"{title}\n{body}")


def _refuse(by: Agent) -> None:
    if refusal := why_not_write(by):
        raise NotAllowed(refusal)
