"""What can happen to presets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PresetApplied(Fact):
    """`title`: its name at that time; `steps`: how many things were made or changed."""

    name: ClassVar[str] = "preset.applied"
    run_id: int
    preset: str
    title: str
    steps: int

    def sentence(self, who: str) -> str:
        return _("%(who)s applied the preset “%(title)s”") % {"who": who, "title": self.title}


@dataclass(frozen=True, kw_only=True)
class PresetUndone(Fact):
    """`kept`: how many things stayed because people had changed or used them since."""

    name: ClassVar[str] = "preset.undone"
    run_id: int
    preset: str
    title: str
    kept: int

    def sentence(self, who: str) -> str:
        return _("%(who)s undid the preset “%(title)s”") % {"who": who, "title": self.title}
