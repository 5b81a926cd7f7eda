"""The product, which can be killed: `escalera start` with short pauses, so that a test ends."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from bench import server

START_S = 60.0
SETTINGS = """
from escalera.config.settings import *
DELIVERY_FIRST_PAUSE_S = 0.5
DELIVERY_LEASE_S = 6
"""


class Product:
    """Runs until the block ends; `recoveries`: seconds from each kill to the first answers of gate and pages."""

    def __init__(self, folder: Path, sink_port: int) -> None:
        (folder / "fault_settings.py").write_text(SETTINGS)
        self.web_port, self.gate_port = server.free_port(), server.free_port()
        self.recoveries: list[float] = []
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "fault_settings",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")])),
            "ESCALERA_GATE_SMTP": f"127.0.0.1:{self.gate_port}",
            "ESCALERA_SMTP_URL": f"smtp://127.0.0.1:{sink_port}?tls=none",
            "ESCALERA_BASE_URL": f"http://127.0.0.1:{self.web_port}",
            "ESCALERA_LOG_LEVEL": "CRITICAL",
        }

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._kill()

    def kill_and_restart(self) -> None:
        """Send SIGKILL, start again at once, and wait until it works."""
        with self._lock:
            killed_at = time.monotonic()
            self._kill()
            self._start()
            self.recoveries.append(time.monotonic() - killed_at)

    def ensure_runs(self) -> None:
        """Raise RuntimeError if the process has ended by itself."""
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError("the product ended by itself")

    def _start(self) -> None:
        command = [sys.executable, "-m", "escalera.faces.cli.main", "start", "--port", str(self.web_port)]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        server.wait_until_ready(self._process, self.web_port)
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                with smtplib.SMTP("127.0.0.1", self.gate_port, timeout=5):
                    return
            except (OSError, smtplib.SMTPException):
                time.sleep(0.02)
        raise TimeoutError("the gate does not answer")

    def _kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)  # the worker beside it, too
            self._process.wait()
