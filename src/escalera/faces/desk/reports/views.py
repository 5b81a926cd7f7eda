"""Reports: how the ladder worked over some days, and the goals that its figures have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models import Level, Team
from escalera.base.people.models.helpers import SEE_ALL, SETTINGS
from escalera.base.refusals import BadInput, Refusal
from escalera.core.tickets.models import WaitReason
from escalera.faces.desk.reports import presenter
from escalera.faces.desk.reports.asking import SPANS, Asked, asked
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.insight.metrics.process import LadderReport, ladder_report
from escalera.insight.targets import actions
from escalera.insight.targets.choices import Compare, Figure
from escalera.insight.targets.queries import targets


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the ladder's report; the live part alone, if the page asks for it."""
    return _page(request)


@desk_view
@require_POST
def set_goal(request: DeskRequest) -> HttpResponse:
    """Set the goal of a figure."""

    def deed() -> object:
        key = request.POST.get("level", "")
        level = (
            Level.objects.filter(pk=int(key)).first() if key.isascii() and key.isdecimal() and len(key) < 18 else None
        )
        if key and level is None:
            raise BadInput(_("Choose one of what is offered."))
        return actions.set_target(
            figure=request.POST.get("figure", ""), compare=request.POST.get("compare", ""),
            value=request.POST.get("value", ""), level=level, by=request.user, at=timezone.now(),
        )  # fmt: skip

    return _done(request, deed)


@desk_view
@require_POST
def drop_goal(request: DeskRequest, number: int) -> HttpResponse:
    """Drop a goal."""
    return _done(request, lambda: actions.drop_target(target_id=number, by=request.user, at=timezone.now()))


def _done(request: DeskRequest, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return _page(request, str(refusal), status_of(refusal))
    return redirect(f"{reverse('desk:reports')}?{_asked(request).query()}#goals")


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    if not request.user.may(SEE_ALL):
        raise PermissionDenied
    wish = _asked(request)
    goals = targets()
    levels = list(Level.objects.filter(archived_at__isnull=True).order_by("order"))
    teams = list(
        Team.objects.filter(archived_at__isnull=True).select_related("level").order_by("level__order", "name")
    )
    report = ladder_report(since=wish.since, until=wish.until, level_id=wish.level, team_id=wish.team)
    shown = _shown(report, wish, goals)
    if not (request.htmx and request.htmx.target == "report" and status == 200):
        shown |= _frame(request, wish, levels, teams)
        shown["refused"] = refused
        return render(request, "desk/reports/page.html", shown, status=status)
    return render(request, "desk/reports/_report.html", shown)


def _shown(report: LadderReport, wish: Asked, goals: presenter.Goals) -> dict[str, Any]:
    part = bool(wish.level or wish.team)
    names = presenter.reason_names(list(WaitReason.objects.all())) if report.waits else {}
    return {
        "query": wish.query(),
        "figures": presenter.figures(report, goals, wish.level if not wish.team else None, part=part),
        "levels": presenter.level_rows(report, goals),
        "weeks": presenter.week_rows(report) if report.solved else [],
        "waits": presenter.wait_rows(report, names),
        "goals": presenter.goal_rows(goals),
        "solved": report.solved,
        "something": bool(report.solved or report.waits or any(row.stays for row in report.levels)),
        "part": part,
    }


def _frame(request: DeskRequest, wish: Asked, levels: list[Level], teams: list[Team]) -> dict[str, Any]:
    spans = [(days, wish.query(days=days, since=None, until=None)) for days in SPANS]
    return {
        "section": "reports",
        "spans": [{"days": days, "query": query, "on": wish.days == days} for days, query in spans],
        "wish": wish,
        "since": wish.since.isoformat(),
        "until": wish.until.isoformat(),
        "today": _today().isoformat(),
        "level_choices": [(one.pk, f"{one.code} {one.name}") for one in levels],
        "team_choices": [(one.pk, f"{one.level.code} · {one.name}") for one in teams],
        "may_set": request.user.may(SETTINGS),
        "figure_choices": Figure.choices,
        "compare_choices": Compare.choices,
        "given": {name: request.POST.get(name, "")[:40] for name in ("figure", "compare", "value", "level")},
    }  # fmt: skip


def _asked(request: DeskRequest) -> Asked:
    return asked(request.GET.dict(), _today())


def _today() -> date:
    """Days are the desk's, as the sums are."""
    return timezone.localdate(timezone=timezone.get_default_timezone())
