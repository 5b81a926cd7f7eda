"""A category in a condition means what stands below it, in a query and of one ticket, in views and after a move."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.readers import read_all
from escalera.base.people.queries import robot
from escalera.core.conditions.compiling import matches, to_q
from escalera.core.conditions.reading import read
from escalera.core.tickets.actions.keeping_classes import save_category
from escalera.core.tickets.models import Category, Ticket
from escalera.core.views.actions import Wanted, create_view
from escalera.core.views.queries import views_of
from tests.cast import NOON, Desk


def category(name: str, parent: Category | None = None) -> Category:
    return save_category(name=name, parent=parent, by=robot(), at=NOON)


def found(condition: dict[str, Any]) -> list[int]:
    """Return the tickets of a query, after making sure that each ticket by itself says the same."""
    read_one = read(condition)
    asked = sorted(Ticket.objects.filter(to_q(read_one, None, NOON)).values_list("pk", flat=True))
    assert asked == sorted(one.pk for one in Ticket.objects.all() if matches(read_one, one, None, NOON))
    return asked


@pytest.mark.django_db
def test_a_category_means_what_stands_below_it(desk: Desk) -> None:
    network = category("Network")
    wifi = category("Wi-Fi", network)
    room = category("Meeting room", wifi)
    billing = category("Billing")
    of = {one: desk.open(category=one).ticket_id for one in (network, wifi, room, billing)}
    none = desk.open().ticket_id

    def is_(*names: Category) -> dict[str, Any]:
        return {"field": "category", "one_of": [str(one.pk) for one in names]}

    assert found({"field": "category", "is": str(network.pk)}) == [of[network], of[wifi], of[room]]
    assert found(is_(wifi, billing)) == [of[wifi], of[room], of[billing]]
    assert found({"field": "category", "is_not": str(wifi.pk)}) == [of[network], of[billing], none]
    assert found({"field": "category", "is": str(room.pk)}) == [of[room]]


@pytest.mark.django_db(transaction=True)
def test_a_view_is_counted_anew_when_the_tree_changes(desk: Desk) -> None:
    network, wifi = category("Network"), category("Wi-Fi")
    desk.open(category=wifi)
    condition = {"all": [{"field": "open", "is": True}, {"field": "category", "is": str(network.pk)}]}
    create_view(Wanted("Network", condition), by=desk.sara, at=NOON)
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [0]
    save_category(category_id=wifi.pk, name="Wi-Fi", parent=network, by=robot(), at=NOON)
    read_all()
    assert [line.number for line in views_of(desk.sara, frozenset())] == [1]
