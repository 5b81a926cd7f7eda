"""The matrix: which priority impact and urgency make."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.core.tickets.actions.keeping_classes import set_matrix
from escalera.core.tickets.classes import matrix
from escalera.core.tickets.models import MATRIX, Impact, Priority, Urgency
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("priorities", "settings-priorities")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the matrix, or change it."""
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: set_matrix(cells=_cells(request), by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(
                request, _("The matrix is saved. Tickets get their new priority as they are classified.")
            )
    now = matrix()
    rows = [
        {
            "label": label,
            "cells": [
                {"name": f"cell-{impact}-{urgency}", "label": words, "value": now[impact, urgency]}
                for urgency, words in Urgency.choices
            ],
        }
        for impact, label in Impact.choices
    ]
    context = {"rows": rows, "urgencies": Urgency.choices, "priorities": list(reversed(Priority.choices))}
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _cells(request: DeskRequest) -> dict[tuple[int, int], int]:
    typed_in = {cell: typed(request, f"cell-{cell[0]}-{cell[1]}") for cell in MATRIX}
    return {cell: int(text) if text in ("1", "2", "3", "4") else 0 for cell, text in typed_in.items()}
