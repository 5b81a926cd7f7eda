"""Running clocks and what changes under them: a calendar, a policy. What has passed stays as it was measured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from escalera.base.calendars.models import CalendarVersion
from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.core.clocks.choosing import policies
from escalera.core.clocks.engine import Engine
from escalera.core.clocks.facts import PolicyMoved
from escalera.core.clocks.models import Clock, PolicyVersion
from escalera.core.clocks.storing import load, save, standing_of
from escalera.core.tickets.models import Ticket

BATCH = 100


def follow_calendar(calendar_id: int) -> int:
    """Let all running clocks of a calendar go on by its newest version; return how many tickets that were.

    Each ticket in its own transaction: it may be stopped at any point, and asked again."""
    newest = CalendarVersion.objects.filter(calendar=calendar_id).order_by("-number").first()
    if newest is None:
        return 0
    older = list(
        CalendarVersion.objects.filter(calendar=calendar_id).exclude(pk=newest.pk).values_list("pk", flat=True)
    )
    live = Clock.objects.filter(calendar_version__in=older, stopped_at__isnull=True)
    return _each(live, lambda ticket: _follow(ticket, newest))


@transaction.atomic
def _follow(ticket_id: int, newest: CalendarVersion) -> None:
    Ticket.objects.lock(ticket_id)
    row = standing_of(ticket_id)
    if row is None:
        return
    stored = load(row)
    Engine(stored.state, policies().versions).follow_calendars_to(newest.event_id + 1)
    save(stored, row.event_id)


def follow_policy(version_id: int, *, at: datetime) -> int:
    """Let tickets whose clocks run by an older version of a policy go on by this one; return how many."""
    version = PolicyVersion.objects.select_related("policy", "by").get(pk=version_id)
    older = PolicyVersion.objects.filter(policy=version.policy_id, number__lt=version.number)
    live = Clock.objects.filter(policy_version__in=list(older.values_list("pk", flat=True)), stopped_at__isnull=True)
    return _each(live, lambda ticket: _move(ticket, version, at))


@transaction.atomic
def _move(ticket_id: int, version: PolicyVersion, at: datetime) -> None:
    Ticket.objects.lock(ticket_id)
    fact = PolicyMoved(ticket_id=ticket_id, policy=version.policy.name, version=version.number)
    actor = version.by.actor if version.by else Actor("system", None, "Escalera")
    record(fact, actor=actor, at=at)


def _each(live: QuerySet[Clock], do: Callable[[int], None]) -> int:
    """Do something to each ticket of these clocks, in the order of their numbers; return how many tickets."""
    done, last = 0, 0
    while True:
        page = (
            live.filter(ticket__gt=last).order_by("ticket_id").values_list("ticket_id", flat=True).distinct()[:BATCH]
        )
        tickets = list(page)
        if not tickets:
            return done
        for ticket in tickets:
            do(ticket)
        done, last = done + len(tickets), tickets[-1]
