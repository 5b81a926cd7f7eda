"""What can happen to triage: what it may do is changed, a model takes over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact
from escalera.core.triage.choices import Field, Mode


@dataclass(frozen=True, kw_only=True)
class TriageChanged(Fact):
    """`threshold`: the confidence from which proposals are applied."""

    name: ClassVar[str] = "triage.changed"
    field: str
    mode: str
    threshold: float

    def sentence(self, who: str) -> str:
        words = {"who": who, "field": Field(self.field).label, "mode": Mode(self.mode).label}
        return _("%(who)s changed what triage does with “%(field)s”: %(mode)s") % words


@dataclass(frozen=True, kw_only=True)
class TicketRead(TicketFact):
    """Triage found something in what a customer wrote. `fields`: what it proposes; `urgency`: 0 (nothing) to 3."""

    name: ClassVar[str] = "triage.read"
    fields: tuple[str, ...] = ()
    urgency: int = 0
    tone: str = ""

    def sentence(self, who: str) -> str:
        return _("Triage read what the customer wrote")


@dataclass(frozen=True, kw_only=True)
class TriageLearned(Fact):
    """A newly trained model is in use. `accuracy`: on the newest fifth of the desk's tickets."""

    name: ClassVar[str] = "triage.learned"
    field: str
    number: int
    accuracy: float
    examples: int

    def sentence(self, who: str) -> str:
        words = {"field": Field(self.field).label, "share": round(100 * self.accuracy), "examples": self.examples}
        return (
            _("Triage learned “%(field)s” anew: right in %(share)s %% of recent tickets, from %(examples)s examples")
            % words
        )
