"""The verbs of articles: write, edit, publish, withdraw; and what readers say of them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor, Fact
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.knowledge import search
from escalera.core.knowledge.facts import (
    ArticleEdited,
    ArticlePublished,
    ArticleSolved,
    ArticleVoted,
    ArticleWithdrawn,
    ArticleWritten,
    TopicRemoved,
    TopicSaved,
)
from escalera.core.knowledge.models import Article, Audience, Topic, Vote
from escalera.core.knowledge.policies import readable_by, why_not_write

LONGEST_BODY = 100_000  # characters
READER = Actor("contact", None, "")  # somebody who reads without telling who they are
EDITABLE = frozenset({"title", "body", "topic", "language", "audience", "position"})


class CannotRemove(Refusal):
    """The topic still holds articles."""


@together()
def save_topic(
    *, name: str, icon: str, order: int, is_public: bool, by: Agent, at: datetime, topic_id: int | None = None
) -> Topic:
    """Make a topic, or change one. Raises: NotAllowed, BadInput, Topic.DoesNotExist."""
    _refuse(by)
    name = " ".join(name.replace("\x00", "").split())[:80]
    if not name:
        raise BadInput(_("Give the topic a name."))
    topic = Topic.objects.get(pk=topic_id) if topic_id is not None else Topic(slug=_free_slug(Topic, name))
    topic.name, topic.icon, topic.is_public = name, icon[:24], is_public
    topic.order = min(max(order, 0), 9999)
    topic.save()
    record(TopicSaved(topic_id=topic.pk, title=name), actor=by.actor, at=at)
    return topic


@together()
def remove_topic(*, topic_id: int, by: Agent, at: datetime) -> None:
    """Take away an empty topic. Raises: NotAllowed, CannotRemove, Topic.DoesNotExist."""
    _refuse(by)
    topic = Topic.objects.get(pk=topic_id)
    if topic.articles.exists():
        raise CannotRemove(_("The topic still holds articles. Move them first."))
    topic.delete()
    record(TopicRemoved(topic_id=topic_id, title=topic.name), actor=by.actor, at=at)


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
) -> Article:
    """Write a new article, not published yet. Raises: NotAllowed, BadInput."""
    _refuse(by)
    article = Article(slug="", topic=topic, updated_at=at)
    _fill(article, title=title, body=body, language=language, audience=audience, position=position)
    article.slug = _free_slug(Article, article.title)
    return _saved(article, ArticleWritten, by, at)


@together()
def edit_article(*, article_id: int, by: Agent, at: datetime, **changes: object) -> Article:
    """Change a title, body, topic, language, audience or position; what is published changes at once.

    Raises: NotAllowed, BadInput, Article.DoesNotExist."""
    _refuse(by)
    if unknown := set(changes) - EDITABLE:
        raise BadInput(_("An article has no “%(name)s”.") % {"name": ", ".join(sorted(unknown))})
    article = Article.objects.select_for_update().get(pk=article_id)
    _fill(article, **changes)
    return _saved(article, ArticleEdited, by, at)


@together()
def publish(*, article_id: int, by: Agent, at: datetime) -> Article:
    """Let its audience read the article; one that is published stays as it is. Raises: NotAllowed, DoesNotExist."""
    _refuse(by)
    article = Article.objects.select_for_update().get(pk=article_id)
    if not article.is_published:
        article.is_published, article.published_at = True, at
        article.save(update_fields=["is_published", "published_at"])
        record(ArticlePublished(article_id=article.pk, title=article.title), actor=by.actor, at=at)
    return article


@together()
def withdraw(*, article_id: int, by: Agent, at: datetime) -> Article:
    """Take the article away from its readers; it stays with those who write. Raises: NotAllowed, DoesNotExist."""
    _refuse(by)
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.is_published:
        article.is_published, article.published_at = False, None
        article.save(update_fields=["is_published", "published_at"])
        record(ArticleWithdrawn(article_id=article.pk, title=article.title), actor=by.actor, at=at)
    return article


def note_shown(article_id: int) -> None:
    """Count that somebody opened the article."""
    Article.objects.filter(pk=article_id).update(shown=F("shown") + 1)


@together()
def vote(*, article_id: int, is_helpful: bool, voter: str, at: datetime, actor: Actor = READER) -> None:
    """Count a public reader's yes or no, once a reader; another one from them replaces the first.

    `voter`: whatever tells readers apart; only a hash of it is kept. Raises: Article.DoesNotExist."""
    article = Article.objects.select_for_update(of=("self",)).get(readable_by(None), pk=article_id)
    mark = hmac.new(settings.SECRET_KEY.encode(), b"vote" + voter.encode(), hashlib.sha256).hexdigest()[:40]
    known = Vote.objects.filter(article=article, voter=mark).first()
    if known is not None and known.is_helpful == is_helpful:
        return
    yes = int(is_helpful) - (int(known.is_helpful) if known else 0)
    no = int(not is_helpful) - (int(not known.is_helpful) if known else 0)
    Vote.objects.update_or_create(article=article, voter=mark, defaults={"is_helpful": is_helpful, "at": at})
    Article.objects.filter(pk=article.pk).update(helpful=F("helpful") + yes, unhelpful=F("unhelpful") + no)
    record(ArticleVoted(article_id=article.pk, title=article.title, is_helpful=is_helpful), actor=actor, at=at)


@together()
def note_solved(*, article_id: int, at: datetime, actor: Actor = READER) -> None:
    """Count that the article answered somebody who was writing to us. Raises: Article.DoesNotExist."""
    article = Article.objects.get(readable_by(None), pk=article_id)
    Article.objects.filter(pk=article.pk).update(solved=F("solved") + 1)
    record(ArticleSolved(article_id=article.pk, title=article.title), actor=actor, at=at)


def _fill(article: Article, **values: object) -> None:
    """Check and set what may be edited. Raises: BadInput."""
    for name, value in values.items():
        setattr(article, name, value)
    article.title = " ".join(str(article.title).replace("\x00", "").split())[:160]
    article.body = str(article.body).replace("\x00", "").replace("\r\n", "\n")
    if not article.title or not article.body.strip():
        raise BadInput(_("An article needs a title and a text."))
    if len(article.body) > LONGEST_BODY:
        raise BadInput(_("The article is too long: at most %(limit)d characters.") % {"limit": LONGEST_BODY})
    if article.audience not in Audience.values:
        raise BadInput(_("An article is for everybody or only for the team."))
    if article.language and article.language not in dict(settings.LANGUAGES):
        raise BadInput(_("Unknown language “%(code)s”.") % {"code": str(article.language)[:10]})
    article.position = min(max(int(article.position), 0), 9999)


def _saved(article: Article, fact: type[ArticleWritten] | type[ArticleEdited], by: Agent, at: datetime) -> Article:
    article.updated_at, article.updated_by = at, by
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:  # the same title was written at the same moment
        article.slug = f"{article.slug[:160]}-{int(at.timestamp())}"
        article.save()
    search.index(article.pk, article.title, article.body)
    done: Fact = fact(article_id=article.pk, title=article.title)
    record(done, actor=by.actor, at=at)
    return article


def _free_slug(model: type[Topic] | type[Article], title: str) -> str:
    """Return an address made of the title that nobody has; it stays when the title changes, so links go on working."""
    base = slugify(title)[:80] or "a"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for n in range(1, len(taken) + 2) if (one := base if n == 1 else f"{base}-{n}") not in taken)


def _refuse(by: Agent) -> None:
    if refusal := why_not_write(by):
        raise NotAllowed(refusal)
