"""What a ticket is and how much it presses."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Final

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage.ready import update
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.classes import priority_of
from escalera.core.tickets.facts import TicketClassified
from escalera.core.tickets.models import Category, Impact, Kind, Priority, Ticket, Urgency

LONGEST_LANGUAGE = 10
Classes = tuple[str, int, int | None, int | None, int | None, str]
_CLASSES = ("kind", "priority", "category_id", "impact", "urgency", "language")


class Unsaid(Enum):
    """Stands for what a caller leaves as it is; None takes it away."""

    KEEP = "keep"


KEEP: Final = Unsaid.KEEP


def check_choices(kind: str, priority: int) -> None:
    """Raises: BadInput for a kind or priority that does not exist."""
    if kind not in Kind.values:
        raise BadInput(_("Unknown kind “%(kind)s”: use %(known)s.") % {"kind": kind, "known": ", ".join(Kind.values)})
    if priority not in Priority.values:
        raise BadInput(_("Unknown priority %(priority)s: use 1 (low) to 4 (urgent).") % {"priority": priority})


def check_classes(category: Category | None, impact: int | None, urgency: int | None, *, fresh: bool = True) -> None:
    """`fresh`: the category is being chosen now. Raises: BadInput for what does not exist or is archived."""
    if impact is not None and impact not in Impact.values:
        raise BadInput(_("Unknown impact %(value)s: use 1 (high) to 3 (low).") % {"value": impact})
    if urgency is not None and urgency not in Urgency.values:
        raise BadInput(_("Unknown urgency %(value)s: use 1 (high) to 3 (low).") % {"value": urgency})
    if fresh and category is not None and category.archived_at is not None:
        raise BadInput(_("The category “%(name)s” is archived.") % {"name": category.name})


@together()
def classify(
    *,
    ticket_id: int,
    by: Agent,
    at: datetime,
    kind: str | None = None,
    priority: int | None = None,
    category: Category | Unsaid | None = KEEP,
    impact: int | Unsaid | None = KEEP,
    urgency: int | Unsaid | None = KEEP,
    language: str | None = None,
) -> Ticket:
    """Say what the ticket is; what is left out stays, and None takes category, impact or urgency away.

    A change of impact or urgency sets the priority by the matrix, unless a priority is given. The same as before
    changes nothing. Raises: NotAllowed, BadInput, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    before = _classes(ticket)
    if kind is not None:
        ticket.kind = kind
    if category is not KEEP:
        ticket.category = category
    if impact is not KEEP:
        ticket.impact = impact
    if urgency is not KEEP:
        ticket.urgency = urgency
    if language is not None:
        ticket.language = language.strip()[:LONGEST_LANGUAGE]
    pressed = (ticket.impact, ticket.urgency) != before[3:5]
    by_matrix = priority_of(ticket.impact, ticket.urgency) if pressed and priority is None else None
    ticket.priority = next(one for one in (priority, by_matrix, ticket.priority) if one is not None)
    if _classes(ticket) == before:
        return ticket
    check_choices(ticket.kind, ticket.priority)
    check_classes(ticket.category, ticket.impact, ticket.urgency, fresh=ticket.category_id != before[2])
    ticket.touch(at)
    update(ticket, "kind", "priority", "category", "impact", "urgency", "language", "updated_at")
    fact = TicketClassified(
        ticket_id=ticket.pk, kind=ticket.kind, priority=ticket.priority, category_id=ticket.category_id,
        category=ticket.category.name if ticket.category else "", impact=ticket.impact, urgency=ticket.urgency,
        language=ticket.language, before=_changed(before, _classes(ticket)),
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
    return ticket


def _classes(ticket: Ticket) -> Classes:
    return ticket.kind, ticket.priority, ticket.category_id, ticket.impact, ticket.urgency, ticket.language


def _changed(before: Classes, now: Classes) -> dict[str, str | int | None]:
    """Return what was said before of each that changed."""
    return {name: was for name, was, is_ in zip(_CLASSES, before, now, strict=True) if was != is_}
