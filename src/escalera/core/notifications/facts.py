"""What can happen to what a person was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class NoticesChanged(Fact):
    """Somebody was told something, or has seen it: their open pages count again."""

    name: ClassVar[str] = "notices.changed"
    agent_id: int

    def sentence(self, who: str) -> str:
        return _("Notifications changed")
