"""What can happen to histories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import ngettext

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class HistoryImported(Fact):
    """Another desk's history came in; this is the one thing of it that is told to open pages. `log`: the map's name."""

    name: ClassVar[str] = "history.imported"
    log: str
    cases: int

    def sentence(self, who: str) -> str:
        words = ngettext("%(count)d case of “%(log)s” came in", "%(count)d cases of “%(log)s” came in", self.cases)
        return words % {"count": self.cases, "log": self.log}
