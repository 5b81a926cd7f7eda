"""Trying a diagnostic from the settings: the worker asks the machine, and its answer comes into the page by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.settings.frame import frame
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.levels.specialists import actions, queries
from escalera.levels.specialists.choices import ProbeState
from escalera.levels.specialists.models import Diagnostic, Probe

SCREEN = Screen("diagnostics", "settings-diagnostics")


@desk_view
@require_http_methods(["GET", "POST"])
def trial(request: DeskRequest, diagnostic: int) -> HttpResponse:
    """Show what the last trial said; a POST asks the machine."""
    whole = frame(request, SCREEN.key)  # refuses who may not
    one = Diagnostic.objects.get(pk=diagnostic)
    refused, status = "", 200
    if request.method == "POST":
        places = queries.places_of(one)
        given = {key: typed(request, f"answer-{key}") for key in places.answers}
        number = typed(request, "ticket")
        refused, status = attempt(lambda: actions.try_out(
            diagnostic_id=one.pk, answers=given, by=request.user, at=timezone.now(),
            ticket=int(number) if number.isdecimal() and len(number) < 10 else 0,
        ))  # fmt: skip
    if not request.htmx:
        return redirect("desk:settings-diagnostic", one.pk)
    context = {**whole, **trial_context(one, timezone.now()), "trial_refused": refused}
    return render(request, "desk/settings/diagnostics/_trial.html", context, status=status)


def trial_context(one: Diagnostic, now: datetime) -> dict[str, Any]:
    """Return what the part of trying shows."""
    places, probe = queries.places_of(one), queries.last_trial(one.pk)
    typed_ = probe.given.get("answers", {}) if probe else {}
    return {
        "diagnostic": one,
        "asked_for": [(key, str(typed_.get(key, ""))) for key in places.answers],
        "wants_ticket": places.ticket,
        "ticket": (probe.given.get("ticket") or "") if probe else "",
        "probe": _told(probe, now) if probe else None,
    }


def _told(probe: Probe, now: datetime) -> dict[str, Any]:
    done = probe.done_at
    if probe.state == ProbeState.ASKED:
        words, tone = _("The machine is asked…"), "accent"
    elif probe.trouble:
        words, tone = str(probe.get_trouble_display()), "bad"
    else:
        words, tone = (_("Nothing is wrong"), "ok") if probe.is_well else (_("Something is wrong"), "warn")
    return {
        "waits": probe.state == ProbeState.ASKED, "words": words, "tone": tone, "shown": probe.shown,
        "value": f"{probe.value} {probe.diagnostic.unit}".strip(), "status": probe.status,
        "when": Moments(now).ago(done or probe.asked_at), "who": probe.by.name if probe.by else "",
        "took": round((done - probe.asked_at).total_seconds(), 1) if done else None,
    }  # fmt: skip
