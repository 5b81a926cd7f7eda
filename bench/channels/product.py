"""The product as `escalera start` runs it on one machine; it can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import server

SETTINGS = """
from escalera.config.settings import *
DELIVERY_FIRST_PAUSE_S = 0.5
"""


class Product:
    """Runs until the block ends; `port` is its pages'."""

    def __init__(self, folder: Path) -> None:
        (folder / "channel_settings.py").write_text(SETTINGS)
        self.port = server.free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "channel_settings",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")])),
            "ESCALERA_BASE_URL": f"http://127.0.0.1:{self.port}",
            "ESCALERA_LOG_LEVEL": "CRITICAL",
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def start(self) -> None:
        command = [sys.executable, "-m", "escalera.faces.cli.main", "start", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        server.wait_until_ready(self._process, self.port)

    def kill(self) -> None:
        """End it as a machine does that loses its power."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)  # the worker beside it, too
            self._process.wait()
            self._process = None

    def kill_and_restart(self) -> None:
        self.kill()
        self.start()


def wait_until(done: object, seconds: float, every_s: float = 0.25) -> float:
    """Wait until `done()` says so; return the seconds that it took. Raises: TimeoutError."""
    began = time.monotonic()
    while not done():  # type: ignore[operator]
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not done within {seconds:.0f} s")
        time.sleep(every_s)
    return time.monotonic() - began
