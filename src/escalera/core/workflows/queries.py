"""What others ask of workflows. The published ones are few: each process keeps them, and looks whether they are current."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q

from escalera.base.storage.ready import Ready
from escalera.core.workflows.flow import EVERYTHING, Flow
from escalera.core.workflows.models import Stamp, Workflow, WorkflowVersion

PAGE = 30
_STAMP = Ready(lambda: Stamp.objects.values_list("token"))


@dataclass(frozen=True, slots=True)
class Flows:
    """The published workflows at one moment, by segment; `token` names that moment."""

    token: str = ""
    default: Flow = EVERYTHING
    by_segment: Mapping[int, Flow] = field(default_factory=dict)

    def of(self, segment_id: int | None) -> Flow:
        return self.by_segment.get(segment_id, self.default) if segment_id is not None else self.default


class _Kept:
    flows = Flows()


def flows() -> Flows:
    """Return all published workflows; one short look-up, and a reading only after one was published."""
    rows = _STAMP.rows()
    token = rows[0][0] if rows else ""
    if not token:
        return Flows()
    if _Kept.flows.token != token:
        _Kept.flows = _read(token)
    return _Kept.flows


def flow_for(segment_id: int | None) -> Flow:
    """Return how customers of a segment are served: by its own published workflow, else by the default one."""
    return flows().of(segment_id)


def covered_for(segment_id: int | None) -> tuple[str, ...]:
    """Return which kinds of personal data are covered in what is said on a segment's tickets."""
    return flow_for(segment_id).covers


def _read(token: str) -> Flows:
    current = WorkflowVersion.objects.filter(number=F("workflow__version"))
    rows = current.values_list("workflow_id", "number", "data", "workflow__segment_id")
    found: dict[int | None, Flow] = {segment: Flow.of(key, number, data) for key, number, data, segment in rows}
    return Flows(token, found.get(None, EVERYTHING), {key: flow for key, flow in found.items() if key is not None})


def workflow_of(segment_id: int | None) -> Workflow | None:
    """Return a segment's own workflow (None: the default one), if anybody began one."""
    return Workflow.objects.filter(Q(segment=segment_id) if segment_id else Q(is_default=True)).first()


def all_workflows() -> list[Workflow]:
    """Return every workflow that anybody began; there is at most one a segment, and the default one."""
    return list(Workflow.objects.all())


def published_of(workflow: Workflow | None) -> dict[str, Any] | None:
    """Return what the published version says; None if none is."""
    if workflow is None or not workflow.version:
        return None
    return WorkflowVersion.objects.values_list("data", flat=True).get(workflow=workflow, number=workflow.version)


def versions_of(workflow: Workflow | None, *, before: int | None = None, limit: int = PAGE) -> list[WorkflowVersion]:
    """Return a page of the versions, newest first; `before`: the last number of the page before."""
    if workflow is None:
        return []
    found = WorkflowVersion.objects.filter(workflow=workflow).select_related("by").order_by("-number")
    return list(found.filter(number__lt=before)[:limit] if before else found[:limit])
