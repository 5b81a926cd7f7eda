"""What an article is linked to, in words. Rooms above say how theirs are called and where they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from escalera.base.people.models import Agent
from escalera.core.knowledge.choices import LinkKind
from escalera.core.knowledge.models import Article, ArticleLink
from escalera.core.knowledge.policies import known_to

Names = Callable[[Sequence[int], Agent], dict[int, str]]
_NAMES: dict[str, Names] = {}


@dataclass(frozen=True, slots=True)
class Linked:
    """One end of a link that this agent may see. `key`: a ticket's number, an article's or a procedure's key."""

    kind: str
    key: int
    name: str
    slug: str = ""  # of an article
    is_origin: bool = False


def register(kind: str, names: Names) -> None:
    """Say how things of a kind are called. `names(keys, agent)` returns those that the agent may see, {key: name}."""
    _NAMES[str(kind)] = names


def linked_to(article_id: int, *, by: Agent, limit: int = 50) -> list[Linked]:
    """Return what an article is linked to, newest first; what the agent may not see is left out."""
    rows = list(ArticleLink.objects.filter(article=article_id).order_by("-at", "-pk")[:limit])
    names: dict[str, dict[int, str]] = {}
    for kind in {one.kind for one in rows}:
        keys = [one.target for one in rows if one.kind == kind]
        names[kind] = _NAMES[kind](keys, by) if kind in _NAMES else {}
    slugs = _slugs([one.target for one in rows if one.kind == LinkKind.ARTICLE])
    return [
        Linked(one.kind, one.target, names[one.kind][one.target], slugs.get(one.target, ""), one.is_origin)
        for one in rows
        if one.target in names[one.kind]
    ]


def articles_of(kind: str, target: int, *, by: Agent) -> list[Article]:
    """Return the articles that a ticket, a script or a runbook is linked to, as far as the agent may read them."""
    mine = Article.objects.filter(known_to(by), links__kind=kind, links__target=target, archived_at=None)
    return list(mine.order_by("-is_published", "pk")[:50])


def _slugs(keys: Sequence[int]) -> dict[int, str]:
    return dict(Article.objects.filter(pk__in=keys).values_list("pk", "slug")) if keys else {}


def _names_of_articles(keys: Sequence[int], agent: Agent) -> dict[int, str]:
    return dict(Article.objects.filter(known_to(agent), pk__in=keys, archived_at=None).values_list("pk", "title"))


register(LinkKind.ARTICLE, _names_of_articles)
