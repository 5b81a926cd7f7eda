"""What can happen to workflows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalera.base.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class _OfWorkflow(Fact):
    """`segment`: its name at that time, "" for everybody else's."""

    workflow_id: int
    segment_id: int | None = None
    segment: str = ""

    def _of(self) -> str:
        return self.segment or _("all other customers")


@dataclass(frozen=True, kw_only=True)
class WorkflowDrafted(_OfWorkflow):
    """`dropped`: the draft was thrown away."""

    name: ClassVar[str] = "workflow.drafted"
    dropped: bool = False

    def sentence(self, who: str) -> str:
        if self.dropped:
            return _("%(who)s threw the draft of the workflow of %(segment)s away") % {
                "who": who, "segment": self._of(),
            }  # fmt: skip
        return _("%(who)s drafted the workflow of %(segment)s") % {"who": who, "segment": self._of()}


@dataclass(frozen=True, kw_only=True)
class WorkflowPublished(_OfWorkflow):
    """`version` counts from now on; 0: none does any more. `restored`: the older version that it repeats."""

    name: ClassVar[str] = "workflow.published"
    version: int
    restored: int | None = None

    def sentence(self, who: str) -> str:
        words = {"who": who, "segment": self._of(), "version": self.version, "restored": self.restored}
        if not self.version:
            return _("%(who)s switched the workflow of %(segment)s off") % words
        if self.restored:
            return _("%(who)s brought version %(restored)s of the workflow of %(segment)s back") % words
        return _("%(who)s published version %(version)s of the workflow of %(segment)s") % words
