"""What people were told, in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.core.notifications.queries import page_for, unseen
from tests.peers.push_service import PushService

Told = Callable[[Agent], list[tuple[str, int | None, int]]]


@pytest.fixture
def told() -> Told:
    """Return what stands unseen in an agent's list, oldest first: (kind, ticket, how often)."""

    def read(agent: Agent) -> list[tuple[str, int | None, int]]:
        read_all()
        rows = page_for(agent, only_unseen=True).rows
        assert unseen(agent) == len(rows)
        return [(row.kind, row.ticket_id, row.count) for row in sorted(rows, key=lambda row: row.pk)]

    return read


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    settings.PUSH_ANYWHERE = True
    service = PushService()
    service.start()
    yield service
    service.stop()
