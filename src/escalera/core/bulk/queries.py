"""What is shown of runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from escalera.base.people.models import Agent, Team
from escalera.core.bulk.choices import ACTIVE
from escalera.core.bulk.models import BulkRun, BulkStep
from escalera.core.tickets.models import Tag

SHOWN_FOR = timedelta(minutes=10)
PAGE = 50
CHOICES = 500


def shown_runs(agent: Agent, at: datetime) -> list[BulkRun]:
    """Return the agent's runs that go on now or ended a few minutes ago, the newest first; at most three."""
    latest = BulkRun.objects.filter(agent=agent).order_by("-id")[:3]
    return [run for run in latest if run.state in ACTIVE or (run.ended_at and at - run.ended_at < SHOWN_FOR)]


def find_run(agent: Agent, run_id: int) -> BulkRun:
    """Return one of the agent's own runs. Raises: BulkRun.DoesNotExist."""
    return BulkRun.objects.get(pk=run_id, agent=agent)


def steps_of(run: BulkRun, states: Sequence[str], *, after: int = 0) -> list[BulkStep]:
    """Return a page of a run's steps in these states, by number, from behind a step's key."""
    found = BulkStep.objects.filter(run=run, state__in=list(states), pk__gt=after)
    return list(found.select_related("ticket").order_by("pk")[:PAGE])


def agents_to_choose() -> list[tuple[int, str]]:
    """Return who can be given tickets: key and name, by name."""
    found = Agent.objects.filter(is_active=True).select_related(None).order_by("name", "pk")
    return list(found.values_list("pk", "name")[:CHOICES])


def teams_to_choose() -> list[Team]:
    """Return the teams with their levels, lowest first."""
    return list(Team.objects.select_related("level").order_by("level__order", "name")[:CHOICES])


def tags_to_choose() -> list[tuple[int, str]]:
    """Return the tags: key and name, by name."""
    return list(Tag.objects.order_by("name").values_list("pk", "name")[:CHOICES])
