"""What can happen to a reply before it leaves. Drafts and the seconds of undo are no history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class ReplyScheduled(TicketFact):
    """Somebody wrote a reply that leaves later, or chose another time for it. `send_at`: ISO 8601."""

    name: ClassVar[str] = "reply.scheduled"
    held_id: int
    agent_id: int
    send_at: str

    def sentence(self, who: str) -> str:
        return _("%(who)s wrote a reply that leaves later") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReplyUnscheduled(TicketFact):
    """A reply that was to leave later is a draft again, because its author wanted it."""

    name: ClassVar[str] = "reply.unscheduled"
    held_id: int
    agent_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s took the reply back that was to leave later") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReplyReturned(TicketFact):
    """A reply could not leave at its moment; it is a draft of its author again."""

    name: ClassVar[str] = "reply.returned"
    held_id: int
    agent_id: int
    author: str
    reason: str

    def sentence(self, who: str) -> str:
        return _("A reply of %(author)s did not leave and is a draft again") % {"author": self.author}
