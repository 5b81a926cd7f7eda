from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalera.core.channels.models import Channel
from tests.cast import Desk, make_desk
from tests.core.channels.meta_doors import graph, make_door
from tests.peers.meta_graph import Graph


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def peer() -> Iterator[Graph]:
    with graph() as peer:
        yield peer


@pytest.fixture
def channel(desk: Desk, peer: Graph) -> Channel:
    return make_door("instagram", peer, team=desk.front)
