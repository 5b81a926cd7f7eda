"""From draft to readers: a review is asked for, given or refused; published, withdrawn, archived, looked at again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.knowledge.actions.knowing import known
from escalera.core.knowledge.actions.writing import next_review, sought
from escalera.core.knowledge.choices import TextState
from escalera.core.knowledge.facts import (
    ArticleArchived,
    ArticleConfirmed,
    ArticlePublished,
    ArticleReviewAsked,
    ArticleSentBack,
    ArticleWithdrawn,
)
from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion
from escalera.core.knowledge.policies import why_not_keep, why_not_publish


class CannotPublish(Refusal):
    """A translation waits for its original; an archived article for its return."""


@together()
def ask_review(*, article_id: int, by: Agent, at: datetime, language: str | None = None) -> ArticleText:
    """Ask those who publish to look at what was written. Raises: NotAllowed, ArticleText.DoesNotExist."""
    known(article_id, by)
    article, text = _locked(article_id, language)
    if text.state == TextState.DRAFT:
        text.state, text.asked_at, text.asked_by, text.answer = TextState.REVIEW, at, by, ""
        text.save()
        fact = ArticleReviewAsked(article_id=article.pk, title=text.title, language=text.language)
        record(fact, actor=by.actor, at=at)
    return text


@together()
def send_back(*, article_id: int, words: str, by: Agent, at: datetime, language: str | None = None) -> ArticleText:
    """Give a text back to its author, with the reason. Raises: NotAllowed, BadInput, ArticleText.DoesNotExist."""
    _refuse(by)
    words = " ".join(words.replace("\x00", "").split())[:500]
    if not words:
        raise BadInput(_("Say what is to be changed."))
    article, text = _locked(article_id, language)
    if text.state == TextState.REVIEW:
        text.state, text.answer = TextState.DRAFT, words
        text.save()
        fact = ArticleSentBack(
            article_id=article.pk, title=text.title, language=text.language, words=words, asked_by=text.asked_by_id
        )
        record(fact, actor=by.actor, at=at)
    return text


@together()
def publish(
    *, article_id: int, by: Agent, at: datetime, language: str | None = None, is_minor: bool = False
) -> Article:
    """Let readers see what was written; what they see already stays as it is.

    `language`: None is the original. `is_minor`: its translations stay up to date. Raises: NotAllowed, CannotPublish,
    Article.DoesNotExist, ArticleText.DoesNotExist."""
    _refuse(by)
    article, text = _locked(article_id, language)
    if text.published_id is not None and text.state == TextState.PUBLISHED:
        return article
    _check_order(article, text)
    before, asked_by = text.published.number if text.published else None, text.asked_by_id
    text.published = ArticleVersion.objects.get(article=article, language=text.language, number=text.number)
    text.state, text.answer, text.asked_at, text.asked_by = TextState.PUBLISHED, "", None, None
    text.sought = ""
    text.save()
    if text.language == article.language:
        _show_original(article, text, at)
        if is_minor and before is not None:
            same = ArticleText.objects.filter(article=article, of_number=before).exclude(pk=text.pk)
            same.update(of_number=text.number)
    fact = ArticlePublished(
        article_id=article.pk, title=text.title, language=text.language, number=text.number, asked_by=asked_by
    )
    record(fact, actor=by.actor, at=at)
    return article


@together()
def withdraw(*, article_id: int, by: Agent, at: datetime) -> Article:
    """Take the whole article away from its readers; it stays with those who write. Raises: NotAllowed, DoesNotExist."""
    _refuse(by)
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.is_published:
        _hide(article, by, at)
    return article


@together()
def withdraw_text(*, article_id: int, language: str, by: Agent, at: datetime) -> ArticleText:
    """Take one translation away from its readers. Raises: NotAllowed, BadInput, ArticleText.DoesNotExist."""
    _refuse(by)
    article, text = _locked(article_id, language)
    if language == article.language:
        raise BadInput(_("This is the original: withdraw the whole article."))
    if text.published_id is not None:
        text.published, text.state, text.sought = None, TextState.DRAFT, sought(text.title, text.body)
        text.save()
        fact = ArticleWithdrawn(article_id=article.pk, title=text.title, language=language)
        record(fact, actor=by.actor, at=at)
    return text


@together()
def archive(*, article_id: int, by: Agent, at: datetime) -> Article:
    """Put an article away, with its history; its readers lose it. Raises: NotAllowed, Article.DoesNotExist."""
    _refuse(by)
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.archived_at is None:
        if article.is_published:
            _hide(article, by, at)
        article.archived_at, article.review_on = at, None
        article.save(update_fields=["archived_at", "review_on"])
        record(ArticleArchived(article_id=article.pk, title=article.title), actor=by.actor, at=at)
    return article


@together()
def bring_back(*, article_id: int, by: Agent, at: datetime) -> Article:
    """Take an archived article back, as a draft. Raises: NotAllowed, Article.DoesNotExist."""
    _refuse(by)
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.archived_at is not None:
        article.archived_at = None
        article.save(update_fields=["archived_at"])
        record(ArticleArchived(article_id=article.pk, title=article.title, is_back=True), actor=by.actor, at=at)
    return article


@together()
def confirm(*, article_id: int, by: Agent, at: datetime) -> Article:
    """Say that the article is still true; it comes up for review again after its time.

    By who may publish, or who keeps it. Raises: NotAllowed, Article.DoesNotExist."""
    article = Article.objects.select_for_update().get(pk=article_id)
    if refusal := why_not_keep(by, article):
        raise NotAllowed(refusal)
    article.review_on = next_review(article, at.date())
    article.save(update_fields=["review_on"])
    record(ArticleConfirmed(article_id=article.pk, title=article.title), actor=by.actor, at=at)
    return article


def _locked(article_id: int, language: str | None) -> tuple[Article, ArticleText]:
    article = Article.objects.select_for_update().get(pk=article_id)
    chosen = article.language if language is None else language
    return article, ArticleText.objects.select_related("published").get(article=article, language=chosen)


def _check_order(article: Article, text: ArticleText) -> None:
    """Raises: CannotPublish."""
    if article.archived_at is not None:
        raise CannotPublish(_("The article is archived. Bring it back first."))
    if text.language != article.language and not article.is_published:
        raise CannotPublish(_("Publish the original first."))


def _show_original(article: Article, text: ArticleText, at: datetime) -> None:
    article.title, article.body, article.is_published = text.title, text.body, True
    article.published_at = article.published_at or at
    article.review_on = next_review(article, at.date())
    article.updated_at = max(article.updated_at, at)
    article.save(update_fields=["title", "body", "is_published", "published_at", "review_on", "updated_at"])


def _hide(article: Article, by: Agent, at: datetime) -> None:
    """Take the original away from readers: those who write see again what they are writing."""
    text = ArticleText.objects.get(article=article, language=article.language)
    text.published, text.state, text.sought = None, TextState.DRAFT, sought(text.title, text.body)
    text.save(update_fields=["published", "state", "sought"])
    article.title, article.body, article.is_published, article.published_at = text.title, text.body, False, None
    article.save(update_fields=["title", "body", "is_published", "published_at"])
    fact = ArticleWithdrawn(article_id=article.pk, title=article.title, language=article.language)
    record(fact, actor=by.actor, at=at)


def _refuse(by: Agent) -> None:
    if refusal := why_not_publish(by):
        raise NotAllowed(refusal)
