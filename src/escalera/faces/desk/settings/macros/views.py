"""Macros and canned answers: everybody's, the teams' and one's own."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Team
from escalera.base.people.models.helpers import CONTENT
from escalera.base.settings.models import Company
from escalera.core.deeds import registry as deeds
from escalera.core.deeds.variables import NAMES, fill, unknown
from escalera.core.writing.models import Then
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none
from escalera.faces.desk.settings.deeds import rows
from escalera.faces.desk.settings.macros.filled import blank, languages, new_macro, others, typed_values, values_of
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.levels.frontline import actions, policies
from escalera.levels.frontline.models import Macro
from escalera.levels.frontline.queries import kept_by

SCREEN = Screen("macros", "settings-macros")


@desk_view
@require_http_methods(["GET"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the macros by folder, with how often each was used."""
    rows = [_line(macro, request) for macro in kept_by(request.user)]
    folders = [{"name": name, "macros": list(group)} for name, group in groupby(rows, key=lambda row: row["folder"])]
    return SCREEN.page(request, "page", {"folders": folders})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, macro: int | None = None) -> HttpResponse:
    """Show the form of a new macro or of one, or save it."""
    found = policies.visible_to(request.user).get(pk=macro) if macro is not None else None
    if request.method == "GET":
        start = values_of(found) if found else {**blank(), "is_own": not request.user.may(CONTENT)}
        return _form(request, found, start)
    values = typed_values(request)
    made = new_macro(values)

    def save() -> None:
        if found is None:
            actions.add_macro(macro=made, by=request.user)
        else:
            actions.change_macro(macro_id=found.pk, macro=made, by=request.user)

    refused, status = attempt(save)
    if refused:
        return _form(request, found, values, refused, status)
    return SCREEN.done(request, _("The macro is saved."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, macro: int) -> HttpResponse:
    """Ask, then drop a macro."""
    found = policies.visible_to(request.user).get(pk=macro)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.drop_macro(macro_id=macro, by=request.user))
        if not refused:
            return SCREEN.done(request, _("The macro is deleted."))
    heading = _("Delete the macro “%(name)s”?") % {"name": found.name}
    words = [_("What it wrote and did stays as it is.")]
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Delete"), refused=refused, status=status)


@desk_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Do what a button of the rows says: the same form again, nothing saved."""
    values = typed_values(request)
    if request.htmx:
        return render(request, "desk/settings/deeds/_rows.html", _rows(values))
    macro = key_or_none(request, "macro")
    found = policies.visible_to(request.user).get(pk=macro) if macro is not None else None
    return _form(request, found, values)


@desk_view
@require_POST
def preview(request: DeskRequest) -> HttpResponse:
    """Show what the words become for a customer."""
    values = typed_values(request)
    company = Company.get().name
    example = {
        "cliente": _("Ximena Duarte"),
        "cliente.nombre": _("Ximena Duarte").split()[0],
        "ticket": "1042",
        "asunto": _("The line drops"),
        "agente": request.user.name,
        "equipo": _("First line"),
        "empresa": company,
    }
    said = values["texts"]
    texts = [(name or _("Any language"), fill(said.get(code, ""), example)) for code, name in languages(said)]
    missing = unknown("\n".join([*values["texts"].values(), values["note"]]))
    shown = {"texts": [pair for pair in texts if pair[1]], "note": fill(values["note"], example), "missing": missing}
    return render(request, "desk/settings/macros/_preview.html", shown)


def _line(macro: Macro, request: DeskRequest) -> dict[str, Any]:
    whose = _("only you") if macro.owner_id else macro.team.name if macro.team else ""
    return {
        "id": macro.pk,
        "name": macro.name,
        "folder": macro.folder,
        "words": next((text for text in macro.texts.values() if text), macro.note),
        "languages": [code for code in macro.texts if code],
        "does": deeds.words(macro.deeds),
        "whose": whose,
        "used": macro.used,
        "mine": not policies.why_not_keep(request.user, macro.owner_id),
    }


def _form(
    request: DeskRequest, macro: Macro | None, values: dict[str, Any], refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "macro": macro,
        "values": values,
        "texts": [
            (code, name or _("Any language"), values["texts"].get(code, ""))
            for code, name in languages(values["texts"])
        ],
        "others": others(values["texts"]),
        "may_share": request.user.may(CONTENT),
        "teams": list(Team.objects.select_related("level").order_by("level__order", "name")),
        **_rows(values),
        "thens": Then.choices,
        "places": [f"{{{name}}}" for name in NAMES],
    }
    return SCREEN.page(request, "form", context, refused=refused, status=status)


def _rows(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "deed_rows": rows.forms_of(values["deeds"], by_hand=True, nested=False),
        "deeds_url": reverse("desk:settings-macro-editor"),
    }
