"""What can happen to procedures, and to the runs of them on tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact, TicketFact
from escalera.core.procedures.choices import Outcome


@dataclass(frozen=True, kw_only=True)
class _OfProcedure(Fact):
    """`title`: its name at that time."""

    procedure_id: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class ProcedureSaved(_OfProcedure):
    """`change`: made, changed, drafted, dropped (the draft), archived, back."""

    name: ClassVar[str] = "procedure.saved"
    change: str = "changed"

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title}
        return {
            "made": _("%(who)s made the procedure “%(title)s”"),
            "drafted": _("%(who)s drafted the procedure “%(title)s”"),
            "dropped": _("%(who)s threw the draft of the procedure “%(title)s” away"),
            "archived": _("%(who)s archived the procedure “%(title)s”"),
            "back": _("%(who)s brought the procedure “%(title)s” back"),
        }.get(self.change, _("%(who)s changed the procedure “%(title)s”")) % words


@dataclass(frozen=True, kw_only=True)
class ProcedurePublished(_OfProcedure):
    """`restored`: the older version that it repeats."""

    name: ClassVar[str] = "procedure.published"
    version: int
    restored: int | None = None

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title, "version": self.version, "restored": self.restored}
        if self.restored:
            return _("%(who)s brought version %(restored)s of the procedure “%(title)s” back") % words
        return _("%(who)s published version %(version)s of the procedure “%(title)s”") % words


@dataclass(frozen=True, kw_only=True)
class StepRemarked(_OfProcedure):
    """`step`: its title, "" for the whole procedure; `is_done`: the remark was dealt with."""

    name: ClassVar[str] = "procedure.remarked"
    remark_id: int
    step: str = ""
    is_done: bool = False

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title, "step": self.step}
        if self.is_done:
            return _("%(who)s dealt with a remark on “%(title)s”") % words
        if self.step:
            return _("%(who)s proposed to improve the step “%(step)s” of “%(title)s”") % words
        return _("%(who)s proposed to improve “%(title)s”") % words


@dataclass(frozen=True, kw_only=True)
class _OfRun(TicketFact):
    run_id: int
    procedure_id: int
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class RunStarted(_OfRun):
    name: ClassVar[str] = "procedure.started"
    version: int = 1

    def sentence(self, who: str) -> str:
        return _("%(who)s began “%(title)s” (version %(version)s)") % {
            "who": who, "title": self.title, "version": self.version,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StepAnswered(_OfRun):
    """`step`: its title; `said`: the answer in one line."""

    name: ClassVar[str] = "procedure.answered"
    step: str = ""
    said: str = ""

    def sentence(self, who: str) -> str:
        words = {"who": who, "step": self.step, "said": self.said, "title": self.title}
        if not self.said:
            return _("%(who)s did the step “%(step)s” of “%(title)s”") % words
        return _("%(who)s answered “%(step)s” of “%(title)s”: %(said)s") % words


@dataclass(frozen=True, kw_only=True)
class WentBack(_OfRun):
    name: ClassVar[str] = "procedure.went_back"
    step: str = ""

    def sentence(self, who: str) -> str:
        words = {"who": who, "step": self.step, "title": self.title}
        return _("%(who)s went back to the step “%(step)s” of “%(title)s”") % words


@dataclass(frozen=True, kw_only=True)
class RunPaused(_OfRun):
    """`is_paused`: False when it goes on."""

    name: ClassVar[str] = "procedure.paused"
    is_paused: bool = True
    why: str = ""

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title, "why": self.why}
        if not self.is_paused:
            return _("%(who)s went on with “%(title)s”") % words
        if self.why:
            return _("%(who)s paused “%(title)s”: %(why)s") % words
        return _("%(who)s paused “%(title)s”") % words


@dataclass(frozen=True, kw_only=True)
class RunHandedOn(_OfRun):
    """`agent_ids`: who follows it now."""

    name: ClassVar[str] = "procedure.handed_on"
    agent_ids: tuple[int, ...] = ()
    to: str = ""
    why: str = ""

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title, "to": self.to, "why": self.why}
        if self.to == who:
            return _("%(who)s took “%(title)s” over") % words
        if self.why:
            return _("%(who)s handed “%(title)s” to %(to)s: %(why)s") % words
        return _("%(who)s handed “%(title)s” to %(to)s") % words


@dataclass(frozen=True, kw_only=True)
class TimerOver(_OfRun):
    """`step`: its title; `agent_ids`: who follows the run."""

    name: ClassVar[str] = "procedure.timer_over"
    step: str = ""
    agent_ids: tuple[int, ...] = ()

    def sentence(self, who: str) -> str:
        return _("The timer of “%(step)s” in “%(title)s” is over") % {"step": self.step, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class RunEnded(_OfRun):
    """`outcome`: see `Outcome`; "" when somebody stopped before an end, and `why`."""

    name: ClassVar[str] = "procedure.ended"
    outcome: str = ""
    why: str = ""

    def sentence(self, who: str) -> str:
        words = {"who": who, "title": self.title, "why": self.why}
        if not self.outcome:
            if self.why:
                return _("%(who)s stopped “%(title)s”: %(why)s") % words
            return _("%(who)s stopped “%(title)s”") % words
        ended = {one.value: str(one.label).lower() for one in Outcome}.get(self.outcome, self.outcome)
        return _("%(who)s finished “%(title)s”: %(outcome)s") % {**words, "outcome": ended}
