"""Having seen: one thing, everything, or whatever is about a ticket that is open on the screen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import override

from escalera.base.people.models import Agent
from escalera.core.notifications.actions.bell import count_again, locked_reach
from escalera.core.notifications.actions.carrying import Ring
from escalera.core.notifications.choices import NoticeKind
from escalera.core.notifications.models import Notification
from escalera.core.notifications.queries import browsers_of, theirs, wanted_by
from escalera.core.notifications.words import call_over
from escalera.core.tickets.policies import visible_to

KEEP = timedelta(days=90)
BATCH = 1000


@transaction.atomic
def see(*, notification_id: int, by: Agent, at: datetime) -> Notification:
    """Mark one thing as seen and return it; the second time changes nothing. Raises: Notification.DoesNotExist."""
    found = theirs(by).get(pk=notification_id)
    if found.seen_at is None:
        _mark(Notification.objects.filter(pk=found.pk), by.pk, at)
    return found


@transaction.atomic
def see_all(*, by: Agent, at: datetime) -> int:
    """Mark everything as seen; return how many there were."""
    return _mark(Notification.objects.filter(agent=by, seen_at__isnull=True), by.pk, at)


def see_ticket(*, ticket_id: int, by: Agent, at: datetime) -> int:
    """Mark what is about one ticket as seen, because it stands open before the person; return how many there were."""
    mine = Notification.objects.filter(agent=by, ticket=ticket_id, seen_at__isnull=True)
    if not mine.exists():  # without a transaction: on SQLite that would be the write lock
        return 0
    with transaction.atomic():
        return _mark(mine, by.pk, at)


def withdraw(*, ticket_id: int, at: datetime) -> int:
    """Take back what stands unseen about a ticket with people who may not see it any more; return how many lost it.

    Call inside a transaction."""
    waiting = Notification.objects.filter(ticket=ticket_id, seen_at__isnull=True)
    people = Agent.objects.filter(pk__in=waiting.values("agent")).order_by("pk")
    lost = [agent.pk for agent in people if not visible_to(agent).filter(pk=ticket_id).exists()]
    for agent_id in lost:
        reach = locked_reach(agent_id)
        waiting.filter(agent=agent_id).delete()
        count_again(reach)
    return len(lost)


def settle(*, ticket_id: int, kind: str, at: datetime, but: int | None = None) -> int:
    """Let what nobody needs to do any more rest with everybody (`but` one); return with how many people. Call
    inside a transaction."""
    waiting = Notification.objects.filter(ticket=ticket_id, kind=kind, seen_at__isnull=True).exclude(agent=but or 0)
    people = sorted(set(waiting.values_list("agent_id", flat=True)))
    for agent_id in people:
        _mark(waiting.filter(agent=agent_id), agent_id, at)
    return len(people)


def settle_about(*, about: str, kind: str, at: datetime) -> int:
    """Let what is about no ticket, and whose `about` begins so, rest with everybody; return with how many people.

    Call inside a transaction."""
    waiting = Notification.objects.filter(ticket=None, kind=kind, about__startswith=about, seen_at__isnull=True)
    people = sorted(set(waiting.values_list("agent_id", flat=True)))
    for agent_id in people:
        _mark(waiting.filter(agent=agent_id), agent_id, at)
    return len(people)


def end_rings(*, about: str, still: Collection[int], at: datetime) -> list[Ring]:
    """Let what was told of a call rest with everybody but those for whom it rings still; return what the browsers that
    were told of it are told now. Call inside a transaction."""
    waiting = Notification.objects.filter(kind=NoticeKind.CALL, about__startswith=about, seen_at__isnull=True)
    rings: list[Ring] = []
    for row in waiting.exclude(agent__in=still).select_related("agent").order_by("agent_id", "pk"):
        if row.push_due_at is None and wanted_by(row.agent)[NoticeKind.CALL].push:
            with override(row.agent.language or settings.LANGUAGE_CODE):
                words = call_over(row)
            rings += [Ring(browser.pk, words, False) for browser in browsers_of(row.agent)]
        _mark(Notification.objects.filter(pk=row.pk), row.agent_id, at)
    return rings


def forget_old(*, at: datetime) -> int:
    """Delete what is older than 90 days, a batch at a time; return how many rows went."""
    total = 0
    while old := list(Notification.objects.filter(last_at__lt=at - KEEP).values_list("pk", "agent_id")[:BATCH]):
        with transaction.atomic():
            reaches = [locked_reach(agent_id) for agent_id in sorted({agent_id for _key, agent_id in old})]
            total += Notification.objects.filter(pk__in=[key for key, _agent in old]).delete()[0]
            for reach in reaches:
                count_again(reach)
    return total


def _mark(rows: QuerySet[Notification], agent_id: int, at: datetime) -> int:
    reach = locked_reach(agent_id)
    marked = rows.filter(seen_at__isnull=True).update(seen_at=at, push_due_at=None, mail_due_at=None)
    if marked or reach.unseen:
        count_again(reach)
    return marked
