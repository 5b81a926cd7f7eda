"""Keep the passages true in the same transaction in which readers see another text: what is withdrawn is not found."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.core.knowledge.facts import ArticleArchived, ArticlePublished, ArticleWithdrawn
from escalera.core.retrieval.embedding import is_built
from escalera.core.retrieval.indexing import refresh
from escalera.core.retrieval.tasks import read_passages


@on(ArticlePublished)
def show(fact: ArticlePublished, event: Event) -> None:
    refresh([fact.article_id])
    if is_built():
        read_passages.enqueue()


@on(ArticleWithdrawn)
def hide(fact: ArticleWithdrawn, event: Event) -> None:
    refresh([fact.article_id])


@on(ArticleArchived)
def put_away(fact: ArticleArchived, event: Event) -> None:
    refresh([fact.article_id])
