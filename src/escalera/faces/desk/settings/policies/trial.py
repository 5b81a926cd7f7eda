"""A draft tried on the past before it is published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.clocks.choices import ClockKind
from escalera.core.clocks.models import Policy
from escalera.core.clocks.simulation import Simulation, Tally, simulate
from escalera.core.conditions.reading import read
from escalera.core.conditions.wording import words
from escalera.core.tickets.queries import rows_of
from escalera.faces.desk.settings.answering import Screen
from escalera.faces.desk.settings.frame import frame
from escalera.faces.desk.settings.policies import presenter
from escalera.faces.desk.settings.policies.lines import published_data
from escalera.faces.desk.shared.measures import amount_words, spent_words
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("policies", "settings-policies")
MONTH, QUARTER = "month", "quarter"
GOOD, FAIR = 95, 80  # percent in time


@desk_view
@require_GET
def show(request: DeskRequest, policy: int) -> HttpResponse:
    """Show what publishing would change; the result of trying comes after the page."""
    found = Policy.objects.get(pk=policy)
    published = published_data(found)
    data = found.draft if found.draft is not None else published
    page = {
        "policy": found,
        "periods": [(MONTH, _("The last 30 days")), (QUARTER, _("The last 90 days"))],
        "period": _period(request),
        "changes": presenter.changes(published or None, data),
    }
    return SCREEN.page(request, "trial", page)


def _period(request: DeskRequest) -> str:
    return QUARTER if request.GET.get("period") == QUARTER else MONTH


def _stretch(period: str) -> tuple[datetime, datetime]:
    now = timezone.now()
    return now - timedelta(days=90 if period == QUARTER else 30), now


@desk_view
@require_GET
def result(request: DeskRequest, policy: int) -> HttpResponse:
    """Show how the policy would have done: a part of the page that comes when it is counted."""
    frame(request, SCREEN.key)  # asks for the permission
    found = Policy.objects.get(pk=policy)
    data = found.draft if found.draft is not None else published_data(found)
    since, until = _stretch(_period(request))
    context: dict[str, Any] = {"tickets": 0, "rows": [], "policy": found}
    try:
        tried = simulate(data, since, until, kind=found.kind)
        context |= {
            "tickets": tried.fitting,
            "looked": tried.tickets,
            "more": tried.next_after is not None,
            "rows": _rows(data, tried, request.user),
        }
    except BadInput as refusal:
        context["refused"] = str(refusal)
    return render(request, "desk/settings/policies/_trial.html", context)


def _rows(data: dict[str, Any], tried: Simulation, agent: Agent) -> list[dict[str, Any]]:
    """Return a line for each target. Examples lead to tickets that this agent may see."""
    seen = {one.id: one for one in rows_of([one.ticket_id for one in tried.examples], agent)}
    names = dict(ClockKind.choices)
    return [
        {
            "label": str(names[target["clock"]]),
            "amount": amount_words(target["unit"], target["amount"]),
            "condition": words(read(target["when"])) if target["when"] else "",
            **_tally(tried.targets.get(place) or Tally()),
            "examples": [
                {
                    "number": one.ticket_id,
                    "subject": one.subject,
                    "url": reverse("desk:ticket", args=[one.ticket_id]),
                    "over": _("by %(time)s") % {"time": spent_words(target["unit"], one.over)},
                }
                for one in tried.examples
                if one.target == place and one.ticket_id in seen
            ],
        }
        for place, target in enumerate(data["targets"])
    ]


def _tally(tally: Tally) -> dict[str, Any]:
    """Return the share that was kept with its parts: a percentage without numbers beside it says little."""
    kept, over = tally.met, tally.missed + tally.late
    share = tally.attainment
    parts = [
        ngettext("%(n)d kept", "%(n)d kept", kept) % {"n": kept},
        ngettext("%(n)d too late", "%(n)d too late", over) % {"n": over},
    ]
    if tally.running:
        parts.append(ngettext("%(n)d still runs", "%(n)d still run", tally.running) % {"n": tally.running})
    if tally.cancelled:
        parts.append(
            ngettext("%(n)d came to nothing", "%(n)d came to nothing", tally.cancelled) % {"n": tally.cancelled}
        )
    return {
        "percent": round(share) if share is not None else 0,
        "words": _("%(percent)d %% in time") % {"percent": round(share)}
        if share is not None
        else _("nothing decided"),
        "decided": share is not None,
        "tone": "" if share is None else "ok" if share >= GOOD else "warn" if share >= FAIR else "bad",
        "counts": " · ".join(parts),
    }
