"""The whole product as a process of its own, as `escalera start` runs it, for the journeys."""

from __future__ import annotations

import os
import re
import smtplib
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests.database import KIND
from tests.journeys.visiting import SAMPLE_PASSWORD
from tests.postgres import start_cluster
from tests.tables import empty_cluster, empty_desk

PASSWORD = "una clave bastante larga"
PATIENCE_S = 90


@dataclass
class Product:
    """`start()` waits until the product answers; `said` is what it has printed."""

    folder: Path
    smtp_url: str
    verb: str = "start"
    more: tuple[str, ...] = ()
    password: str = PASSWORD
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port, self.gate_port = free_port(), free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ESCALERA_", "DJANGO_"))}
        self.environment = {
            **kept,
            "ESCALERA_DATA_DIR": str(self.folder),
            "ESCALERA_SECRET_KEY": "journey-" + "0" * 42,
            "ESCALERA_SMTP_URL": self.smtp_url,
            "ESCALERA_GATE_SMTP": f"127.0.0.1:{self.gate_port}",
            "ESCALERA_LANGUAGE": "es",
            "DATABASE_URL": start_cluster(of=empty_cluster()) if KIND == "postgres" else "",
        }
        if KIND == "sqlite":
            empty_desk(self.folder)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / "said.txt").read_text()

    def command(
        self, *words: str, given: str = "", more: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "escalera.faces.cli.main", *words],
            env={**self.environment, **(more or {})},
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def furnish(self) -> None:
        """Make the sample company, without tickets, before the start; its people have the sample's password."""
        self.folder.mkdir(parents=True, exist_ok=True)
        module = [sys.executable, "-m", "tests.journeys.company.furnishing"]
        done = subprocess.run(module, env=self.environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        self.password = SAMPLE_PASSWORD

    def start(self, patience_s: float = PATIENCE_S) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "said.txt").open("wb") as said:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-u",
                    "-m",
                    "escalera.faces.cli.main",
                    self.verb,
                    "--port",
                    str(self.port),
                    *self.more,
                ],
                env=self.environment,
                stdout=said,
                stderr=said,
            )
        try:
            until(self._runs, "the start", patience_s)
        except BaseException:
            self.stop()  # or it would run on by itself, for nobody
            raise

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)

    def owner_link(self) -> str:
        found = re.search(r"http\S+/first-owner/\S+", self.said)
        assert found, self.said
        return found[0]

    def add_agent(self, email: str, name: str, team: str) -> None:
        done = self.command("agent", email, name, "--team", team, "--password-stdin", given=PASSWORD + "\n")
        assert done.returncode == 0, done.stderr

    def mail_in(
        self, subject: str, text: str, *, sender: str = "Rosa Ibáñez <rosa@comandina.example>", **more: str
    ) -> None:
        """Send a mail to the product's own SMTP gate."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, "ayuda@cordillera.example", subject
        mail["Message-ID"] = f"<{time.monotonic_ns()}@comandina.example>"
        for name, value in more.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.gate_port, timeout=30) as smtp:
            smtp.send_message(mail)

    def _runs(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said
        return self._answers()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return "lista" in self.said
        except OSError:
            return False


def until(holds: object, what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until `holds()` is true. Raises: AssertionError with `what` was waited for."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if holds():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {patience_s:.0f} s in vain for {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
