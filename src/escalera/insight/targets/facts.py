"""What can happen to goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TargetChanged(Fact):
    """`label`: the figure in words, with the level if it is of one; `value`: percent or working minutes, "" if dropped."""

    name: ClassVar[str] = "target.changed"
    figure: str
    label: str
    compare: str = ""
    value: str = ""
    level: int | None = None

    def sentence(self, who: str) -> str:
        if not self.value:
            return _("%(who)s dropped the goal for “%(label)s”") % {"who": who, "label": self.label}
        return _("%(who)s set the goal for “%(label)s”") % {"who": who, "label": self.label}
