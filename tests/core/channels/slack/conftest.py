from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalera.core.channels.models import Channel
from escalera.core.channels.slack.people import DIRECTORY
from tests.cast import Desk
from tests.core.channels.slack.workspace import make_channel
from tests.peers.slack_api import SlackApi


def person(name: str, email: str = "", **more: object) -> dict[str, object]:
    return {"name": name.lower(), "locale": "es-ES", "profile": {"real_name": name, "email": email}, **more}


@pytest.fixture
def slack() -> Iterator[SlackApi]:
    api = SlackApi(
        people={
            "U222": person("Ana Ruiz", "ana@acme.example"),
            "U333": person("Luis Vega", "luis@acme.example"),
            "U444": person("Guest", "guest@elsewhere.example", is_stranger=True),
        },
        places={"C111"},
    )
    api.start()
    DIRECTORY.forget()
    yield api
    DIRECTORY.forget()
    api.stop()


@pytest.fixture
def channel(desk: Desk, slack: SlackApi) -> Channel:
    return make_channel(desk, slack)
