"""What can happen to a ticket on the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact
from escalera.base.settings.words import level_code


@dataclass(frozen=True, kw_only=True)
class _Step(TicketFact):
    escalation_id: int
    from_team: str
    to_team: str
    from_level: int
    to_level: int

    def _words(self, who: str) -> dict[str, str]:
        return {
            "who": who,
            "from": f"{level_code(self.from_level)} {self.from_team}",
            "to": f"{level_code(self.to_level)} {self.to_team}",
        }


@dataclass(frozen=True, kw_only=True)
class EscalationOffered(_Step):
    name: ClassVar[str] = "escalation.offered"

    def sentence(self, who: str) -> str:
        return _("%(who)s escalated from %(from)s to %(to)s") % self._words(who)


@dataclass(frozen=True, kw_only=True)
class EscalationAccepted(_Step):
    name: ClassVar[str] = "escalation.accepted"

    def sentence(self, who: str) -> str:
        return _("%(who)s accepted it for %(to)s") % self._words(who)


@dataclass(frozen=True, kw_only=True)
class EscalationRejected(_Step):
    name: ClassVar[str] = "escalation.rejected"
    reason: str

    def sentence(self, who: str) -> str:
        return _("%(who)s rejected it: back from %(to)s to %(from)s") % self._words(who)


@dataclass(frozen=True, kw_only=True)
class EscalationExpired(_Step):
    name: ClassVar[str] = "escalation.expired"

    def sentence(self, who: str) -> str:
        return _("Nobody at %(to)s accepted in time: back to %(from)s") % self._words(who)


@dataclass(frozen=True, kw_only=True)
class TicketReturned(TicketFact):
    name: ClassVar[str] = "ticket.returned"
    from_team: str
    to_team: str
    from_level: int
    to_level: int
    reason: str

    def sentence(self, who: str) -> str:
        words = {
            "who": who,
            "from": f"{level_code(self.from_level)} {self.from_team}",
            "to": f"{level_code(self.to_level)} {self.to_team}",
        }
        return _("%(who)s sent it back from %(from)s to %(to)s") % words


@dataclass(frozen=True, kw_only=True)
class HigherAsked(TicketFact):
    """The customer wants to be heard higher up."""

    name: ClassVar[str] = "escalation.asked"
    ask_id: int
    level: int
    reason: str

    def sentence(self, who: str) -> str:
        return _("%(who)s asks for a level higher than %(level)s") % {"who": who, "level": level_code(self.level)}


@dataclass(frozen=True, kw_only=True)
class HigherDeclined(TicketFact):
    """The customer's wish was answered with a reason why not."""

    name: ClassVar[str] = "escalation.declined"
    ask_id: int
    reason: str

    def sentence(self, who: str) -> str:
        return _("%(who)s declined the wish for a higher level") % {"who": who}
