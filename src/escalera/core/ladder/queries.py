"""A ticket's way on the ladder, and the places that it could go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import FilteredRelation, Q

from escalera.base.people.models import Level, Team
from escalera.base.storage.ready import Ready
from escalera.core.ladder import policies
from escalera.core.ladder.models import Escalation, HandoverTemplate, Helper, HigherAsk, LevelMove, Vendor
from escalera.core.tickets.models import Ticket

_STAIRS = Ready(
    lambda ticket: (
        Level.objects.annotate(here=FilteredRelation("stay", condition=Q(stay__ticket=ticket)))
        .order_by("order", "here__id")
        .values_list(
            "order",
            "name",
            "archived_at",
            "here__entered_at",
            "here__left_at",
            "here__accepted_by__name",
            "here__team__name",
        )
    )
)
_ESCALATIONS = Ready(
    lambda ticket: (
        Escalation.objects.filter(ticket=ticket)
        .select_related("from_team__level", "to_team__level", "offered_by", "answered_by", "vendor")
        .order_by("id")
    )
)


@dataclass(frozen=True, slots=True)
class Stair:
    """One step of a ticket's staircase. `level`: height and name alone; `state`: "past", "here" or "ahead";
    `held`: all its time there."""

    level: Level
    state: str
    who: str  # the last team or person there; "" if the ticket never was
    held: timedelta


def staircase(ticket: Ticket, *, at: datetime) -> list[Stair]:
    """Return every level in order, with who held the ticket there and how long (calendar time)."""
    stairs = []
    for (order, name, archived_at), rows in groupby(_STAIRS.rows(ticket.pk), key=lambda row: row[:3]):
        here = [row[3:] for row in rows if row[3] is not None]
        held = sum(((left or at) - entered for entered, left, _by, _team in here), timedelta())
        who = str(here[-1][2] or here[-1][3]) if here else ""
        state = "here" if order == ticket.level.order else "past" if here else "ahead"
        if state == "ahead" and archived_at is not None:
            continue
        stairs.append(Stair(Level(order=order, name=name, archived_at=archived_at), state, who, held))
    return stairs


def teams_above(ticket: Ticket) -> Sequence[Team]:
    """Return the teams that the ticket could be escalated to, nearest level first."""
    above = Team.objects.filter(level__order__gt=ticket.level.order, archived_at__isnull=True)
    allowed = policies.allowed_levels(ticket)
    if allowed is not None:
        above = above.filter(level__in=allowed)
    return list(above.select_related("level").order_by("level__order", "name"))


def teams_below(ticket: Ticket) -> Sequence[Team]:
    """Return the teams that the ticket could be put with because it came too high, nearest level first."""
    below = Team.objects.filter(level__order__lt=ticket.level.order, archived_at__isnull=True)
    allowed = policies.allowed_levels(ticket)
    if allowed is not None:
        below = below.filter(level__in=allowed)
    return list(below.select_related("level").order_by("-level__order", "name"))


def moves() -> dict[int, list[int]]:
    """Return the allowed moves: keys of levels by the level that they start from; a level without any is free."""
    found: dict[int, list[int]] = {}
    for here, there in LevelMove.objects.order_by("to_level__order").values_list("from_level", "to_level"):
        found.setdefault(here, []).append(there)
    return found


def templates() -> list[HandoverTemplate]:
    """Return the hand-overs that the company described (the first two hundred), with levels and category."""
    return list(HandoverTemplate.objects.select_related("from_level", "to_level", "category")[:200])


def vendors(*, every: bool = False) -> list[Vendor]:
    """Return the vendors by name (the first five hundred), with the archived ones if `every`."""
    found = Vendor.objects.select_related("calendar")
    return list((found if every else found.filter(archived_at__isnull=True))[:500])


def called_to(ticket_id: int) -> list[Helper]:
    """Return who was called to help and is not done, in the order of the calls."""
    found = Helper.objects.filter(escalation__ticket=ticket_id, escalation__state="open", left_at__isnull=True)
    return list(found.select_related("agent", "escalation").order_by("pk"))


def open_offer(ticket_id: int) -> Escalation | None:
    """Return the escalation that waits for an answer, or None."""
    related = ("from_team__level", "to_team__level", "offered_by")
    return Escalation.objects.filter(ticket=ticket_id, state="offered").select_related(*related).first()


def escalations_of(ticket_id: int) -> Sequence[Escalation]:
    """Return a ticket's escalations, oldest first."""
    return _ESCALATIONS.all(ticket_id)


def was_sent_up(ticket: Ticket, escalations: Sequence[Escalation]) -> bool:
    """Say whether somebody below escalated it, so that it has where to go back to. `escalations`: all of the ticket's."""
    return any(one.from_team.level.order < ticket.level.order for one in escalations)


def open_ask(ticket_id: int) -> HigherAsk | None:
    """Return the customer's wish for a higher level that nobody has met yet, or None."""
    return HigherAsk.objects.filter(ticket=ticket_id, ended_at__isnull=True).select_related("contact").first()


def last_ask(ticket_id: int) -> HigherAsk | None:
    """Return the customer's latest wish for a higher level, whatever became of it, or None."""
    return HigherAsk.objects.filter(ticket=ticket_id).order_by("-pk").first()
