"""What can happen to a ticket on the ladder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact
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
    """`code`: a RejectCode; `missing`: keys of the fields of the hand-over that lacked something."""

    name: ClassVar[str] = "escalation.rejected"
    reason: str
    code: str = ""
    missing: tuple[str, ...] = ()

    def sentence(self, who: str) -> str:
        if self.code == "missing_information":
            return _("%(who)s needs to know more: back from %(to)s to %(from)s") % self._words(who)
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
class TicketRerouted(TicketFact):
    """Put with a team of another level without an offer: it had come to the wrong place."""

    name: ClassVar[str] = "ticket.rerouted"
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
        return _("%(who)s moved it from %(from)s to %(to)s, where it belongs") % words


@dataclass(frozen=True, kw_only=True)
class HelpCalled(TicketFact):
    """People were called to a ticket that stays where it is. `kind`: hierarchical or swarm; `people`: their names."""

    name: ClassVar[str] = "escalation.called"
    escalation_id: int
    kind: str
    agent_ids: tuple[int, ...] = ()
    team_id: int | None = None
    people: str = ""

    def sentence(self, who: str) -> str:
        if self.kind == "hierarchical":
            return _("%(who)s asks %(people)s to decide") % {"who": who, "people": self.people}
        return _("%(who)s calls %(people)s to help") % {"who": who, "people": self.people}


@dataclass(frozen=True, kw_only=True)
class HelperJoined(TicketFact):
    name: ClassVar[str] = "escalation.joined"
    escalation_id: int
    agent_id: int

    def sentence(self, who: str) -> str:
        return _("%(who)s joined") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class HelpEnded(TicketFact):
    """`outcome`: what was decided or found."""

    name: ClassVar[str] = "escalation.ended"
    escalation_id: int
    kind: str
    outcome: str = ""

    def sentence(self, who: str) -> str:
        if self.kind == "hierarchical":
            return _("%(who)s answered the call for a decision") % {"who": who}
        return _("%(who)s ended the common work") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class VendorAsked(TicketFact):
    """The ticket waits for a vendor from now on. `expected`: ISO moment, "" if nobody knows."""

    name: ClassVar[str] = "vendor.asked"
    escalation_id: int
    vendor_id: int
    vendor: str
    reference: str = ""
    expected: str = ""

    def sentence(self, who: str) -> str:
        if self.reference:
            words = {"who": who, "vendor": self.vendor, "reference": self.reference}
            return _("%(who)s gave it to the vendor %(vendor)s (%(reference)s)") % words
        return _("%(who)s gave it to the vendor %(vendor)s") % {"who": who, "vendor": self.vendor}


@dataclass(frozen=True, kw_only=True)
class VendorCaseChanged(TicketFact):
    name: ClassVar[str] = "vendor.changed"
    escalation_id: int
    vendor_id: int
    vendor: str
    reference: str = ""
    expected: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s noted what %(vendor)s says") % {"who": who, "vendor": self.vendor}


@dataclass(frozen=True, kw_only=True)
class VendorAnswered(TicketFact):
    """The vendor has done its part, or will not. `by_mail`: its own message said so."""

    name: ClassVar[str] = "vendor.answered"
    escalation_id: int
    vendor_id: int
    vendor: str
    outcome: str = ""
    by_mail: bool = False

    def sentence(self, who: str) -> str:
        if self.by_mail:
            return _("%(vendor)s answered") % {"vendor": self.vendor}
        return _("%(who)s noted the answer of %(vendor)s") % {"who": who, "vendor": self.vendor}


@dataclass(frozen=True, kw_only=True)
class LadderChanged(Fact):
    """The company changed how its ladder works. `what`: moves, handover or vendor; `change` in a word."""

    name: ClassVar[str] = "ladder.changed"
    what: str
    key: int
    label: str
    change: str

    def sentence(self, who: str) -> str:
        nouns = {
            "moves": _("the allowed steps from"), "handover": _("the hand-over"), "vendor": _("the vendor"),
        }  # fmt: skip
        words = {"who": who, "what": nouns.get(self.what, self.what), "label": self.label}
        if self.change == "removed":
            return _("%(who)s removed %(what)s “%(label)s”") % words
        if self.change == "archived":
            return _("%(who)s archived %(what)s “%(label)s”") % words
        return _("%(who)s changed %(what)s “%(label)s”") % words


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
