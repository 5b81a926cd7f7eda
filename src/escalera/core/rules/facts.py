"""What rules do, and what is done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact


@dataclass(frozen=True, kw_only=True)
class RuleRan(TicketFact):
    """A rule acted on a ticket. `did` and `why` in words, one line each."""

    name: ClassVar[str] = "rule.run"
    run_id: int
    rule_id: int
    rule: str
    did: str
    why: str = ""

    def sentence(self, who: str) -> str:
        words = {"who": who, "did": self.did, "why": self.why}
        if not self.why:
            return _("%(who)s: %(did)s") % words
        return _("%(who)s: %(did)s, because %(why)s") % words


@dataclass(frozen=True, kw_only=True)
class RuleSwitchedOff(Fact):
    """A rule came to nothing too often in a row and was switched off."""

    name: ClassVar[str] = "rule.switched_off"
    rule_id: int
    rule: str
    because: str = ""
    failures: int = 0

    def sentence(self, who: str) -> str:
        words = {"rule": self.rule, "because": self.because, "count": self.failures}
        return _("The rule “%(rule)s” was switched off after %(count)d failures: %(because)s") % words


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Fact):
    """`change`: added, changed, on, off, moved or dropped."""

    name: ClassVar[str] = "rule.changed"
    rule_id: int
    rule: str
    change: str

    def sentence(self, who: str) -> str:
        words = {
            "added": _("%(who)s added the rule “%(rule)s”"),
            "on": _("%(who)s switched the rule “%(rule)s” on"),
            "off": _("%(who)s switched the rule “%(rule)s” off"),
            "moved": _("%(who)s changed the order of the rule “%(rule)s”"),
            "dropped": _("%(who)s dropped the rule “%(rule)s”"),
        }
        return words.get(self.change, _("%(who)s changed the rule “%(rule)s”")) % {"who": who, "rule": self.rule}
