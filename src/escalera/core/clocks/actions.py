"""Changes to policies, and repairs of clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.core.clocks import choosing, policies
from escalera.core.clocks.checking import checked
from escalera.core.clocks.choices import PolicyKind
from escalera.core.clocks.facts import ClocksRemeasured, ClocksRepaired, PolicyChanged, PolicyPublished
from escalera.core.clocks.models import Clock, Policy, PolicyVersion, Standing
from escalera.core.clocks.repairing import compare, replace_rows
from escalera.core.tickets.models import Ticket

MOST_POLICIES = 200
MOST_TICKETS = 1000  # measured again at once
LONGEST_REASON = 300


class NothingToPublish(Refusal):
    """There is no draft."""


@transaction.atomic
def save_policy(
    *, name: str, kind: str, data: Mapping[str, Any], by: Agent, at: datetime, policy_id: int | None = None
) -> Policy:
    """Write a draft: of a new policy, or of one that is there. Nothing counts by it before it is published.

    `data`: see `models.PolicyVersion`. A published policy keeps its kind.
    Raises: NotAllowed, BadInput, Policy.DoesNotExist."""
    _check_may(by)
    policy = Policy.objects.select_for_update().get(pk=policy_id) if policy_id else _new(kind)
    if policy.version and policy.kind != kind:
        raise BadInput(_("A published policy keeps its kind: make another one."))
    policy.name, policy.kind = _name(name), kind
    policy.draft = checked(kind, data)
    _save(policy)
    return _changed(policy, "saved", by, at)


@transaction.atomic
def discard_draft(*, policy_id: int, by: Agent, at: datetime) -> Policy | None:
    """Throw the draft away; a policy that was never published goes with it. Raises: NotAllowed, Policy.DoesNotExist."""
    _check_may(by)
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if not policy.version:
        policy.delete()
        return None
    policy.draft = None
    policy.save(update_fields=["draft"])
    return policy


@transaction.atomic
def publish_policy(*, policy_id: int, by: Agent, at: datetime, moves_running: bool = False) -> PolicyVersion:
    """Let the draft count from now on, as a version that never changes.

    Tickets take it when they are opened, and when they are next classified, moved or reopened; with `moves_running`,
    those whose clocks run by an older version take it now. Elapsed and paused time stay in any case.
    Raises: NotAllowed, NothingToPublish, BadInput, Policy.DoesNotExist."""
    _check_may(by)
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if policy.draft is None:
        raise NothingToPublish(_("There is no draft to publish."))
    data = checked(policy.kind, policy.draft)
    policy.version += 1
    policy.draft, policy.archived_at = None, None
    policy.save(update_fields=["version", "draft", "archived_at"])
    version = PolicyVersion.objects.create(
        policy=policy, number=policy.version, data=data, at=at, by=by, moves_running=moves_running
    )
    choosing.touch()
    fact = PolicyPublished(
        policy_id=policy.pk,
        policy=policy.name,
        version=version.number,
        version_id=version.pk,
        moves_running=moves_running,
    )
    record(fact, actor=by.actor, at=at)
    return version


@transaction.atomic
def switch_policy(*, policy_id: int, on: bool, by: Agent, at: datetime) -> Policy:
    """Let a policy apply to nothing new for a while, or apply again. Raises: NotAllowed, Policy.DoesNotExist."""
    _check_may(by)
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    policy.is_active = on
    policy.save(update_fields=["is_active"])
    return _changed(policy, "on" if on else "off", by, at)


@transaction.atomic
def archive_policy(*, policy_id: int, by: Agent, at: datetime, back: bool = False) -> Policy:
    """Put a policy away: nothing new counts by it, running clocks go on. `back`: the other way.

    Raises: NotAllowed, Policy.DoesNotExist."""
    _check_may(by)
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    policy.archived_at = None if back else at
    policy.save(update_fields=["archived_at"])
    return _changed(policy, "back" if back else "archived", by, at)


@transaction.atomic
def order_policies(*, policy_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Put policies in this order: of each kind the first that fits a ticket counts. Raises: NotAllowed."""
    _check_may(by)
    known = {policy.pk: policy for policy in Policy.objects.select_for_update().filter(pk__in=policy_ids)}
    first: Policy | None = None
    for place, key in enumerate(dict.fromkeys(policy_ids), start=1):
        if policy := known.get(key):
            first = first or policy
            policy.order = place
            policy.save(update_fields=["order"])
    if first is not None:
        _changed(first, "ordered", by, at)


@transaction.atomic
def repair(*, ticket_id: int, by: Agent, at: datetime) -> int:
    """Put a ticket's clocks right by the log, if they differ; return how many did. Raises: NotAllowed."""
    _check_may(by)
    Ticket.objects.lock(ticket_id)
    found = compare(ticket_id)
    if not found.differs:
        return 0
    replace_rows(found)
    record(ClocksRepaired(ticket_id=ticket_id, clocks=len(found.differences)), actor=by.actor, at=at)
    return len(found.differences)


@transaction.atomic
def remeasure(*, ticket_ids: Sequence[int], reason: str, by: Agent, at: datetime) -> int:
    """Measure running clocks again from their beginning, by today's calendars: for a holiday that was noticed late.

    The past is otherwise never measured again. Each ticket's log says who did it and why; return how many tickets have
    clocks. Raises: NotAllowed, BadInput."""
    _check_may(by)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise BadInput(_("Say why the past is measured again."))
    if len(ticket_ids) > MOST_TICKETS:
        raise BadInput(_("At most %(count)d tickets at once.") % {"count": MOST_TICKETS})
    known = Standing.objects.filter(ticket__in=ticket_ids).order_by("ticket_id").values_list("ticket_id", flat=True)
    for ticket_id in list(known):
        Ticket.objects.lock(ticket_id)
        record(ClocksRemeasured(ticket_id=ticket_id, reason=reason), actor=by.actor, at=at)
    return len(known)


def running_by_calendar(calendar_id: int, *, after: int = 0) -> list[int]:
    """Return tickets whose clocks run by a calendar, a page by their numbers; for `remeasure`."""
    live = Clock.objects.filter(calendar_version__calendar=calendar_id, stopped_at__isnull=True, ticket__gt=after)
    return list(live.order_by("ticket_id").values_list("ticket_id", flat=True).distinct()[:MOST_TICKETS])


def _check_may(by: Agent) -> None:
    if refusal := policies.why_not_change(by):
        raise NotAllowed(refusal)


def _new(kind: str) -> Policy:
    if Policy.objects.filter(archived_at__isnull=True).count() >= MOST_POLICIES:
        raise BadInput(_("There are at most %(count)d policies. Archive one first.") % {"count": MOST_POLICIES})
    if kind not in PolicyKind.values:
        raise BadInput(_("There is no such kind of policy."))
    last = Policy.objects.filter(kind=kind).order_by("-order").values_list("order", flat=True).first()
    return Policy(kind=kind, order=(last or 0) + 1)


def _name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())[:120]
    if not name:
        raise BadInput(_("Give the policy a name."))
    return name


def _save(policy: Policy) -> None:
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError:
        raise BadInput(_("There is a policy with this name already.")) from None


def _changed(policy: Policy, change: str, by: Agent, at: datetime) -> Policy:
    if change != "saved":
        choosing.touch()
    record(PolicyChanged(policy_id=policy.pk, policy=policy.name, change=change), actor=by.actor, at=at)
    return policy
