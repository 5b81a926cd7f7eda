"""Where answers leave: the room of the channels says which way a ticket's go, and why one can't be sent.

A ticket knows no channels. Whoever writes an answer (a person, a rule, a program, a reply that was to leave later) asks
here, so that none of them can forget to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from escalera.core.tickets.models import Ticket

ANSWERED_BY_MAIL = ("phone", "api", "portal", "counter")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is to leave. `files`: name, content type and bytes of each; `extra`: that of the message (the door, the
    template, the message that it answers)."""

    channel: str
    text: str
    files: Sequence[tuple[str, str, int]] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


Choose = Callable[[Ticket], str]
Check = Callable[[Ticket, Leaving, datetime], str]
_PORT: list[tuple[Choose, Check]] = []


def register_ways_out(choose: Choose, check: Check) -> None:
    """Let `choose` say in which channel a ticket is answered when nobody chose one, and `check` why an answer can't
    leave, "" if it can."""
    _PORT[:] = [(choose, check)]


def reply_channel(ticket: Ticket) -> str:
    """Return the channel in which an answer goes out when nobody chose one: the ticket's, if it can carry words."""
    if _PORT:
        return _PORT[0][0](ticket)
    return "email" if ticket.channel in ANSWERED_BY_MAIL else ticket.channel


def why_not_leave(ticket: Ticket, leaving: Leaving, at: datetime) -> str:
    """Return why this can't be sent to the customer now, in words; "" if it can."""
    return _PORT[0][1](ticket, leaving, at) if _PORT else ""
