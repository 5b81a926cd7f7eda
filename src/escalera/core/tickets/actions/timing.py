"""Time that people spend on a ticket, by hand and by a timer."""

from __future__ import annotations

import math
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.facts import TimerStarted, TimeSpent
from escalera.core.tickets.models import TimeEntry, Timer

MOST_MINUTES = 24 * 60  # of one entry
LONGEST_NOTE = 250


@together()
def add_time(
    *, ticket_id: int, minutes: int, by: Agent, at: datetime, note: str = "", by_timer: bool = False
) -> TimeEntry:
    """Write down minutes of one's own work. Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    _check(minutes)
    entry = TimeEntry.objects.create(
        ticket=ticket, agent=by, minutes=minutes, note=_note(note), at=at, by_timer=by_timer
    )
    record(TimeSpent(ticket_id=ticket.pk, entry_id=entry.pk, minutes=minutes), actor=by.actor, at=at)
    return entry


@together()
def edit_time(*, entry_id: int, minutes: int, note: str, by: Agent, at: datetime) -> TimeEntry:
    """Correct an entry of one's own. Raises: NotAllowed, BadInput, TimeEntry.DoesNotExist."""
    entry = _own(entry_id, by)
    _check(minutes)
    before = entry.minutes
    entry.minutes, entry.note = minutes, _note(note)
    entry.save(update_fields=["minutes", "note"])
    fact = TimeSpent(ticket_id=entry.ticket_id, entry_id=entry.pk, minutes=minutes, before=before)
    record(fact, actor=by.actor, at=at)
    return entry


@together()
def drop_time(*, entry_id: int, by: Agent, at: datetime) -> None:
    """Delete an entry of one's own. Raises: NotAllowed, TimeEntry.DoesNotExist."""
    entry = _own(entry_id, by)
    fact = TimeSpent(ticket_id=entry.ticket_id, entry_id=entry.pk, minutes=0, before=entry.minutes)
    entry.delete()
    record(fact, actor=by.actor, at=at)


@together()
def start_timer(*, ticket_id: int, by: Agent, at: datetime) -> Timer:
    """Start a timer; one that runs on another ticket is stopped and its minutes are written down there.

    Raises: NotAllowed, Ticket.DoesNotExist."""
    running = Timer.objects.filter(agent=by).first()
    if running is not None and running.ticket_id == ticket_id:
        return running
    if running is not None:
        _stop(running, "", at)
    ticket = locked(ticket_id, by)
    timer = Timer.objects.create(agent=by, ticket=ticket, started_at=at)
    record(TimerStarted(ticket_id=ticket.pk), actor=by.actor, at=at)
    return timer


@together()
def stop_timer(*, by: Agent, at: datetime, note: str = "") -> TimeEntry | None:
    """Stop one's timer and write its minutes down, begun ones as whole ones; None if none runs."""
    running = Timer.objects.select_for_update(of=("self",)).filter(agent=by).first()
    return _stop(running, note, at) if running else None


def _stop(timer: Timer, note: str, at: datetime) -> TimeEntry:
    """Write the timer's minutes down, also on a ticket that went to another team meanwhile: the work was done."""
    minutes = max(1, min(MOST_MINUTES, math.ceil((at - timer.started_at).total_seconds() / 60)))
    entry = TimeEntry.objects.create(
        ticket_id=timer.ticket_id, agent=timer.agent, minutes=minutes, note=_note(note), at=at, by_timer=True
    )
    timer.delete()
    fact = TimeSpent(ticket_id=entry.ticket_id, entry_id=entry.pk, minutes=minutes)
    record(fact, actor=entry.agent.actor, at=at)
    return entry


def _own(entry_id: int, by: Agent) -> TimeEntry:
    number = TimeEntry.objects.values_list("ticket_id", flat=True).get(pk=entry_id)
    locked(number, by)
    entry = TimeEntry.objects.get(pk=entry_id)
    if entry.agent_id != by.pk:
        raise NotAllowed(_("This is a colleague's time: only they can change it."))
    return entry


def _check(minutes: int) -> None:
    if not 0 < minutes <= MOST_MINUTES:
        raise BadInput(_("Write minutes, from 1 to %(most)d.") % {"most": MOST_MINUTES})


def _note(note: str) -> str:
    return " ".join(note.replace("\x00", "").split())[:LONGEST_NOTE]
