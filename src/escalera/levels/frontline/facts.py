"""What the front line's tools do to a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class MacroRun(TicketFact):
    """`did`: what it did, in the words of who ran it, one line."""

    name: ClassVar[str] = "macro.run"
    macro_id: int
    macro: str
    did: str

    def sentence(self, who: str) -> str:
        words = {"who": who, "macro": self.macro, "did": self.did}
        if not self.did:
            return _("%(who)s used “%(macro)s”") % words
        return _("%(who)s used “%(macro)s”: %(did)s") % words
