"""What runs besides the pages: the worker's loops and the mail gate."""

from __future__ import annotations

from escalera.faces.cli.words import _


class CannotStart(Exception):
    """In plain words, what prevents it."""


class Services:
    """The worker's loops and the mail gate, in this process. Raises: CannotStart."""

    def __init__(self) -> None:
        from escalera.base.jobs.worker import Worker
        from escalera.core.channels.email.smtp_gate import start_gate

        try:
            self.gate = start_gate()
        except (OSError, ValueError) as error:
            raise CannotStart(f"ESCALERA_GATE_SMTP, ESCALERA_GATE_LMTP: {error}") from error
        self.worker = Worker()
        self.worker.start()

    def describe(self) -> list[str]:
        """Return lines for whoever has started it."""
        ports = {"SMTP": self.gate.smtp_port, "LMTP": self.gate.lmtp_port}
        words = _("mail comes in by %(name)s on port %(port)d")
        return [words % {"name": name, "port": port} for name, port in ports.items() if port]

    def stop(self) -> None:
        """Let what runs come to its end."""
        from escalera.core.channels.email.imap.watching import stop_watching

        self.gate.stop()
        self.worker.stop()
        stop_watching()
