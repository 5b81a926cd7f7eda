"""Beginning a run, stopping it, and turning it round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import WORK
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.core.bulk.choices import RunState
from escalera.core.bulk.facts import BulkStarted, BulkStopped, BulkUndone
from escalera.core.bulk.models import BulkRun, BulkStep
from escalera.core.bulk.verbs import find_verb
from escalera.core.tickets.policies import visible_to

MOST = 5000  # tickets in one run
TAKE_BACK_S = 15
MOST_AT_ONCE = 3  # runs of one agent
BATCH = 500


class CannotUndo(Refusal):
    """The run has been undone, or what it did can't be taken back."""


@transaction.atomic
def start(*, verb: str, given: dict[str, Any], tickets: Sequence[int], by: Agent, at: datetime) -> BulkRun:
    """Begin to do something with these tickets, in the order of their numbers; a worker does it.

    Tickets that the agent may not see are left out. Words that leave for good begin 15 seconds later.
    Raises: NotAllowed, BadInput (unknown verb, bad values, none or too many tickets)."""
    if not by.may(WORK):
        raise NotAllowed(_("Your role can read tickets but not work on them."))
    found = find_verb(verb)
    checked = found.check(given, by)
    numbers = _seen(sorted(set(tickets)), by)
    if BulkRun.objects.filter(agent=by, state__in=(RunState.RUNNING, RunState.UNDOING)).count() >= MOST_AT_ONCE:
        raise BadInput(_("Wait until your other changes are done."))
    start_at = at + timedelta(seconds=TAKE_BACK_S) if found.waits_for_undo else at
    run = BulkRun.objects.create(
        agent=by, verb=verb, given=checked, total=len(numbers), at=at, start_at=start_at
    )  # fmt: skip
    BulkStep.objects.bulk_create([BulkStep(run=run, ticket_id=number) for number in numbers], batch_size=BATCH)
    record(BulkStarted(run_id=run.pk, verb=verb, tickets=len(numbers)), actor=by.actor, at=at)
    return run


@transaction.atomic
def stop(*, run_id: int, by: Agent, at: datetime) -> BulkRun:
    """Leave the rest undone; what has been done stays, and can still be undone. Raises: BulkRun.DoesNotExist."""
    run = _locked(run_id, by)
    if run.state == RunState.RUNNING:
        run.state, run.ended_at = RunState.STOPPED, at
        run.save(update_fields=["state", "ended_at"])
        record(BulkStopped(run_id=run.pk, verb=run.verb, tickets=run.total), actor=by.actor, at=at)
    return run


@transaction.atomic
def undo(*, run_id: int, by: Agent, at: datetime) -> BulkRun:
    """Put back what the run did, the last first; tickets that have changed since stay as they are.

    A run that has not begun is dropped. Raises: CannotUndo, BulkRun.DoesNotExist."""
    run = _locked(run_id, by)
    if run.state in (RunState.UNDOING, RunState.UNDONE):
        return run
    begun = run.done > 0
    if find_verb(run.verb).waits_for_undo and begun:
        raise CannotUndo(_("The words have left already. What has not left yet can be stopped."))
    run.state = RunState.UNDOING if begun else RunState.UNDONE
    run.ended_at = None if begun else at
    run.start_at = at
    run.save(update_fields=["state", "ended_at", "start_at"])
    record(BulkUndone(run_id=run.pk, verb=run.verb, tickets=run.done or run.total), actor=by.actor, at=at)
    return run


def _locked(run_id: int, by: Agent) -> BulkRun:
    return BulkRun.objects.select_for_update(of=("self",)).get(pk=run_id, agent=by)


def _seen(numbers: list[int], by: Agent) -> list[int]:
    if len(numbers) > MOST:
        raise BadInput(_("That is too many at once: at most %(most)d tickets.") % {"most": MOST})
    seen: list[int] = []
    for first in range(0, len(numbers), BATCH):
        some = numbers[first : first + BATCH]
        seen += visible_to(by).filter(pk__in=some).order_by("pk").values_list("pk", flat=True)
    if not seen:
        raise BadInput(_("Choose at least one ticket."))
    return list(dict.fromkeys(seen))
