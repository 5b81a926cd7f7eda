"""A ticket's way on the ladder, and the places that it could go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalera.base.people.models import Level, Team
from escalera.base.storage.ready import Ready
from escalera.core.ladder.models import Escalation, HigherAsk, Stay
from escalera.core.tickets.models import Ticket

_STAYS = Ready(lambda ticket: Stay.objects.filter(ticket=ticket).select_related("team", "accepted_by").order_by("id"))
_LEVELS = Ready(lambda: Level.objects.order_by("order"))
_ESCALATIONS = Ready(
    lambda ticket: (
        Escalation.objects.filter(ticket=ticket)
        .select_related("from_team__level", "to_team__level", "offered_by", "answered_by")
        .order_by("id")
    )
)
_SENT_UP = Ready(
    lambda ticket, order: Stay.objects.filter(
        ticket=ticket, left_because="escalated", level__order__lt=order
    ).values_list("pk")[:1]
)


@dataclass(frozen=True, slots=True)
class Stair:
    """One step of a ticket's staircase. `state`: "past", "here" or "ahead"; `held`: all its time there."""

    level: Level
    state: str
    who: str  # the last team or person there; "" if the ticket never was
    held: timedelta


def staircase(ticket: Ticket, *, at: datetime) -> list[Stair]:
    """Return every level in order, with who held the ticket there and how long (calendar time)."""
    stays = _STAYS.all(ticket.pk)
    stairs = []
    for level in _LEVELS.all():
        here = [stay for stay in stays if stay.level_id == level.pk]
        held = sum((stay.lasts(at) for stay in here), timedelta())
        who = str((here[-1].accepted_by or here[-1].team).name) if here else ""
        state = "here" if level.pk == ticket.level_id else "past" if here else "ahead"
        if state == "ahead" and level.archived_at is not None:
            continue
        stairs.append(Stair(level, state, who, held))
    return stairs


def teams_above(ticket: Ticket) -> Sequence[Team]:
    """Return the teams that the ticket could be escalated to, nearest level first."""
    above = Team.objects.filter(level__order__gt=ticket.level.order, archived_at__isnull=True)
    return list(above.select_related("level").order_by("level__order", "name"))


def open_offer(ticket_id: int) -> Escalation | None:
    """Return the escalation that waits for an answer, or None."""
    related = ("from_team__level", "to_team__level", "offered_by")
    return Escalation.objects.filter(ticket=ticket_id, state="offered").select_related(*related).first()


def escalations_of(ticket_id: int) -> Sequence[Escalation]:
    """Return a ticket's escalations, oldest first."""
    return _ESCALATIONS.all(ticket_id)


def can_be_sent_back(ticket: Ticket) -> bool:
    """Say whether somebody below escalated it, so that it has where to go back to."""
    return _SENT_UP.exists(ticket.pk, ticket.level.order)


def open_ask(ticket_id: int) -> HigherAsk | None:
    """Return the customer's wish for a higher level that nobody has met yet, or None."""
    return HigherAsk.objects.filter(ticket=ticket_id, ended_at__isnull=True).select_related("contact").first()


def last_ask(ticket_id: int) -> HigherAsk | None:
    """Return the customer's latest wish for a higher level, whatever became of it, or None."""
    return HigherAsk.objects.filter(ticket=ticket_id).order_by("-pk").first()
