"""Lists to choose from, and the rows that a deed names, found again when it runs."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import WORK
from escalera.base.refusals import BadInput
from escalera.core.deeds.inputs import Given, Words

MOST = 500


def teams() -> Sequence[tuple[str, Words]]:
    """Return the teams that can get work, lowest level first."""
    rows = Team.objects.select_related("level").filter(archived_at__isnull=True).order_by("level__order", "name")
    return [(str(one.pk), f"{one.level.code} {one.name}") for one in rows[:MOST]]


def agents() -> Sequence[tuple[str, Words]]:
    """Return the people who can work on tickets, by name."""
    rows = Agent.objects.filter(is_active=True).order_by("name", "pk")[:MOST]
    return [(str(one.pk), one.name) for one in rows if one.may(WORK)]


def team_of(given: Given, key: str = "team") -> Team:
    """Return the team that a deed names. Raises: BadInput if it is gone."""
    team = Team.objects.select_related("level").filter(pk=given[key], archived_at__isnull=True).first()
    if team is None:
        raise BadInput(_("The team %(team)s is gone.") % {"team": given.get(f"{key}_name", "")})
    return team


def agent_of(given: Given, key: str = "agent") -> Agent:
    """Return the person whom a deed names. Raises: BadInput if they are gone."""
    agent = Agent.objects.filter(pk=given[key], is_active=True).first()
    if agent is None:
        raise BadInput(_("%(name)s does not work here any more.") % {"name": given.get(f"{key}_name", "")})
    return agent
