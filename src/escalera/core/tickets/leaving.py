"""Where answers leave: the room of the channels says which way a ticket's go, and why one can't be sent.

A ticket knows no channels. Whoever writes an answer (a person, a rule, a program, a reply that was to leave later) asks
here, so that none of them can forget to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from escalera.core.tickets.models import Ticket

ANSWERED_BY_MAIL = ("phone", "api", "portal", "counter", "form")


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
Whose = Callable[[str], str]
_PORT: list[tuple[Choose, Check, Whose]] = []


def register_ways_out(choose: Choose, check: Check, whose: Whose) -> None:
    """Let `choose` say in which channel a ticket is answered when nobody chose one, `check` why an answer can't leave,
    "" if it can, and `whose` whose identities a channel's addresses are ("phone" for all that are numbers)."""
    _PORT[:] = [(choose, check, whose)]


def reply_channel(ticket: Ticket) -> str:
    """Return the channel in which an answer goes out when nobody chose one: the ticket's, if it can carry words."""
    if _PORT:
        return _PORT[0][0](ticket)
    return "email" if ticket.channel in ANSWERED_BY_MAIL else ticket.channel


def identities_of(channel: str) -> str:
    """Return under which channel the identities of who writes there are kept."""
    if channel in ANSWERED_BY_MAIL:
        return "email"
    return _PORT[0][2](channel) if _PORT else channel


def why_not_leave(ticket: Ticket, leaving: Leaving, at: datetime) -> str:
    """Return why this can't be sent to the customer now, in words; "" if it can."""
    return _PORT[0][1](ticket, leaving, at) if _PORT else ""
