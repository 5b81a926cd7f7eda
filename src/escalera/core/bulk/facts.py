"""What can happen to a run over many tickets. What it does to each of them is that ticket's own fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import ngettext

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class BulkStarted(Fact):
    name: ClassVar[str] = "bulk.started"
    run_id: int
    verb: str
    tickets: int

    def sentence(self, who: str) -> str:
        words = ngettext(
            "%(who)s changed %(count)d ticket", "%(who)s changed %(count)d tickets at once", self.tickets
        )
        return words % {"who": who, "count": self.tickets}


@dataclass(frozen=True, kw_only=True)
class BulkUndone(Fact):
    name: ClassVar[str] = "bulk.undone"
    run_id: int
    verb: str
    tickets: int

    def sentence(self, who: str) -> str:
        words = ngettext(
            "%(who)s undid a change of %(count)d ticket", "%(who)s undid a change of %(count)d tickets", self.tickets
        )
        return words % {"who": who, "count": self.tickets}


@dataclass(frozen=True, kw_only=True)
class BulkStopped(Fact):
    name: ClassVar[str] = "bulk.stopped"
    run_id: int
    verb: str
    tickets: int

    def sentence(self, who: str) -> str:
        words = ngettext(
            "%(who)s stopped a change of %(count)d ticket",
            "%(who)s stopped a change of %(count)d tickets",
            self.tickets,
        )
        return words % {"who": who, "count": self.tickets}
