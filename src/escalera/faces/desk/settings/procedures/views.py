"""Scripts and runbooks: the library with how each does, what each is called and for whom, its versions and remarks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models import Team
from escalera.core.procedures import actions
from escalera.core.procedures.choices import Use
from escalera.core.procedures.models import Procedure
from escalera.core.procedures.queries import PAGE, Shelved, find_procedure, library
from escalera.core.tickets.models import Category
from escalera.faces.desk.settings.answering import attempt, key_or_none, keys, typed
from escalera.faces.desk.settings.procedures.presenter import Asked
from escalera.faces.desk.settings.procedures.writing import SCREEN, editor
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """List them by name: success, time and remarks of the last 90 days."""
    asked = {key: request.GET.get(key, "")[:200].replace("\x00", "") for key in ("use", "q", "after")}
    rows = library(
        by=request.user, at=timezone.now(), use=asked["use"] if asked["use"] in Use.values else "", text=asked["q"],
        after=asked["after"], archived="archived" in request.GET,
    )  # fmt: skip
    context = {
        "lines": [line(one) for one in rows], "uses": Use.choices, "asked": asked,
        "archived": "archived" in request.GET, "more": rows[-1].mark if len(rows) == PAGE else "",
    }  # fmt: skip
    return SCREEN.page(request, "page", context)


@desk_view
@require_http_methods(["GET", "POST"])
def details(request: DeskRequest, procedure: int | None = None) -> HttpResponse:
    """Make one, or change what it is called and for whom."""
    found = find_procedure(request.user, procedure) if procedure else None
    made: list[Procedure] = []
    refused, status = "", 200
    if request.method == "POST":
        team, chosen = key_or_none(request, "team"), keys(request, "categories")
        refused, status = attempt(lambda: made.append(actions.save_procedure(
            name=typed(request, "name"), use=found.use if found else typed(request, "use"),
            about=typed(request, "about"), words=typed(request, "words"), language=typed(request, "language"),
            categories=list(Category.objects.filter(pk__in=chosen)),
            team=Team.objects.filter(pk=team).first() if team else None,
            procedure_id=procedure, by=request.user, at=timezone.now(),
        )))  # fmt: skip
        if made:
            return SCREEN.done(request, _("Saved."), "settings-procedure", made[0].pk)
    return SCREEN.page(request, "details", _details(request, found), refused=refused, status=status)


@desk_view
@require_POST
def publish(request: DeskRequest, procedure: int) -> HttpResponse:
    """Let the draft count for runs that begin from now on."""
    note, by = typed(request, "note"), request.user
    refused, status = attempt(
        lambda: actions.publish(procedure_id=procedure, by=by, at=timezone.now(), note=note)
    )  # fmt: skip
    if refused:
        return editor(request, procedure, Asked(note=note), refused, status)
    return SCREEN.done(request, _("It is published: runs that begin now follow it."), "settings-procedure", procedure)


@desk_view
@require_POST
def drop_draft(request: DeskRequest, procedure: int) -> HttpResponse:
    """Throw away what was not published."""
    return _then(request, procedure, lambda: actions.drop_draft(
        procedure_id=procedure, by=request.user, at=timezone.now()
    ))  # fmt: skip


@desk_view
@require_POST
def restore(request: DeskRequest, procedure: int, number: int) -> HttpResponse:
    """Publish an older version once more."""
    return _then(request, procedure, lambda: actions.restore(
        procedure_id=procedure, number=number, by=request.user, at=timezone.now()
    ))  # fmt: skip


@desk_view
@require_POST
def archive(request: DeskRequest, procedure: int) -> HttpResponse:
    """Offer it nowhere any more, or again."""
    back = bool(request.POST.get("back"))
    return _then(request, procedure, lambda: actions.archive(
        procedure_id=procedure, by=request.user, at=timezone.now(), back=back
    ))  # fmt: skip


@desk_view
@require_POST
def settle(request: DeskRequest, remark: int) -> HttpResponse:
    """Say that a remark was dealt with."""
    procedure = key_or_none(request, "procedure") or 0
    return _then(request, procedure, lambda: actions.settle_remark(
        remark_id=remark, by=request.user, at=timezone.now()
    ))  # fmt: skip


def _then(request: DeskRequest, procedure: int, act: Any) -> HttpResponse:
    refused, status = attempt(act)
    if refused:
        return editor(request, procedure, Asked(), refused, status)
    return SCREEN.done(request, _("Saved."), "settings-procedure", procedure)


def line(one: Shelved) -> dict[str, Any]:
    """Return what a line of the library says."""
    figures, procedure = one.figures, one.procedure
    return {
        "id": procedure.pk, "name": procedure.name, "about": procedure.about, "use": procedure.get_use_display(),
        "version": procedure.version, "team": procedure.team.name if procedure.team else "",
        "runs": figures.ended + figures.left, "remarks": figures.remarks,
        "rate": None if figures.rate is None else round(100 * figures.rate),
        "minutes": None if figures.seconds is None else max(1, round(figures.seconds / 60)),
    }  # fmt: skip


def _details(request: DeskRequest, found: Procedure | None) -> dict[str, Any]:
    posted = request.method == "POST"
    value = (lambda key, known: typed(request, key)) if posted else (lambda key, known: known)
    team = str(found.team_id or "") if found else ""
    chosen = (
        set(keys(request, "categories")) if posted else {one.pk for one in found.categories.all()} if found else set()
    )
    return {
        "procedure": found, "uses": Use.choices, "use": value("use", found.use if found else Use.SCRIPT),
        "name": value("name", found.name if found else ""), "about": value("about", found.about if found else ""),
        "words": value("words", found.words if found else ""),
        "language": value("language", found.language if found else ""),
        "teams": [(str(one.pk), one.name, str(one.pk) == value("team", team))
                  for one in Team.objects.filter(archived_at__isnull=True).order_by("name")[:200]],
        "categories": [(one.pk, one.name, one.pk in chosen)
                       for one in Category.objects.filter(archived_at__isnull=True).order_by("name")[:300]],
        "languages": [("es", "Español"), ("en", "English"), ("pt", "Português")],
    }  # fmt: skip
