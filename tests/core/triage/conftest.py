"""The optional embedding and whoever keeps the settings, for the tests of triage."""

from __future__ import annotations

import pytest

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.tickets.models import Category
from tests.cast import Desk
from tests.core.retrieval.conftest import built, model

__all__ = ["built", "model"]


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[])


@pytest.fixture
def line(desk: Desk) -> Category:
    return Category.objects.create(key="linea", name="Averías")


@pytest.fixture
def bill(desk: Desk) -> Category:
    return Category.objects.create(key="factura", name="Facturación")
