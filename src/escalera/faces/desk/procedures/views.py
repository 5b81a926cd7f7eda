"""The library of scripts and runbooks for who follows them: what there is, how each goes, begin one on a ticket."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models.helpers import CONTENT
from escalera.base.refusals import BadInput
from escalera.core.knowledge.links import articles_of
from escalera.core.procedures import actions
from escalera.core.procedures.choices import Use
from escalera.core.procedures.graph import read
from escalera.core.procedures.models import Procedure, Run
from escalera.core.procedures.policies import usable_by
from escalera.core.procedures.queries import PAGE, figures_of, library, step_figures, version_of
from escalera.core.tickets.models import Ticket
from escalera.faces.desk.articles.frame import frame
from escalera.faces.desk.settings.answering import attempt, typed
from escalera.faces.desk.settings.procedures.drawing import drawing
from escalera.faces.desk.settings.procedures.reading import read_lines
from escalera.faces.desk.settings.procedures.views import line
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

LONGEST = 12  # digits of a ticket's number


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """List what this person may follow, by name, with how each did in the last 90 days."""
    asked = {key: request.GET.get(key, "")[:200].replace("\x00", "") for key in ("use", "q", "after")}
    use = asked["use"] if asked["use"] in Use.values else ""
    rows = library(by=request.user, at=timezone.now(), use=use, text=asked["q"], after=asked["after"], published=True)
    context = {
        **frame(request, "procedures"), "lines": [line(one) for one in rows], "uses": Use.choices, "asked": asked,
        "more": rows[-1].mark if len(rows) == PAGE else "", "may_keep": request.user.may(CONTENT),
    }  # fmt: skip
    return render(request, "desk/procedures/list.html", context)


@desk_view
@require_GET
def one(request: DeskRequest, procedure: int) -> HttpResponse:
    """Show what the published version says, drawn and in words."""
    return _page(request, _usable(request, procedure))


@desk_view
@require_POST
def begin(request: DeskRequest, procedure: int) -> HttpResponse:
    """Begin to follow it on the ticket whose number was typed."""
    found, begun = _usable(request, procedure), []
    given = typed(request, "ticket").lstrip("#")

    def start() -> Run:
        if not (given.isascii() and given.isdecimal() and len(given) <= LONGEST):
            raise BadInput(_("Type the number of a ticket."))
        try:
            return actions.start_run(
                procedure_id=found.pk, ticket_id=int(given), by=request.user, at=timezone.now()
            )  # fmt: skip
        except Ticket.DoesNotExist:
            raise BadInput(_("There is no ticket #%(number)s.") % {"number": given}) from None

    refused, status = attempt(lambda: begun.append(start()))
    if refused:
        return _page(request, found, refused=refused, status=status, given=given[:LONGEST])
    return redirect("desk:guide-run", begun[0].ticket_id, begun[0].pk)


def _usable(request: DeskRequest, procedure: int) -> Procedure:
    return usable_by(request.user).select_related("team").get(pk=procedure)


def _page(
    request: DeskRequest, found: Procedure, *, refused: str = "", status: int = 200, given: str = ""
) -> HttpResponse:
    version, now = version_of(found), timezone.now()
    graph = read(version.data if version else {})
    figures = step_figures(found, now)
    context: dict[str, Any] = {
        **frame(request, "procedures"), "procedure": found, "version": version, "given": given, "refused": refused,
        "figures": _figures(found), "drawing": drawing(graph, fixed=True, figures=figures),
        "reading": read_lines(graph, figures), "may_keep": request.user.may(CONTENT),
        "articles": articles_of(found.use, found.pk, by=request.user),
    }  # fmt: skip
    return render(request, "desk/procedures/page.html", context, status=status)


def _figures(found: Procedure) -> dict[str, Any]:
    figures = figures_of([found.pk], timezone.now())[found.pk]
    return {
        "runs": figures.ended + figures.left, "rate": None if figures.rate is None else round(100 * figures.rate),
        "minutes": None if figures.seconds is None else max(1, round(figures.seconds / 60)),
    }  # fmt: skip
