"""An SMTP server that takes mail for the tests and can refuse, stall, drop and demand a password."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class SinkMail:
    mail_from: str
    recipients: list[str]
    content: bytes
    connection: int

    @property
    def parsed(self) -> Message:
        return message_from_bytes(self.content)

    @property
    def message_id(self) -> str:
        return str(self.parsed["Message-ID"])


@dataclass
class SmtpSink:
    """`moods` says how the next mails are answered, in turn: a status line, "drop" or "stall" after the mail was
    taken, "drop-before" without taking it; with none left, 250. `recipients` answers single recipients."""

    moods: deque[str] = field(default_factory=deque)
    recipients: dict[str, str] = field(default_factory=dict)
    mails: list[SinkMail] = field(default_factory=list)
    user: str = ""
    password: str = ""
    on_mail: Any = None
    _controller: Controller | None = None

    @property
    def port(self) -> int:
        assert self._controller is not None
        return int(self._controller.server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def start(self, port: int = 0) -> None:
        options: dict[str, Any] = {}
        if self.user:
            options = {"auth_required": True, "auth_require_tls": False, "authenticator": self._authenticate}
        self._controller = Controller(_Handler(self), hostname="127.0.0.1", port=port, **options)
        if port == 0:
            self._controller._trigger_server = lambda: None  # type: ignore[method-assign]
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.user.encode(),
            self.password.encode(),
        )
        return AuthResult(success=good)


class _Handler:
    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = self.sink.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        mood = self.sink.moods.popleft() if self.sink.moods else "250 Taken"
        if mood.startswith("250") or mood in ("drop", "stall"):
            mail = SinkMail(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content, id(server))
            self.sink.mails.append(mail)
            if self.sink.on_mail is not None:
                self.sink.on_mail(mail)
        if mood.startswith("drop"):
            server.transport.abort()
            return "421 gone"
        if mood.startswith("stall"):
            await asyncio.sleep(30)
        return mood if mood[:3].isdigit() else "250 Taken"
