"""How much one network and one visitor may ask for. Stored counters, for all processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.pace.actions import count
from escalera.base.refusals import Refusal
from escalera.core.channels.chat.setup import Setup
from escalera.core.channels.models import ChatSession

WINDOW = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
WORDS_A_MINUTE = 30  # of one session
FILES_A_WINDOW = 20


class TooFast(Refusal):
    """Too much came from one place. `retry_s`: when it may be tried again."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(_("You have written a lot in a short time. Please wait a few minutes."))
        self.retry_s = retry_s


def check_begin(setup: Setup, channel_id: int, ip: str, at: datetime) -> None:
    """Raises: TooFast."""
    if count("chat-sessions", f"{channel_id} {ip}", within=WINDOW, at=at) > setup.sessions_per_network:
        raise TooFast(int(WINDOW.total_seconds()))


def check_words(session: ChatSession, at: datetime) -> None:
    """Raises: TooFast."""
    if count("chat-words", str(session.pk), within=MINUTE, at=at) > WORDS_A_MINUTE:
        raise TooFast(int(MINUTE.total_seconds()))


def check_file(session: ChatSession, at: datetime, *, most: int) -> None:
    """Raises: TooFast."""
    if count("chat-files", str(session.pk), within=WINDOW, at=at) > max(most, FILES_A_WINDOW):
        raise TooFast(int(WINDOW.total_seconds()))
