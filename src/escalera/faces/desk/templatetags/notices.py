"""How many things the reader has not seen: one look-up, for the bell of every page."""

from __future__ import annotations

from django.template import Context, Library

from escalera.base.people.models import Agent
from escalera.core.notifications import queries

MOST_SHOWN = 99
register = Library()


@register.simple_tag(takes_context=True)
def unseen(context: Context) -> str:
    """Return the number as it stands on the bell: "", "7", "99+"."""
    user = context["request"].user
    number = queries.unseen(user) if isinstance(user, Agent) else 0
    if not number:
        return ""
    return str(number) if number <= MOST_SHOWN else f"{MOST_SHOWN}+"
