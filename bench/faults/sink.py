"""A mail server that takes replies, when it is in the mood: it refuses, stalls and hangs up too."""

from __future__ import annotations

import asyncio
import random
import re
import threading
from collections import defaultdict
from email import message_from_bytes
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from bench.server import free_port

REFUSES, STALLS, DROPS, DROPS_LATE = 0.06, 0.03, 0.03, 0.03
STALL_S = 1.5
_MARK = re.compile(r"\[respuesta (\d+)\]")


class Sink:
    """`arrived`: for each reply's mark, the Message-ID of every mail that came to an end here, taken or cut off."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._lock = threading.Lock()
        self.arrived: dict[int, list[str]] = defaultdict(list)
        self.refused = self.stalled = self.dropped = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        return int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Listen no more; a second call does nothing."""
        if self._controller.server is not None:
            self._controller.stop()

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        with self._lock:
            mood = self._dice.random()
        if mood < REFUSES:
            self.refused += 1
            return "451 4.3.0 Not now"
        if (mood := mood - REFUSES) < STALLS:
            self.stalled += 1
            await asyncio.sleep(STALL_S)
        elif (mood := mood - STALLS) < DROPS:
            self.dropped += 1
            server.transport.abort()
            return "421 4.3.0 Gone"
        self._note(envelope)
        if 0 <= mood - DROPS < DROPS_LATE:  # it has the mail, and the other side never hears of it
            self.dropped += 1
            server.transport.abort()
        return "250 2.0.0 Taken"

    def _note(self, envelope: Envelope) -> None:
        mail = message_from_bytes(envelope.original_content or b"")
        text = "".join(
            (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
            for part in mail.walk()
            if part.get_content_type() == "text/plain"
        )
        if match := _MARK.search(text):
            with self._lock:
                self.arrived[int(match[1])].append(str(mail["Message-ID"]))
