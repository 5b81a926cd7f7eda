"""A field's values as texts, and what they mean: which fit a ticket, how they are put there, how they are called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalera.base.people.models import Agent, Level, Team
from escalera.core.tickets.actions import assign, classify
from escalera.core.tickets.models import Category, Kind, Priority, Ticket
from escalera.core.triage.choices import Field


def value_of(ticket: Ticket, field: str) -> str:
    """Return what a ticket has in a field now; "" for no category."""
    value = {
        Field.CATEGORY: ticket.category_id,
        Field.KIND: ticket.kind,
        Field.PRIORITY: ticket.priority,
        Field.LEVEL: ticket.level_id,
        Field.TEAM: ticket.team_id,
    }[Field(field)]
    return "" if value is None else str(value)


def fits(ticket: Ticket, field: str, value: str) -> bool:
    """Say whether a value can be proposed: it is there, it is another one, and nobody has chosen a category yet.

    A team is proposed on its own level only, a level only above: the ways up and down go through the ladder."""
    if value == value_of(ticket, field):
        return False
    if field == Field.CATEGORY:
        return ticket.category_id is None and Category.objects.filter(pk=value, archived_at__isnull=True).exists()
    if field == Field.TEAM:
        return Team.objects.filter(pk=value, archived_at__isnull=True, level=ticket.level_id).exists()
    if field == Field.LEVEL:
        return Level.objects.filter(pk=value, order__gt=ticket.level.order).exists()
    return value in (Kind.values if field == Field.KIND else [str(one) for one in Priority.values])


def put(number: int, field: str, value: str, *, by: Agent, at: datetime) -> None:
    """Give a ticket a value. Raises: Refusal; Category.DoesNotExist, Team.DoesNotExist."""
    if field == Field.CATEGORY:
        classify(ticket_id=number, category=Category.objects.get(pk=value), by=by, at=at)
    elif field == Field.KIND:
        classify(ticket_id=number, kind=value, by=by, at=at)
    elif field == Field.PRIORITY:
        classify(ticket_id=number, priority=int(value), by=by, at=at)
    elif field == Field.TEAM:
        assign(ticket_id=number, team=Team.objects.select_related("level").get(pk=value), by=by, at=at)


def words_of(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return how values are called, by field and value; what is gone is left out."""
    pairs = list(pairs)
    words: dict[tuple[str, str], str] = {}
    for field, model in ((Field.CATEGORY, Category), (Field.TEAM, Team), (Field.LEVEL, Level)):
        keys = [value for name, value in pairs if name == field and value.isdigit()]
        if keys:
            found = model._default_manager.filter(pk__in=keys).values_list("pk", "name")
            words |= {(field.value, str(key)): str(name) for key, name in found}
    for name, value in pairs:
        if name == Field.KIND and value in Kind.values:
            words[name, value] = str(Kind(value).label)
        elif name == Field.PRIORITY and value.isdigit() and int(value) in Priority.values:
            words[name, value] = str(Priority(int(value)).label)
    return words
