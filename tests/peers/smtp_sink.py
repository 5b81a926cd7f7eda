"""An SMTP server that takes mail for the tests and can refuse, stall, drop and demand a password."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


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
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def start(self, port: int = 0) -> None:
        options: dict[str, Any] = {"enable_SMTPUTF8": True, "hostname": "sink.example"}
        if self.user:
            options |= {"auth_required": True, "auth_require_tls": False, "authenticator": self._authenticate}
        loop = self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=loop.run_forever, daemon=True)
        self._thread.start()

        async def listen() -> asyncio.Server:
            return await loop.create_server(lambda: SMTP(_Handler(self), loop=loop, **options), "127.0.0.1", port)

        self._server = asyncio.run_coroutine_threadsafe(listen(), loop).result(60)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop = None

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.user.encode(),
            self.password.encode(),
        )
        return AuthResult(success=good, handled=False)


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
