"""A running server on a free port of this machine, on the test's database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from escalera.faces.live.hub import HUB
from escalera.faces.live.server import Server
from tests.cast import Desk, make_desk


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def server(desk: Desk) -> Iterator[str]:
    """The address of a server that beats every 0.2 s."""
    HUB.heartbeat_s = 0.2
    one = Server("127.0.0.1", 0, log_level="critical")
    thread = threading.Thread(target=one.run)
    thread.start()
    while not one.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{one.port}"
    one.should_exit = True
    thread.join(30)
    assert not thread.is_alive()
