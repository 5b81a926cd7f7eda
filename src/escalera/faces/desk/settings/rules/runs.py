"""What a rule did, and what it would have done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput
from escalera.core.deeds import registry as deeds
from escalera.core.rules.models import Outcome, RuleRun
from escalera.core.rules.queries import find_rule, runs_of
from escalera.core.rules.reading import read_rule
from escalera.core.rules.rehearsal import Would, rehearse
from escalera.faces.desk.settings.answering import Screen
from escalera.faces.desk.settings.rules.editing import posted_typed
from escalera.faces.desk.settings.rules.entry import keeper_view
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest

SCREEN = Screen("rules", "settings-rules")
TONES = {Outcome.DID: "ok", Outcome.REFUSED: "warn", Outcome.FAILED: "bad", Outcome.HELD: "warn"}


@keeper_view
@require_GET
def show(request: DeskRequest, rule: int) -> HttpResponse:
    """Show a rule's runs, newest first."""
    found, _version = find_rule(request.user, rule)
    page = runs_of(request.user, rule, _number(request.GET.get("before", "")))
    moments = Moments(timezone.now())
    context = {"rule": found, "runs": [_run(one, moments) for one in page.runs], "after": page.after}
    return SCREEN.page(request, "runs", context)


@keeper_view
@require_POST
def rehearse_typed(request: DeskRequest) -> HttpResponse:
    """Show what the rule in the form would have done in the last seven days. Nothing is done."""
    if not request.htmx:
        return SCREEN.page(request, "rehearsal", _rehearsal(request))
    return render(request, "desk/settings/rules/_rehearsal.html", _rehearsal(request))


def _rehearsal(request: DeskRequest) -> dict[str, Any]:
    try:
        said = read_rule(posted_typed(request.POST).data)
    except BadInput as refusal:
        return {"missing": str(refusal)}
    found = rehearse(said, by=request.user, at=timezone.now(), before=_number(request.POST.get("before", "")))
    moments = Moments(timezone.now())
    return {
        "rows": [_would(one, moments) for one in found.rows],
        "before": found.before,
        "heard": found.heard,
        "does": ", ".join(deeds.words(said.deeds)),
        "by_today": ", ".join(found.by_today),
        "goes_on": "before" in request.POST,
    }


def _would(one: Would, moments: Moments) -> dict[str, Any]:
    return {
        "number": one.ticket.pk,
        "url": reverse("desk:ticket", args=[one.ticket.pk]),
        "subject": one.ticket.subject,
        "when": moments.clock(one.due),
        "since": moments.clock(one.at) if one.due != one.at else "",
        "is_ahead": one.is_ahead,
    }


def _run(run: RuleRun, moments: Moments) -> dict[str, Any]:
    outcome = Outcome(run.outcome)
    return {
        "number": run.ticket_id,
        "url": reverse("desk:ticket", args=[run.ticket_id]),
        "subject": run.ticket.subject,
        "when": moments.clock(run.at),
        "did": ", ".join(run.did) if run.did else run.error,
        "why": run.why,
        "outcome": str(outcome.label),
        "tone": TONES[outcome],
        "attempt": _("attempt %(number)d") % {"number": run.attempt} if run.attempt > 1 else "",
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
