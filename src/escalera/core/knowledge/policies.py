"""Who may write articles, and why not, in words."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import CONTENT
from escalera.core.knowledge.choices import Audience


def why_not_write(agent: Agent) -> str:
    return "" if agent.may(CONTENT) else _("Your role cannot write articles.")


def readable_by(agent: Agent | None) -> Q:
    """Return what a reader may see of articles: customers the public ones of public topics, agents all published."""
    published = Q(is_published=True)
    return published if agent is not None else published & Q(audience=Audience.PUBLIC, topic__is_public=True)
