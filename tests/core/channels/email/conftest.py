"""Peers for the mail tests, and a desk whose addresses are read fresh in every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from escalera.core.channels.email.doors import forget_doors
from escalera.core.channels.email.imap.watching import stop_watching
from tests.cast import Desk, make_desk
from tests.peers.dovecot import Dovecot
from tests.peers.smtp_sink import SmtpSink


@pytest.fixture(autouse=True)
def _fresh_doors() -> Iterator[None]:
    forget_doors()
    yield
    forget_doors()


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """A desk that threads and other processes see too."""
    return make_desk()


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Iterator[Dovecot]:
    """A running Dovecot whose mailboxes are empty."""
    for user in ("help", "sales", "third"):
        with dovecot_server.client(user) as client:
            for line in client.list()[1]:
                name = line.decode().rsplit(" ", 1)[1].strip('"')  # type: ignore[union-attr]
                if name != "INBOX":
                    client.delete(name)
            if client.search(None, "ALL")[1] != [b""]:
                client.store("1:*", "+FLAGS", "\\Deleted")
                client.expunge()
    yield dovecot_server
    stop_watching()


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    server = SmtpSink()
    server.start()
    yield server
    server.stop()
