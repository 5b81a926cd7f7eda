"""What the tests of the shared parts begin with: the plain kind, a small desk, and a channel of that kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalera.core.channels.models import Channel
from tests.cast import Desk, make_desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind() as provider:
        yield provider


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return Channel.objects.create(kind=KIND, name="Plain", address="plain", team=desk.front)
