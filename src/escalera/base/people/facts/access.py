"""What can happen to the keys of programs and assistants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TokenGiven(Fact):
    """A key was made; `scopes`: what it opens, in one line."""

    name: ClassVar[str] = "token.given"
    token_id: int
    title: str
    scopes: str

    def sentence(self, who: str) -> str:
        return _("%(who)s made the key “%(key)s”") % {"who": who, "key": self.title}


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Fact):
    name: ClassVar[str] = "token.revoked"
    token_id: int
    title: str

    def sentence(self, who: str) -> str:
        return _("%(who)s revoked the key “%(key)s”") % {"who": who, "key": self.title}
