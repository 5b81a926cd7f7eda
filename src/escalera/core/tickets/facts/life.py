"""What can happen in a ticket's life: words, hands, waits, its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact
from escalera.core.tickets.choices import BUILT_IN, OWN_REASONS, Kind, Priority


def waits_because(code: str, words: str) -> str:
    """Return why it waits in words; "" for a status's own reason, which says nothing new."""
    if words or not code or BUILT_IN.get(code) is None:
        return words
    return "" if code in OWN_REASONS else str(BUILT_IN[code].name)


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketFact):
    name: ClassVar[str] = "ticket.opened"
    message_id: int
    channel: str
    team_id: int
    level_id: int
    kind: str = ""
    priority: int = 0
    category_id: int | None = None
    impact: int | None = None
    urgency: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s opened the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class MessageReceived(TicketFact):
    """The customer's side said something more. `automatic`: an out-of-office answer or the like, no person.
    `thanks`: nothing but thanks for what had ended, which stays ended."""

    name: ClassVar[str] = "message.received"
    message_id: int
    channel: str
    automatic: bool = False
    thanks: bool = False

    def sentence(self, who: str) -> str:
        return _("%(who)s wrote") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReplyWritten(TicketFact):
    """Our side answered. `has_left`: it was said to the customer already, elsewhere than on the desk: nothing is sent."""

    name: ClassVar[str] = "reply.written"
    message_id: int
    channel: str
    has_left: bool = False

    def sentence(self, who: str) -> str:
        return _("%(who)s replied") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class NoteWritten(TicketFact):
    name: ClassVar[str] = "note.written"
    message_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s left an internal note") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketTaken(TicketFact):
    name: ClassVar[str] = "ticket.taken"
    agent_id: int
    from_agent_id: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s took the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketReleased(TicketFact):
    name: ClassVar[str] = "ticket.released"
    from_agent_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s put the ticket back in the queue") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketWaits(TicketFact):
    """`reason`: the code of the reason to wait, `words` its name if the company gave it one; `pauses`: the kinds of clock
    that it stopped at that time."""

    name: ClassVar[str] = "ticket.waits"
    status: str
    from_status: str
    reason: str = ""
    words: str = ""
    pauses: tuple[str, ...] = ()

    def sentence(self, who: str) -> str:
        words = {
            "waiting_customer": _("%(who)s is waiting for the customer"),
            "waiting_internal": _("%(who)s is waiting for colleagues"),
            "waiting_vendor": _("%(who)s is waiting for a vendor"),
        }
        said = words.get(self.status, _("%(who)s went on with the ticket")) % {"who": who}
        return f"{said}: {why}" if (why := waits_because(self.reason, self.words)) else said


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketFact):
    name: ClassVar[str] = "ticket.resolved"
    from_status: str
    message_id: int | None = None
    with_id: int | None = None  # the original that this one is a duplicate of

    def sentence(self, who: str) -> str:
        if self.with_id:
            return _("%(who)s resolved the ticket with #%(number)d") % {"who": who, "number": self.with_id}
        return _("%(who)s resolved the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketFact):
    """Ended for good: a resolved ticket that nobody came back to."""

    name: ClassVar[str] = "ticket.closed"
    from_status: str

    def sentence(self, who: str) -> str:
        return _("%(who)s closed the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketCancelled(TicketFact):
    """Ended without a solution: not needed any more, or opened by mistake."""

    name: ClassVar[str] = "ticket.cancelled"
    from_status: str
    reason: str = ""

    def sentence(self, who: str) -> str:
        if self.reason:
            return _("%(who)s cancelled the ticket: %(reason)s") % {"who": who, "reason": self.reason}
        return _("%(who)s cancelled the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketFact):
    name: ClassVar[str] = "ticket.reopened"
    from_status: str
    message_id: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s reopened the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketClassified(TicketFact):
    """What it is now; `before`: what it was, only of those that changed."""

    name: ClassVar[str] = "ticket.classified"
    kind: str
    priority: int
    category_id: int | None = None
    category: str = ""
    impact: int | None = None
    urgency: int | None = None
    language: str = ""
    before: dict[str, str | int | None] = field(default_factory=dict)

    def sentence(self, who: str) -> str:
        words = {"who": who, "kind": Kind(self.kind).label, "priority": Priority(self.priority).label}
        if self.category:
            words["category"] = self.category
            return _("%(who)s classified it as %(kind)s · %(category)s · %(priority)s") % words
        return _("%(who)s classified it as %(kind)s · %(priority)s") % words
