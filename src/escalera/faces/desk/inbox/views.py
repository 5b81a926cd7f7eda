"""The inbox: the views, the list, and nothing chosen yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.base.people.queries import Places, places, teams_of
from escalera.base.refusals import Refusal
from escalera.core.tickets.queries import PAGE, ticket_page
from escalera.faces.desk.inbox import presenter
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of


@desk_view
@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """Show the desk with a list and an empty place for a ticket."""
    return render(request, "desk/inbox/page.html", _both(request))


@desk_view
@require_GET
def side(request: DeskRequest) -> HttpResponse:
    """Show views and list beside a ticket that was opened by its own address."""
    return render(request, "desk/inbox/_side.html", {**_both(request), "oob": True})


@desk_view
@require_GET
def rows(request: DeskRequest) -> HttpResponse:
    """Show a page of the list: the first (as long as it stood before), or the one after a mark."""
    try:
        return render(request, "desk/inbox/_rows.html", _list(request, teams_of(request.user)))
    except Refusal as refusal:
        return render(request, "desk/_refused.html", {"words": str(refusal)}, status=status_of(refusal))


@desk_view
@require_GET
def views(request: DeskRequest) -> HttpResponse:
    """Show the views column with its counts."""
    return render(request, "desk/inbox/_views.html", _views(request, places(request.user)))


def _both(request: DeskRequest) -> dict[str, Any]:
    known = places(request.user)
    return {**_list(request, known.own), **_views(request, known)}


def _list(request: DeskRequest, teams: frozenset[int]) -> dict[str, Any]:
    choice = presenter.chosen(request.GET)
    shown = request.GET.get("shown", "")
    page = ticket_page(
        request.user,
        presenter.scope_of(choice, request.user),
        after=request.GET.get("after", "")[:200],
        limit=max(PAGE, int(shown)) if shown.isdecimal() and len(shown) < 4 else PAGE,
        teams=teams,
    )
    return {
        "rows": presenter.rows_html(page, choice, timezone.now()),
        "next": page.next,
        "choice": choice,
        "rows_url": reverse("desk:rows") + choice.query,
        "joint": "&" if choice.query else "?",
        "more": bool(request.GET.get("after")),
    }


def _views(request: DeskRequest, known: Places) -> dict[str, Any]:
    choice = presenter.chosen(request.GET)
    columns = presenter.groups(request.user, choice, known)
    return {
        "entries": presenter.column_html(columns),
        "views_url": reverse("desk:views") + choice.query,
        "title": presenter.title_of(choice, columns),
    }
