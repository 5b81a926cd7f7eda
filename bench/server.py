"""The real server in a process of its own, as `escalera web` runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

START_S = 30


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    pid: int
    port: int


@contextmanager
def web() -> Iterator[Running]:
    """Serve the connected database on a free port while the block runs."""
    port = free_port()
    command = [
        sys.executable, "-m", "uvicorn", "escalera.config.asgi:application", "--host", "127.0.0.1",
        "--port", str(port), "--no-access-log", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "ESCALERA_BASE_URL": f"http://127.0.0.1:{port}"})
    try:
        wait_until_ready(process, port)
        yield Running(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait for the health page. Raises: RuntimeError if the process ends or never answers."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the server did not answer in time")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
