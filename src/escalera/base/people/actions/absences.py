"""Being away, with somebody who stands in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.actions.checks import check
from escalera.base.people.facts import AbsenceBegan, AbsenceEnded
from escalera.base.people.models import Absence, Agent
from escalera.base.refusals import BadInput


@transaction.atomic
def set_absence(
    *,
    agent: Agent,
    since: datetime,
    until: datetime | None,
    by: Agent,
    at: datetime,
    replacement: Agent | None = None,
    reason: str = "",
) -> Absence:
    """Say that somebody is away from `since` until `until` (exclusive; None: until they are back).

    Raises: NotAllowed, BadInput (ends before it begins, overlaps another one, stands in for themselves)."""
    check(policies.why_not_absence(by, agent))
    if until is not None and until <= max(since, at):
        raise BadInput(_("The absence must end after it begins, and after now."))
    if replacement is not None and (replacement.pk == agent.pk or not replacement.is_active):
        raise BadInput(_("Choose a colleague who is here to stand in."))
    Agent.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    if _overlapping(agent, since, until):
        raise BadInput(_("There is an absence in this time already. End that one first."))
    absence = Absence(agent=agent, since=since, until=until, replacement=replacement, set_by=by)
    absence.reason = " ".join(reason.split())[:200]
    absence.save()
    fact = AbsenceBegan(
        agent_id=agent.pk,
        agent=agent.name,
        absence_id=absence.pk,
        until=until.isoformat() if until else "",
        replacement_id=replacement.pk if replacement else None,
        replacement=replacement.name if replacement else "",
    )
    record(fact, actor=by.actor, at=at)
    return absence


@transaction.atomic
def end_absence(*, absence_id: int, by: Agent, at: datetime) -> None:
    """Say that they are back; one that has not begun is taken away. Raises: NotAllowed, Absence.DoesNotExist."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("agent__role").get(pk=absence_id)
    check(policies.why_not_absence(by, absence.agent))
    if absence.until is not None and absence.until <= at:
        return
    fact = AbsenceEnded(agent_id=absence.agent_id, agent=absence.agent.name, absence_id=absence.pk)
    record(fact, actor=by.actor, at=at)
    if absence.since >= at:
        absence.delete()
        return
    absence.until = at
    absence.save(update_fields=["until"])


def _overlapping(agent: Agent, since: datetime, until: datetime | None) -> bool:
    others = Absence.objects.filter(Q(until__isnull=True) | Q(until__gt=since), agent=agent)
    return (others.filter(since__lt=until) if until is not None else others).exists()
