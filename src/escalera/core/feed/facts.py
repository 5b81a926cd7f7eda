"""What happens between colleagues on a ticket."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class TicketFollowed(TicketFact):
    name: ClassVar[str] = "ticket.followed"
    agent_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s follows the ticket") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class TicketUnfollowed(TicketFact):
    name: ClassVar[str] = "ticket.unfollowed"
    agent_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s follows the ticket no more") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ColleaguesMentioned(TicketFact):
    """`agent_ids`: everybody who was called, alone or in a team; `names`: as they were called."""

    name: ClassVar[str] = "mention.made"
    agent_ids: list[int] = field(default_factory=list)
    names: str = ""
    message_id: int | None = None
    consultation_id: int | None = None

    def sentence(self, who: str) -> str:
        return _("%(who)s called %(names)s in") % {"who": who, "names": self.names}


@dataclass(frozen=True, kw_only=True)
class MentionsAnswered(TicketFact):
    """An agent put away that they were called; writing does so without a fact of its own."""

    name: ClassVar[str] = "mention.answered"
    agent_ids: list[int] = field(default_factory=list)

    def sentence(self, who: str) -> str:
        return _("%(who)s put the mention away") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ConsultationAsked(TicketFact):
    name: ClassVar[str] = "consultation.asked"
    consultation_id: int
    to: str
    team_id: int | None = None
    agent_id: int | None = None
    reason: str = ""  # the question, cut

    def sentence(self, who: str) -> str:
        return _("%(who)s asked %(to)s") % {"who": who, "to": self.to}


@dataclass(frozen=True, kw_only=True)
class ConsultationAnswered(TicketFact):
    """Something was said in a consultation. `by_asked`: by those who were asked."""

    name: ClassVar[str] = "consultation.answered"
    consultation_id: int
    message_id: int
    by_asked: bool = True

    def sentence(self, who: str) -> str:
        if self.by_asked:
            return _("%(who)s answered the question") % {"who": who}
        return _("%(who)s went on with the question") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ConsultationClosed(TicketFact):
    name: ClassVar[str] = "consultation.closed"
    consultation_id: int
    reason: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s closed the question") % {"who": who}
