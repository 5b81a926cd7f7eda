"""What triage does with each field, and how good it is at it."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput
from escalera.core.triage.actions import ask_to_learn, save_policy
from escalera.core.triage.choices import MAY_APPLY, Fate, Mode, ModelState
from escalera.core.triage.models import TriageModel
from escalera.core.triage.queries import FieldReport, report
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("triage", "settings-triage")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show each field: what is done, how good the model is, what became of its proposals."""
    return _page(request)


@desk_view
@require_POST
def save(request: DeskRequest, field: str) -> HttpResponse:
    """Say how far a field's proposals go."""
    refused, status = attempt(
        lambda: save_policy(
            field=field,
            mode=typed(request, "mode"),
            threshold=_percent(typed(request, "threshold")),
            by=request.user,
            at=timezone.now(),
        )
    )
    return _page(request, refused, status) if refused else SCREEN.done(request)


@desk_view
@require_POST
def learn_now(request: DeskRequest) -> HttpResponse:
    """Let the worker learn anew, without waiting for the night."""
    refused, status = attempt(lambda: ask_to_learn(by=request.user))
    if refused:
        return _page(request, refused, status)
    return SCREEN.done(request, _("The worker learns now. Reload in a minute or two."))


def _percent(text: str) -> float:
    try:
        return int(text) / 100
    except ValueError as error:
        raise BadInput(_("How sure it must be: from 50 to 100 %.")) from error


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    fields = [_field(one) for one in report(timezone.now())]
    return SCREEN.page(request, "page", {"fields": fields}, refused=refused, status=status)


def _field(one: FieldReport) -> dict[str, Any]:
    modes = [(key, label, key == one.policy.mode) for key, label in Mode.choices]
    if one.field not in MAY_APPLY:
        modes = [mode for mode in modes if mode[0] != Mode.APPLY]
    shown = one.live or one.newest
    return {
        "key": one.field.value,
        "label": one.field.label,
        "modes": modes,
        "percent": round(100 * one.policy.threshold),
        "live": one.live is not None,
        "verdict": _verdict(one.live, one.newest),
        "figures": _figures(shown) if shown else [],
        "kept": None if one.kept is None else round(100 * one.kept),
        "answered": ngettext("of %(count)s answer", "of %(count)s answers", one.answered) % {"count": one.answered},
        "applied": one.fates.get(Fate.APPLIED, 0),
    }


def _verdict(live: TriageModel | None, newest: TriageModel | None) -> str:
    """Return in words whether something was learned, and why the newest is not in use."""
    if newest is None:
        return str(_("Nothing learned yet. It learns each night from tickets that people solved."))
    if newest.state == ModelState.LIVE:
        return str(_("In use."))
    why = {
        "few": _(
            "Not enough history: it needs five solved tickets of a value, and forty recent ones to be judged by."
        ),
        "majority": _("Not in use: no better than always saying the most frequent."),
        "rule": _("Not in use: no better than the rule of words."),
        "live": _("The newest one is no better than the one in use, which stays."),
    }
    return str(why.get(str(newest.figures.get("why")), why["few"]))


def _figures(model: TriageModel) -> list[tuple[str, str]]:
    """Return how often each way of guessing was right on the newest fifth."""
    ways = (
        ("accuracy", _("Learned")), ("majority", _("Always the most frequent")), ("rule", _("Rule of words")),
    )  # fmt: skip
    known = [(words, model.figures.get(key)) for key, words in ways]
    told = [(str(words), f"{round(100 * share)} %") for words, share in known if share is not None]
    if model.state == ModelState.LIVE and model.gate <= 1:
        told.append((_("Right 19 times of 20 from"), _("%(percent)s %% sure") % {"percent": ceil(100 * model.gate)}))
        told.append((_("Tickets of which it is so sure"), f"{round(100 * model.figures.get('covered', 0))} %"))
    return told
