"""The port of what leaves: a channel sends one part at a time, and says in its own words why one did not leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from escalera.core.channels.models import Channel, Thread
from escalera.core.tickets.models import Attachment


class NotSent(Exception):
    """A part did not leave. `permanent`: trying again would not help; `of_channel`: the trouble is the whole door's
    (token, server, limit), so the rest waits untried; `retry_after_s`: the rest that the provider asked for;
    `unknown`: the provider may have taken it."""

    def __init__(
        self,
        words: str,
        *,
        permanent: bool = False,
        of_channel: bool = False,
        retry_after_s: float | None = None,
        unknown: bool = False,
    ) -> None:
        super().__init__(words)
        self.permanent = permanent
        self.of_channel = of_channel
        self.retry_after_s = retry_after_s
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Part:
    """One message as the provider will have it: text or one file. `key` is the same at every try of this part;
    `buttons` hang on the last text; `template`: {"name", "language", "values"} instead of free words."""

    key: str
    to: str
    text: str = ""
    file: Attachment | None = None
    content: bytes = b""
    buttons: Sequence[str] = ()
    template: dict[str, Any] | None = None
    reply_to: str = ""
    html: str | None = None
    subject: str = ""
    author: str = ""
    message_id: int | None = None


class Sender(Protocol):
    """How a kind of channel hands one part over. Returns the provider's name of the message, "" if it gives none.

    Raises: NotSent. It has a time limit of its own for every call."""

    def __call__(self, channel: Channel, thread: Thread | None, part: Part) -> str: ...


PRACTICE = "practice"  # a setting of a channel: for trying out, nothing leaves by it
_SENDERS: dict[str, Sender] = {}
_LATER: dict[str, Callable[[Channel], str]] = {}


def register_sender(kind: str, sender: Sender) -> None:
    _SENDERS[kind] = sender


def sender_of(kind: str) -> Sender | None:
    return _SENDERS.get(kind)


def sender_for(channel: Channel) -> Sender | None:
    """Return how a channel sends; one that is for practice says that it has, and calls nobody."""
    sender = sender_of(channel.kind)
    return _practise if sender is not None and is_practice(channel) else sender


def is_practice(channel: Channel) -> bool:
    return bool(channel.settings.get(PRACTICE))


def _practise(channel: Channel, thread: Thread | None, part: Part) -> str:
    return f"practice.{part.key}"


def kinds_that_send() -> list[str]:
    return list(_SENDERS)


def split_text(text: str, longest: int) -> list[str]:
    """Cut a text into pieces of at most `longest` characters, at paragraphs, lines, sentences or spaces if there are
    any in the last half of a piece."""
    pieces = []
    rest = text.strip()
    while len(rest) > longest:
        cut = next(
            (
                at + len(mark)
                for mark in ("\n\n", "\n", ". ", " ")
                if (at := rest.rfind(mark, longest // 2, longest)) > 0
            ),
            longest,
        )
        cut = min(cut, longest)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces
