"""Presets: choose one, see what it would change, apply it, undo it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.core.presets import actions
from escalera.core.presets.exporting import caution
from escalera.core.presets.files import Preset, all_presets, in_language
from escalera.core.presets.models import PresetRun
from escalera.core.presets.planning import plan
from escalera.core.presets.policies import why_not_apply
from escalera.core.presets.queries import runs, steps_of
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.settings.presets import presenter
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("presets", "settings-presets")
MOST_CHOSEN = 1000


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the presets and what was applied."""
    mark = request.GET.get("before", "")
    before = int(mark) if mark.isascii() and mark.isdecimal() and len(mark) < 18 else None
    found = runs(before=before)
    context = {
        "industries": presenter.cards("industry"),
        "laws": presenter.cards("law"),
        "runs": [presenter.run_line(run) for run in found],
        "before": found[-1].pk if len(found) == 20 else None,
        "caution": caution(),
    }
    return SCREEN.page(request, "page", context)


@desk_view
@require_http_methods(["GET", "POST"])
def look(request: DeskRequest, preset: str) -> HttpResponse:
    """Show what applying would change; apply what stays ticked."""
    known = all_presets().get(preset)
    if known is None:
        raise Http404
    if request.method == "GET":
        return _page(request, known, _language(request.GET.get("language", "")))
    language = _language(typed(request, "language"))
    chosen = set(request.POST.getlist("thing")[:MOST_CHOSEN])
    made: list[actions.Applied] = []
    refused, status = attempt(
        lambda: made.append(
            actions.apply_preset(preset=preset, language=language, chosen=chosen, by=request.user, at=timezone.now())
        )
    )
    if refused:
        return _page(request, known, language, chosen, refused, status)
    applied = made[0]
    words = presenter.said_of(known, applied.run.steps.count() if applied.run else 0, applied.left_out)
    if applied.run is None:
        return SCREEN.done(request, words)
    return SCREEN.done(request, words, "settings-preset-run", applied.run.pk)


@desk_view
@require_GET
def run(request: DeskRequest, run: int) -> HttpResponse:
    """Show what one applying made and changed, and what became of it."""
    found = PresetRun.objects.select_related("by", "undone_by").get(pk=run)
    context = {"run": presenter.run_line(found), "parts": presenter.steps(steps_of(found))}
    return SCREEN.page(request, "run", context)


@desk_view
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, run: int) -> HttpResponse:
    """Ask, then take back what the run made."""
    found = PresetRun.objects.get(pk=run)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.undo_preset(run_id=run, by=request.user, at=timezone.now()))
        if not refused:
            words = _("It is undone. What people changed or used since stays, and is named here.")
            return SCREEN.done(request, words, "settings-preset-run", run)
    title = actions.title_of(found.preset, presenter.reading_language())
    return SCREEN.confirm(
        request,
        heading=_("Undo the preset “%(name)s”?") % {"name": title},
        words=[
            _("What it made goes, what it changed becomes what it was before."),
            _("What people changed or used since stays as it is."),
        ],
        action=_("Undo"),
        refused=refused,
        status=status,
    )


def _language(given: str) -> str:
    return given if given in presenter.LANGUAGES else presenter.reading_language()


def _page(
    request: DeskRequest,
    known: Preset,
    language: str,
    chosen: set[str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    planned = plan(known, language)
    reading = presenter.reading_language()
    context = {
        "preset": {
            "key": known.key,
            "name": in_language(known.name, reading),
            "about": in_language(known.about, reading),
        },
        "law": presenter.law_of(known.law),
        "caution": caution(),
        "parts": presenter.parts(planned, chosen),
        "totals": presenter.totals(planned),
        "language": language,
        "languages": list(presenter.LANGUAGES.items()),
        "why_not": why_not_apply(request.user),
    }
    return SCREEN.page(request, "look", context, refused=refused, status=status)
