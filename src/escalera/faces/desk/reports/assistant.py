"""The report of the assistant: what it covered, what held, who left without a word, why people took over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from escalera.base.refusals import NotAllowed
from escalera.core.tickets.conditions import CHANNELS
from escalera.faces.desk.reports.asking import SPANS, Asked, asked
from escalera.faces.desk.reports.presenter import percent
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.levels.selfservice.choices import Reason
from escalera.levels.selfservice.measuring import AssistantReport, Bound, ChannelRow, assistant_report


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show how the assistant did over some days; the live part alone, if the page asks for it."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    wish = asked(request.GET.dict(), today)
    since, until = _moments(wish)
    try:
        report = assistant_report(since=since, until=until, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    shown = {
        "section": "reports",
        "query": wish.query(),
        "spans": [
            {"days": days, "query": wish.query(days=days, since=None, until=None), "on": wish.days == days}
            for days in SPANS
        ],
        "figures": [*_figures(report.all), _right(report)],
        "bound": _bound(report.bound) if report.bound else None,
        "channels": [_channel(row) for row in report.channels],
        "reasons": _reasons(report),
        "something": report.all.began > 0,
    }
    alone = request.htmx and request.htmx.target == "assistant-report"
    return render(request, f"desk/reports/{'_assistant' if alone else 'assistant'}.html", shown)


def _moments(wish: Asked) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    first = datetime.combine(wish.since, time(), tzinfo=zone)
    last = datetime.combine(wish.until + timedelta(days=1), time(), tzinfo=zone)
    return first.astimezone(UTC), last.astimezone(UTC)


def _figures(row: ChannelRow) -> list[dict[str, Any]]:
    return [
        _share("covered", _("Covered"), row.covered, row.began, _("it quoted or offered something")),
        _share("confirmed", _("Confirmed"), row.confirmed, row.covered, _("the customer said that it helped")),
        _share("durable", _("Held for seven days"), row.durable, row.old, _("no person, and nobody came back")),
        _share("silent", _("Left without a word"), row.silent, row.covered, _("nobody knows whether it helped")),
        _share("handed", _("With a person"), row.handed, row.began, _("handed over with everything said")),
        _share("lost", _("Asked for a person and left"), row.lost, row.began, _("before saying who they are")),
    ]  # fmt: skip


def _right(report: AssistantReport) -> dict[str, Any]:
    return _share("right", _("Right answers"), report.right, report.judged, _("of the quotes that somebody judged"))


def _bound(one: Bound) -> dict[str, Any]:
    """Return what is said of how sure it must be, and since when."""
    return {
        "from": percent(one.answers_from),
        "learned": one.learned_at,
        "known": _("%(n)s of %(of)s") % {"n": min(one.known, one.needed), "of": one.needed},
        "width": f"{100 * min(one.known / one.needed, 1):.2f}",
    }


def _share(key: str, label: str, n: int, of: int, about: str) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "value": percent(n / of if of else None),
        "of": _("%(n)s of %(of)s") % {"n": n, "of": of},
        "about": about,
    }


def _channel(row: ChannelRow) -> dict[str, Any]:
    name = CHANNELS.get(row.channel)
    return {
        "name": str(name) if name else row.channel,
        "began": row.began,
        "covered": percent(row.covered / row.began if row.began else None),
        "answered": percent(row.answered / row.began if row.began else None),
        "confirmed": percent(row.confirmed / row.covered if row.covered else None),
        "durable": percent(row.durable / row.old if row.old else None),
        "durable_confirmed": percent(row.durable_confirmed / row.old if row.old else None),
        "handed": percent(row.handed / row.began if row.began else None),
    }


def _reasons(report: AssistantReport) -> list[dict[str, Any]]:
    most = max((count for _key, count in report.reasons), default=0) or 1
    names = dict(Reason.choices)
    return [
        {
            "name": str(names.get(key) or pgettext("why", "Not said")),
            "count": count,
            "width": f"{100 * count / most:.2f}",
        }
        for key, count in report.reasons
    ]
