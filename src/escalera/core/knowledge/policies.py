"""Who may write, publish and read articles, and why not, in words."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Contact
from escalera.base.people.models.helpers import CONTENT, SEE_ALL, WORK
from escalera.base.people.queries import segment_of
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.models import Article

Reader = Agent | Contact | None


def why_not_write(agent: Agent) -> str:
    """Whoever works on tickets may write down what they learned; others publish it."""
    if agent.may(CONTENT) or agent.may(WORK):
        return ""
    return _("Your role cannot write articles.")


def why_not_publish(agent: Agent) -> str:
    return "" if agent.may(CONTENT) else _("Your role cannot publish articles. Ask for a review.")


def why_not_keep(agent: Agent, article: Article) -> str:
    """Who keeps an article says that it is still true and deals with what readers miss, whoever may publish."""
    return "" if article.owner_id == agent.pk else why_not_publish(agent)


def visible_to(reader: Reader, segment: int | None = None, *, prefix: str = "") -> Q:
    """Return what a reader may see of articles: agents all that is published but what is kept for levels above theirs;
    customers what is public or for their segment, of public topics; nobody signed in (None) what is public.

    `segment`: the key of a segment, for readers that stand for one (a widget, a trial); else the contact's own.
    `prefix`: the way to the article from another table, "article__"."""
    seen = _seen_by_agent(reader) if isinstance(reader, Agent) else _seen_outside(reader, segment)
    return _with(seen, prefix) if prefix else seen


def readable_by(reader: Reader) -> Q:
    return visible_to(reader)


def _seen_by_agent(agent: Agent) -> Q:
    if agent.may(SEE_ALL) or agent.may(CONTENT):
        return Q(is_published=True)
    height = agent.teams.order_by("-level__order").values("level__order")[:1]
    return Q(is_published=True) & (~Q(audience=Audience.LEVEL) | Q(from_level__order__lte=height))


def _seen_outside(contact: Contact | None, segment: int | None) -> Q:
    if segment is None and contact is not None:
        segment = segment_of(contact)
    seen = Q(audience=Audience.PUBLIC)
    if segment is not None:
        theirs = Article.segments.through.objects.filter(segment_id=segment).values("article_id")
        seen |= Q(audience=Audience.SEGMENT, pk__in=theirs)
    shelf = Q(topic__parent=None) | Q(topic__parent__is_public=True)
    return Q(is_published=True, topic__is_public=True) & shelf & seen


def _with(condition: Q, prefix: str) -> Q:
    """Return the same condition as seen from a table that points to articles."""
    children = [
        _with(one, prefix) if isinstance(one, Q) else (prefix + one[0], one[1])
        for one in condition.children
        if isinstance(one, (Q, tuple))
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def known_to(agent: Agent) -> Q:
    """Return what an agent may see of articles in the desk, drafts too if they may write: but for what is kept for
    levels above theirs."""
    if agent.may(SEE_ALL) or agent.may(CONTENT):
        return Q()
    if not agent.may(WORK):
        return visible_to(agent)
    height = agent.teams.order_by("-level__order").values("level__order")[:1]
    return ~Q(audience=Audience.LEVEL) | Q(from_level__order__lte=height)
