"""Saying whether one is available. It holds until it is said otherwise, a pause is over, or the working day is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.calendars import hours as arithmetic
from escalera.base.calendars.queries import hours_of
from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Actor
from escalera.base.people.models import Agent
from escalera.base.people.staffing import calendar_of
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.routing import policies
from escalera.core.routing.choices import Presence
from escalera.core.routing.facts import AvailabilityChanged
from escalera.core.routing.models import Availability

LONGEST_PAUSE_MIN = 24 * 60
BATCH = 200


@transaction.atomic
def set_availability(
    *, agent: Agent, state: str, by: Agent, at: datetime, for_min: int | None = None, until_closed: bool = True
) -> Availability:
    """Say that somebody is available, takes a pause or is not available.

    `for_min`: how long a pause lasts; then they are available again. `until_closed`: what is said within working hours
    ends with them; said outside, it holds until it is taken back. As it was changes nothing.
    Raises: NotAllowed, BadInput."""
    if refusal := policies.why_not_speak_for(by, agent):
        raise NotAllowed(refusal)
    if state not in Presence.values:
        raise BadInput(_("Say whether you are available, take a pause, or are not available."))
    if for_min is not None and not 1 <= for_min <= LONGEST_PAUSE_MIN:
        raise BadInput(_("A pause lasts from a minute to a day."))
    until, closes = None, False
    if state == Presence.ONLINE and until_closed:
        until = _closing(agent, at)
        closes = until is not None
    elif state == Presence.AWAY and for_min is not None:
        until = at + timedelta(minutes=for_min)
    return _say(agent, Presence(state), at, by.actor, until=until, until_closed=closes)


def end_due(*, at: datetime) -> int:
    """Let everything end that ends by itself, each in its own transaction; return how many."""
    due = Availability.objects.filter(until__lte=at).order_by("until").values_list("pk", flat=True)
    return sum(_end(key, at) for key in list(due[:BATCH]))


@transaction.atomic
def _end(agent_id: int, at: datetime) -> int:
    said = _locked(agent_id)
    if said is None or said.until is None or said.until > at:
        return 0
    after = Presence.ONLINE if said.state == Presence.AWAY else Presence.OFFLINE
    agent = Agent.objects.get(pk=agent_id)
    until = _closing(agent, at) if after == Presence.ONLINE else None
    _say(agent, after, at, SYSTEM, until=until, until_closed=until is not None, cause="time")
    return 1


def note_missed(agent: Agent, at: datetime, *, most: int) -> None:
    """Count an offer that somebody let pass; after `most` in a row they get a pause: they are not there."""
    said = _locked(agent.pk)
    if said is None:
        return
    said.missed += 1
    said.save(update_fields=["missed"])
    if said.missed >= most and said.state == Presence.ONLINE:
        _say(agent, Presence.AWAY, at, SYSTEM, until=None, until_closed=False, cause="missed")


def _say(
    agent: Agent,
    state: Presence,
    at: datetime,
    actor: Actor,
    *,
    until: datetime | None,
    until_closed: bool,
    cause: str = "",
) -> Availability:
    said = _locked(agent.pk) or Availability(agent=agent, since=at)
    before = "" if said._state.adding else said.state
    if before == state and (said.until, said.until_closed) == (until, until_closed):
        return said
    if before != state:
        said.since, said.missed = at, 0
    said.state, said.until, said.until_closed = state, until, until_closed
    said.save()
    fact = AvailabilityChanged(
        agent_id=agent.pk, agent=agent.name, state=state.value, before=before, by_itself=cause
    )  # fmt: skip
    record(fact, actor=actor, at=at)
    return said


def _locked(agent_id: int) -> Availability | None:
    return Availability.objects.select_for_update(of=("self",)).filter(pk=agent_id).first()


def _closing(agent: Agent, at: datetime) -> datetime | None:
    calendar = calendar_of(agent)
    return arithmetic.closing_after(hours_of(calendar), at) if calendar is not None else None
