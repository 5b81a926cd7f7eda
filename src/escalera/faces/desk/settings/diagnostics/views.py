"""Diagnostics: what a step of a runbook may ask a machine; beside them the hosts, secrets and commands that they use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.faces.desk.settings.answering import attempt, ticked
from escalera.faces.desk.settings.diagnostics.filled import (
    BLANK,
    Values,
    choices,
    new_diagnostic,
    values_of,
    values_typed,
)
from escalera.faces.desk.settings.diagnostics.trying import SCREEN, trial_context
from escalera.faces.desk.shared.pages import DeskRequest, desk_view
from escalera.levels.specialists import actions, queries
from escalera.levels.specialists.calling import place_of
from escalera.levels.specialists.choices import Kind
from escalera.levels.specialists.models import Diagnostic


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the diagnostics and what they are made of."""
    return page(request)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, diagnostic: int | None = None) -> HttpResponse:
    """Show the form of a new diagnostic or of one, or save it."""
    found = Diagnostic.objects.get(pk=diagnostic) if diagnostic is not None else None
    if request.method == "GET":
        return _form(request, found, values_of(found) if found else dict(BLANK))
    values, made = values_typed(request), []
    refused, status = attempt(lambda: made.append(actions.save_diagnostic(
        diagnostic=new_diagnostic(values), diagnostic_id=diagnostic, by=request.user, at=timezone.now()
    )))  # fmt: skip
    if refused:
        return _form(request, found, values, refused, status)
    return SCREEN.done(request, _("The diagnostic is saved. Try it here."), "settings-diagnostic", made[0].pk)


@desk_view
@require_POST
def archive(request: DeskRequest, diagnostic: int) -> HttpResponse:
    """Offer one nowhere any more, or bring it back."""
    back = ticked(request, "back")
    refused, status = attempt(lambda: actions.archive_diagnostic(
        diagnostic_id=diagnostic, back=back, by=request.user, at=timezone.now()
    ))  # fmt: skip
    if refused:
        return page(request, refused=refused, status=status)
    return SCREEN.done(request, _("The diagnostic is back.") if back else _("The diagnostic is archived."))


def page(
    request: DeskRequest, *, host: Mapping[str, str] | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    """Show the whole screen; `host`: what was typed for a new one."""
    every = queries.diagnostics(every=True)
    hosts, secrets, registered = queries.hosts(), queries.secrets(), queries.registered()
    allowed = {str(one) for one in hosts}
    sent_to = {one.name: one.hosts for one in secrets}
    places = {one.pk: queries.places_of(one) for one in every}
    context = {
        "lines": [_line(one, queries.lacks(one, allowed, sent_to, registered.commands)) for one in every],
        "hosts": [
            {"id": one.pk, "name": str(one), "note": one.note, "used": _calls(every, str(one))} for one in hosts
        ],
        "secrets": [
            {
                "id": one.pk, "name": one.name, "hosts": one.hosts,
                "used": sum(one.name in places[each.pk].secrets for each in every),
            }
            for one in secrets
        ],
        "registered": registered,
        "host": host or {"host": "", "port": "443", "note": ""},
    }  # fmt: skip
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _calls(every: list[Diagnostic], place: str) -> int:
    return sum(one.kind == Kind.HTTP and place_of(one.address) == place for one in every)


def _line(one: Diagnostic, lacks: str) -> dict[str, Any]:
    asks = one.address if one.kind == Kind.COMMAND else f"{one.method} {one.address}"
    return {
        "id": one.pk, "name": one.name, "kind": one.get_kind_display(), "asks": asks, "lacks": lacks,
        "archived": one.archived_at is not None,
    }  # fmt: skip


def _form(
    request: DeskRequest, one: Diagnostic | None, values: Values, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "diagnostic": one, "values": values, **choices(), "commands": queries.command_names(),
        "secrets": [each.name for each in queries.secrets()],
        **(trial_context(one, timezone.now()) if one else {}),
    }  # fmt: skip
    return SCREEN.page(request, "form", context, refused=refused, status=status)
