from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent
from escalera.core.llm.actions import Wanted, save_endpoint
from escalera.core.llm.choices import OFFERED
from escalera.core.llm.queries import look_again
from tests.cast import NOON, Desk
from tests.peers.model_server import ModelServer


@pytest.fixture
def server() -> Iterator[ModelServer]:
    server = ModelServer().start()
    yield server
    server.stop()
    look_again()


@pytest.fixture
def olga(desk: Desk) -> Agent:
    """Return who may change the company."""
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def setup(olga: Agent, server: ModelServer) -> Callable[..., None]:
    """Set the server up as the desk's model, for everything."""

    def setup(**change: object) -> None:
        values = {"url": server.url, "model": "tiny", "purposes": list(OFFERED), "timeout_s": 2, **change}
        save_endpoint(wanted=Wanted(**values), by=olga, at=NOON)  # type: ignore[arg-type]
        look_again()

    return setup
