"""Steps that stand ready, and the moment at which they press."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from escalera.base.log.actions import record
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.base.storage.ready import Ready
from escalera.base.storage.together import together
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.deeds.registry import Turn, run
from escalera.core.oncall.arming import Book, Due, wanted
from escalera.core.oncall.choices import ArmedState
from escalera.core.oncall.facts import StepFired
from escalera.core.oncall.models import ArmedStep
from escalera.core.oncall.wording import kept
from escalera.core.tickets.models import Ticket

BATCH = 100
MOST_TRIES = 5
LATER = timedelta(minutes=1)  # after something broke

logger = logging.getLogger(__name__)
_STEPS = Ready(lambda ticket: ArmedStep.objects.filter(ticket=ticket))


def arm(*, ticket_ids: Iterable[int], at: datetime, book: Book | None = None) -> int:
    """Let the steps stand ready that these tickets call for now, and no others; return how many stand ready.

    Each ticket in a transaction of its own, unless the caller has one."""
    book = book or Book.read()
    numbers = sorted(set(ticket_ids))
    if not book.policies:
        ArmedStep.objects.filter(ticket__in=numbers, state=ArmedState.ARMED).delete()
        return 0
    return sum(_arm_one(number, book, at) for number in numbers)


def fire_due(*, at: datetime) -> int:
    """Press every step whose time has come and whose situation still holds, each in its own transaction.

    Return how many rows were dealt with."""
    due = ArmedStep.objects.filter(state=ArmedState.ARMED, due_at__lte=at).order_by("due_at", "pk")
    rows = list(due.values_list("pk", "ticket_id")[:BATCH])
    if not rows:
        return 0
    book = Book.read()
    return sum(_fire_safely(key, ticket, book, at) for key, ticket in rows)


@together()
def _arm_one(ticket_id: int, book: Book, at: datetime) -> int:
    try:
        ticket = Ticket.objects.lock(ticket_id)
    except Ticket.DoesNotExist:
        return 0
    return _sync(ticket, book, at)


def _sync(ticket: Ticket, book: Book, at: datetime) -> int:
    """Make the ticket's rows those that it calls for; the ticket is locked, so nobody else does the same."""
    known = _STEPS.all(ticket.pk)
    armed = {_key(row): row for row in known if row.state == ArmedState.ARMED}
    due = wanted(ticket, book, at, fired=[row for row in known if row.state != ArmedState.ARMED])
    keys = {one.key for one in due}
    changed = armed.keys() != keys
    if gone := [row.pk for key, row in armed.items() if key not in keys]:
        ArmedStep.objects.filter(pk__in=gone).delete()
    for one in due:
        row = armed.get(one.key)
        if row is None:
            _stand_ready(ticket, one)
        elif row.due_at != one.at and not row.tries:
            ArmedStep.objects.filter(pk=row.pk).update(due_at=one.at)
            changed = True
    if changed:  # their line on open pages
        whisper(Whisper((f"presses-{ticket.pk}",), tickets=(ticket.pk,)))
    return len(due)


def _stand_ready(ticket: Ticket, due: Due) -> None:
    ArmedStep.objects.create(
        step=due.step, ticket=ticket, episode=due.episode, number=due.number, due_at=due.at
    )  # fmt: skip


def _fire_safely(key: int, ticket_id: int, book: Book, at: datetime) -> int:
    """Something that breaks is tried again a few times and then told; it holds up no other ticket."""
    try:
        return _fire(key, ticket_id, book, at)
    except Exception as error:
        logger.exception("A step could not press on ticket %s", ticket_id)
        _put_off(key, error, at)
        return 1


@together()
def _fire(key: int, ticket_id: int, book: Book, at: datetime) -> int:
    """Lock, ask the situation again, press. Another worker may have been here first."""
    ticket = Ticket.objects.lock(ticket_id)
    row = ArmedStep.objects.select_related("step__policy").filter(pk=key, state=ArmedState.ARMED).first()
    if row is None:
        return 0
    fired = list(ArmedStep.objects.filter(ticket=ticket).exclude(state=ArmedState.ARMED))
    due = {one.key: one for one in wanted(ticket, book, at, fired=fired)}
    now = due.get(_key(row))
    if now is not None and now.at <= at:
        _press(row, at)
        ticket = Ticket.objects.lock(ticket_id)
    _sync(ticket, book, at)
    return 1


def _press(row: ArmedStep, at: datetime) -> None:
    """Do what the step says, all of it or nothing, and write down what became of it."""
    step = row.step
    by = robot(step.policy.name)
    turn = Turn(row.ticket_id, by, at, key=f"step:{row.pk}", about={"policy": step.policy.name, "step": step.pk})
    trouble = ""
    try:
        with transaction.atomic():
            run(step.deeds, turn)
    except Refusal as refusal:
        trouble = str(refusal)[:500]
    row.state = ArmedState.REFUSED if trouble else ArmedState.FIRED
    row.fired_at, row.said = at, trouble
    row.save(update_fields=["state", "fired_at", "said"])
    fact = StepFired(
        ticket_id=row.ticket_id, armed_id=row.pk, policy=step.policy.name, step=kept(step), trouble=trouble
    )
    record(fact, actor=by.actor, at=at)


@together()
def _put_off(key: int, error: Exception, at: datetime) -> None:
    row = ArmedStep.objects.select_for_update().filter(pk=key, state=ArmedState.ARMED).first()
    if row is None:
        return
    row.tries += 1
    row.due_at, row.said = at + LATER * 2**row.tries, f"{type(error).__name__}: {error}"[:500]
    if row.tries >= MOST_TRIES:
        row.state, row.fired_at = ArmedState.REFUSED, at
    row.save(update_fields=["tries", "due_at", "said", "state", "fired_at"])


def _key(row: ArmedStep) -> tuple[int, str, int]:
    return row.step_id, row.episode, row.number
