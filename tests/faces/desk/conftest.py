"""Browsers of the cast, and ways to read a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from escalera.base.people.models import Agent
from escalera.core.llm.queries import offered

Enter = Callable[[Agent], Client]


@pytest.fixture
def enter() -> Enter:
    """Return a browser in which the agent is signed in; it reads English."""

    def browser(agent: Agent) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(agent)
        return client

    return browser


@pytest.fixture
def htmx() -> dict[str, Any]:
    return {"headers": {"hx-request": "true"}}


@pytest.fixture
def known_model(db: None) -> None:
    """Whether there is a language model is asked once a minute; it was asked just now."""
    offered()
