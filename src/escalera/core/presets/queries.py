"""Reading what was applied."""

from __future__ import annotations

from escalera.core.presets.models import PresetRun, PresetStep

PAGE = 20


def runs(*, before: int | None = None, limit: int = PAGE) -> list[PresetRun]:
    """Return a page of what was applied, newest first; `before`: the last key of the page before."""
    found = PresetRun.objects.select_related("by", "undone_by").order_by("-pk")
    return list(found.filter(pk__lt=before)[:limit] if before else found[:limit])


def steps_of(run: PresetRun) -> list[PresetStep]:
    """Return the steps of a run in their order."""
    return list(PresetStep.objects.filter(run=run).order_by("order"))
