"""What can happen to diagnostics and to what they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact


@dataclass(frozen=True, kw_only=True)
class DiagnosticSaved(Fact):
    """`what`: diagnostic, host or secret; `change`: saved or removed. A secret's word is never in a fact."""

    name: ClassVar[str] = "diagnostic.saved"
    what: str
    title: str
    change: str = "saved"

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title}
        if self.change == "removed":
            return {
                "host": _("%(who)s took the host %(title)s off the list of allowed ones"),
                "secret": _("%(who)s removed the secret “%(title)s”"),
            }.get(self.what, _("%(who)s removed the diagnostic “%(title)s”")) % words
        return {
            "host": _("%(who)s allowed diagnostics to call %(title)s"),
            "secret": _("%(who)s set the secret “%(title)s”"),
        }.get(self.what, _("%(who)s changed the diagnostic “%(title)s”")) % words


@dataclass(frozen=True, kw_only=True)
class DiagnosticTried(Fact):
    """Somebody asked a machine from the settings, without a ticket."""

    name: ClassVar[str] = "diagnostic.tried"
    probe_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s tried the diagnostic “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class DiagnosticTold(Fact):
    """What it said to who tried it stands with the trial."""

    name: ClassVar[str] = "diagnostic.told"
    probe_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("The diagnostic “%(title)s” answered to who tried it") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class ProbeAsked(TicketFact):
    name: ClassVar[str] = "diagnostic.asked"
    probe_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s ran the diagnostic “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class ProbeAnswered(TicketFact):
    """`said`: the value with its unit, or why there is none."""

    name: ClassVar[str] = "diagnostic.answered"
    probe_id: int
    title: str
    said: str = ""
    is_well: bool | None = None

    def sentence(self, who: str) -> str:
        words = {"title": self.title, "said": self.said}
        if self.is_well is None:
            return _("The diagnostic “%(title)s” told nothing: %(said)s") % words
        if self.is_well:
            return _("The diagnostic “%(title)s” found nothing wrong: %(said)s") % words
        return _("The diagnostic “%(title)s” found something wrong: %(said)s") % words
