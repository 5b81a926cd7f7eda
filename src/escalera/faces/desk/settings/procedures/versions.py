"""What a version says, drawn and in words, and what changed between two of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from escalera.core.procedures.graph import Graph, read
from escalera.core.procedures.models import Procedure
from escalera.core.procedures.queries import find_procedure, version_of, versions_of
from escalera.core.procedures.wording import compared
from escalera.faces.desk.settings.procedures.drawing import drawing
from escalera.faces.desk.settings.procedures.reading import read_lines
from escalera.faces.desk.settings.procedures.writing import SCREEN
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

DRAFT = "draft"


@desk_view
@require_GET
def show(request: DeskRequest, procedure: int) -> HttpResponse:
    """Show one version (`?of=`: its number, or "draft"; else the newest) against another (`?to=`; else the one before)."""
    found = find_procedure(request.user, procedure)
    rows = versions_of(found)
    new = _asked(request.GET.get("of", ""), found, rows[0].number if rows else 0)
    last = found.version if new is None else new - 1
    old = _asked(request.GET.get("to", ""), found, last) or 0
    graph, before = _graph(found, new), _graph(found, old)
    context: dict[str, Any] = {
        "procedure": found, "versions": rows, "new": new, "old": old, "name": _name(new),
        "changes": compared(before, graph) if old else [], "drawing": drawing(graph, fixed=True),
        "reading": read_lines(graph),
        "restorable": new is not None and new != found.version and bool(new),
    }  # fmt: skip
    return SCREEN.page(request, "versions", context)


def _asked(given: str, procedure: Procedure, otherwise: int) -> int | None:
    """Return the number that is asked for; None for the draft."""
    if given == DRAFT and procedure.draft is not None:
        return None
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else otherwise


def _graph(procedure: Procedure, number: int | None) -> Graph:
    if number is None:
        return read(procedure.draft or {})
    version = version_of(procedure, number) if number else None
    return read(version.data if version else {})


def _name(number: int | None) -> str:
    return _("Draft") if number is None else _("Version %(number)s") % {"number": number}
