"""The server in a process of its own: how it ends decides whether the worker beside it ends properly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

SERVE = "import django; django.setup(); from escalera.faces.live.server import serve; serve('127.0.0.1', {port}); print('ended')"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def test_a_polite_kill_lets_the_rest_of_the_process_end(tmp_path: Path) -> None:
    port = free_port()
    given = {
        "DJANGO_SETTINGS_MODULE": "escalera.config.settings",
        "ESCALERA_DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port=port)],
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(port)
    process.send_signal(signal.SIGTERM)
    assert (process.communicate(timeout=30)[0], process.returncode) == ("ended\n", 0)
