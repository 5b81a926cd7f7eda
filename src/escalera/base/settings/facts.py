"""What can happen to the company's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CompanyChanged(Fact):
    """`what`: the fields that changed: "name color welcome …"."""

    name: ClassVar[str] = "company.changed"
    what: str

    def sentence(self, who: str) -> str:
        return _("%(who)s changed the company's settings") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class GuideMoved(Fact):
    """`step` of the first-run guide is now `state`: "done", "skipped" or "" (open again)."""

    name: ClassVar[str] = "guide.moved"
    step: str
    state: str = ""

    def sentence(self, who: str) -> str:
        return _("%(who)s went on in the first-run guide") % {"who": who}
