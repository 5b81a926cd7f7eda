"""The suite's own guard: whoever tries to reach another machine is turned away and written down, children too."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TRIES = """
import socket
for address in (("93.184.216.34", 80), ("2606:2800:220:1::", 80, 0, 0)):
    sock = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    try:
        sock.connect_ex(address)
    except OSError as error:
        print(error)
for send in (lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53)),
             lambda: socket.getaddrinfo("www.iana.org", 443), lambda: socket.gethostbyname("www.iana.org")):
    try:
        send()
    except OSError as error:
        print(error)
"""


def test_a_child_that_tries_is_turned_away_and_written_down(tmp_path: Path) -> None:
    escaped = tmp_path / "escaped"
    done = subprocess.run(
        [sys.executable, "-c", TRIES], env={**os.environ, "ESCAPED_TO": str(escaped)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    places = ["93.184.216.34", "2606:2800:220:1::", "8.8.8.8", "www.iana.org", "www.iana.org"]
    assert done.stdout.splitlines() == [f"a test tried to reach {place}" for place in places]
    assert [line.split()[1] for line in escaped.read_text().splitlines()] == places


@pytest.mark.parametrize("name", ["model.example", "mail.customer.test"])
def test_names_that_exist_nowhere_are_answered_here(name: str) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo(name, 80)


def test_this_machine_may_be_reached() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(("localhost", server.getsockname()[1])):
            pass
