"""Carrying notifications out: to browsers and by mail. What is due is found by its time, whatever woke us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.backend import keyed
from escalera.base.jobs.schedules import daily
from escalera.base.jobs.worker import Loop, register_loop, register_queue
from escalera.base.people.models import Agent
from escalera.core.channels.email.outgoing.transports import NotSent, open_transport
from escalera.core.channels.email.settings import sender_of
from escalera.core.notifications.actions import Ring, claim_mails, claim_rings, forget_old
from escalera.core.notifications.actions.carrying import due_people
from escalera.core.notifications.digest import compose, door
from escalera.core.notifications.models import PushSubscription
from escalera.core.notifications.paging import compose_page
from escalera.core.notifications.push import NotPushed, post, seal
from escalera.core.notifications.queries import theirs
from escalera.core.oncall.models import PageCall

EVERY_S = 3.0
QUEUE = "notifications"  # a queue of its own: what people are told waits for no other job


class NoWayOut(Exception):
    """No sending server is set up."""


def carry_step() -> int:
    """Hand what is due to jobs; return for how many people. An idle look is two reads of an index."""
    return carry_due(at=timezone.now())


def carry_due(*, at: datetime) -> int:
    """Hand everything due to jobs, each person in one transaction; return for how many people."""
    people = 0
    for agent_id in due_people("push", at):
        with transaction.atomic():
            ring_all(claim_rings(agent_id=agent_id, at=at))
        people += 1
    for agent_id in due_people("mail", at):
        with transaction.atomic():
            if keys := claim_mails(agent_id=agent_id, at=at):
                mail_digest.enqueue(agent_id, keys)
        people += 1
    return people


def ring_all(rings: Iterable[Ring]) -> None:
    """Hand messages for browsers to jobs, in the caller's transaction."""
    for ring in rings:
        lane = f"push-{ring.subscription_id}"  # so that one browser hears in order
        keyed(push, lane=lane).enqueue(ring.subscription_id, ring.payload, ring.urgent)


@task(queue_name=QUEUE, transactional=False, max_attempts=8)
def push(subscription_id: int, payload: dict[str, Any], urgent: bool) -> str:
    """Hand a message to one browser's push service; a browser that is gone is forgotten. Raises: NotPushed."""
    row = PushSubscription.objects.filter(pk=subscription_id, agent__is_active=True).first()
    if row is None:
        return "gone"
    now = timezone.now()
    try:
        post(seal(row, payload, urgent=urgent, at=now))
    except NotPushed as trouble:
        if trouble.gone:
            PushSubscription.objects.filter(pk=row.pk, endpoint_hash=row.endpoint_hash).delete()
            return "gone"
        PushSubscription.objects.filter(pk=row.pk).update(trouble=str(trouble)[:300])
        if trouble.permanent:
            return "refused"
        raise
    PushSubscription.objects.filter(pk=row.pk).update(worked_at=now, trouble="")
    return "sent"


@task(queue_name=QUEUE, transactional=False, max_attempts=10)
def mail_digest(agent_id: int, keys: list[int]) -> int:
    """Mail what somebody has still not seen of these rows; return how many there were.

    A second try is the same mail with the same Message-ID. Raises: NotSent, NoWayOut."""
    agent = Agent.objects.filter(pk=agent_id, is_active=True).first()
    if agent is None:
        return 0
    mine = theirs(agent).filter(pk__in=keys, seen_at__isnull=True)
    rows = list(mine.select_related("ticket").order_by("-last_at", "-pk"))
    if not rows:
        return 0
    channel = door()
    way = sender_of(channel)
    if way is None:
        raise NoWayOut
    with open_transport(way) as transport:
        try:
            transport.send(compose(agent, rows, channel=channel, at=timezone.now()), patient=False)
        except NotSent as trouble:
            if trouble.permanent:
                return 0
            raise
    return len(rows)


@task(queue_name=QUEUE, transactional=False, max_attempts=10)
def mail_page(call_id: int) -> str:
    """Mail somebody that they are paged, with a link to answer by, unless it was answered meanwhile.

    A second try is the same mail with the same Message-ID. Raises: NotSent, NoWayOut."""
    rows = PageCall.objects.select_related("agent", "page__rotation", "page__ticket__level")
    call = rows.filter(pk=call_id, state="ringing", agent__is_active=True).first()
    if call is None:
        return "answered"
    channel = door()
    way = sender_of(channel)
    if way is None:
        raise NoWayOut
    with open_transport(way) as transport:
        try:
            transport.send(compose_page(call, channel=channel, at=timezone.now()), patient=False)
        except NotSent as trouble:
            if trouble.permanent:
                return "refused"
            raise
    return "sent"


@daily(at="04:10", name="notifications.forget")
@task
def forget_old_notifications() -> int:
    """Delete what nobody reads any more; return how many rows went."""
    return forget_old(at=timezone.now())


def register_loops() -> None:
    register_queue(QUEUE)
    register_loop(Loop("notifications", carry_step, every_s=EVERY_S, on_bell=False))
