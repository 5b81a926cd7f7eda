"""The first page of the settings: everything that this person may change."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from escalera.faces.desk.settings.frame import frame
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the screens by group."""
    return render(request, "desk/settings/index.html", frame(request, ""))
