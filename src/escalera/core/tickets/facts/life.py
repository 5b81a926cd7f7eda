"""What can happen in a ticket's life: words, hands, waits, its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact
from escalera.core.tickets.choices import Kind, Priority


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketFact):
    name: ClassVar[str] = "ticket.opened"
    message_id: int
    channel: str
    team_id: int
    level_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s opened the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class MessageReceived(TicketFact):
    """The customer's side said something more."""

    name: ClassVar[str] = "message.received"
    message_id: int
    channel: str

    def sentence(self, who: str) -> str:
        return _("%(who)s wrote") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReplyWritten(TicketFact):
    name: ClassVar[str] = "reply.written"
    message_id: int
    channel: str

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
    name: ClassVar[str] = "ticket.waits"
    status: str
    from_status: str

    def sentence(self, who: str) -> str:
        words = {
            "waiting_customer": _("%(who)s is waiting for the customer"),
            "waiting_internal": _("%(who)s is waiting for colleagues"),
            "waiting_vendor": _("%(who)s is waiting for a vendor"),
        }
        return words.get(self.status, _("%(who)s went on with the ticket")) % {"who": who}


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
class TicketReopened(TicketFact):
    name: ClassVar[str] = "ticket.reopened"
    from_status: str
    message_id: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s reopened the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketClassified(TicketFact):
    name: ClassVar[str] = "ticket.classified"
    kind: str
    priority: int

    def sentence(self, who: str) -> str:
        words = {"who": who, "kind": Kind(self.kind).label, "priority": Priority(self.priority).label}
        return _("%(who)s classified it as %(kind)s · %(priority)s") % words
