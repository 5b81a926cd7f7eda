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


@dataclass(frozen=True, kw_only=True)
class IdentityChecked(TicketFact):
    name: ClassVar[str] = "identity.checked"
    contact_id: int
    passed: bool
    right: int = 0
    asked: int = 0

    def sentence(self, who: str) -> str:
        words = {"who": who, "right": self.right, "asked": self.asked}
        if self.passed:
            return _("%(who)s checked the customer's identity: %(right)s of %(asked)s right") % words
        return _("%(who)s could not confirm the customer's identity: %(right)s of %(asked)s right") % words
