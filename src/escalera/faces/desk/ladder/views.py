"""How the ladder works: each level's work of the last weeks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import span
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.insight.metrics.queries import LevelSummary, ladder_summary


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show what stands on each level now, and what became of what stood there."""
    summary = ladder_summary(today=timezone.localdate())
    share = summary.solved_at_first
    page = {
        "section": "ladder",
        "days": summary.days,
        "levels": [_level(level) for level in summary.levels],
        "open": sum(level.open for level in summary.levels),
        "solved": summary.solved,
        "first": f"{share * 100:.0f} %" if share is not None else "—",
        "climbed": sum(level.escalated for level in summary.levels),
        "fell": sum(level.sent_back + level.expired for level in summary.levels),
    }
    inside = request.htmx and request.htmx.target == "ladder"
    return render(request, f"desk/ladder/{'_levels' if inside else 'page'}.html", page)


def _level(one: LevelSummary) -> dict[str, Any]:
    return {
        "id": one.level.pk,
        "code": one.level.code,
        "name": one.level.name,
        "glyph": glyph(one.level.order),
        "open": one.open,
        "solved": one.solved,
        "escalated": one.escalated,
        "sent_back": one.sent_back,
        "expired": one.expired,
        "median": span(one.median) if one.median is not None else "—",
    }
