"""The orders in which a list can be read, each along an index of what is open, page by page.

An order has one or two legs: first what has a value in its column, then what has none, last updated first. A page's
mark says the leg and the place of its last ticket, so a page never shifts while tickets move."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.tickets.models import Ticket

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Leg:
    """One walk: `columns` with a "-" before those that go down, the last one unique. `where`: what is on it."""

    columns: tuple[str, ...]
    where: Q

    @property
    def names(self) -> list[str]:
        return [column.lstrip("-") for column in self.columns]

    def after(self, values: Sequence[Any]) -> Q:
        """Return what comes after a place. The first part is a stretch of the index, the second sorts out its edge."""
        first = f"{self.names[0]}__{'lte' if self.columns[0].startswith('-') else 'gte'}"
        later, same = Q(), Q()
        for column, name, value in zip(self.columns, self.names, values, strict=True):
            beyond = f"{name}__{'lt' if column.startswith('-') else 'gt'}"
            later |= same & Q(**{beyond: value})
            same &= Q(**{name: value})
        return Q(**{first: values[0]}) & later


@dataclass(frozen=True, slots=True)
class Order:
    label: Words
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the leg, and its columns' values there."""

    leg: int
    values: tuple[Any, ...]


_NEWEST = ("-updated_at", "-id")


def _by_moment(label: Words, column: str) -> Order:
    """The earliest first, then those that have none."""
    return Order(label, (Leg((column, "id"), Q(**{f"{column}__isnull": False})), Leg(_NEWEST, Q(**{column: None}))))


UPDATED = "updated"
ORDERS: dict[str, Order] = {
    UPDATED: Order(gettext_lazy("Last activity"), (Leg(_NEWEST, Q()),)),
    "waits": _by_moment(gettext_lazy("Longest wait"), "customer_waits_since"),
    "due": _by_moment(gettext_lazy("Due first"), "due_at"),
    "priority": Order(gettext_lazy("Priority"), (Leg(("-priority", *_NEWEST), Q()),)),
    "opened": Order(gettext_lazy("Newest"), (Leg(("-opened_at", "-id"), Q()),)),
    "oldest": Order(gettext_lazy("Oldest"), (Leg(("opened_at", "id"), Q()),)),
}


def walk(tickets: QuerySet[Ticket], order: str, limit: int, after: str = "") -> tuple[list[int], str | None]:
    """Return the numbers of a page in this order, and the mark of the next one, None at the end.

    `tickets`: what the list is about. Raises: BadInput for a broken mark."""
    legs = ORDERS[order].legs
    start = _read_mark(after, order) if after else None
    found: list[Place] = []
    for place, leg in enumerate(legs[start.leg if start else 0 :], start.leg if start else 0):
        on_leg = tickets.filter(leg.where).order_by(*leg.columns)
        if start and start.leg == place:
            on_leg = on_leg.filter(leg.after(start.values))
        missing = limit + 1 - len(found)
        found += [Place(place, row) for row in on_leg.values_list(*leg.names)[:missing]]
        if len(found) > limit:
            break
    page = found[:limit]
    return [one.values[-1] for one in page], _mark_of(page[-1], order) if len(found) > limit else None


def _mark_of(place: Place, order: str) -> str:
    values = [value.isoformat() if isinstance(value, datetime) else value for value in place.values]
    return base64.urlsafe_b64encode(json.dumps([order, place.leg, *values]).encode()).decode().rstrip("=")


def _read_mark(mark: str, order: str) -> Place:
    try:
        own, leg, *values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        columns = ORDERS[order].legs[leg].names
        read = tuple(_value(name, value) for name, value in zip(columns, values, strict=True))
    except (ValueError, TypeError, IndexError, binascii.Error):
        own, read = None, ()
    if own != order or not read or leg not in (0, 1):
        raise BadInput(_("This page mark is not one of ours. Start from the first page."))
    return Place(leg, read)


def _value(name: str, value: Any) -> Any:
    if name.endswith(("_at", "_since")):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment
    if type(value) is not int or abs(value) >= 2**63:
        raise ValueError(value)
    return value
