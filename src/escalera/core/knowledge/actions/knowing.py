"""The article that somebody wants to change, if they may know of it at all."""

from __future__ import annotations

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import known_to, why_not_write


def known(article_id: int, by: Agent, *, lock: bool = False) -> Article:
    """Return the article with its topic; `lock`: nobody else changes it before this transaction ends.

    Raises: NotAllowed for who may not write, Article.DoesNotExist also for what is kept for levels above theirs."""
    if refusal := why_not_write(by):
        raise NotAllowed(refusal)
    rows = Article.objects.filter(known_to(by)).select_related("topic")
    return (rows.select_for_update(of=("self",)) if lock else rows).get(pk=article_id)
