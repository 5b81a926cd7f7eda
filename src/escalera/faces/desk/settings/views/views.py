"""Saved views: the list of them, and one in its editor. Every button works without script; with it, parts refresh."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.core.conditions.reading import read
from escalera.core.tickets.queries import Scope
from escalera.core.views.actions import Wanted, arrange_views, change_view, create_view, delete_view
from escalera.core.views.models import SavedView
from escalera.core.views.queries import find_changeable, views_to_change
from escalera.faces.desk.inbox.choosing import LONGEST_CONDITION, Asked, Chosen
from escalera.faces.desk.inbox.listing import beside
from escalera.faces.desk.inbox.presenter import look_of, rows_html
from escalera.faces.desk.settings.frame import frame, said
from escalera.faces.desk.settings.views import presenter
from escalera.faces.desk.settings.views.editing import (
    Group,
    data_of_groups,
    edited,
    groups_of,
    new_row,
    posted_groups,
)
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

_EMPTY = {"name": "", "sharing": "private", "team": "", "columns": [], "order": "updated"}


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """List the views that this person may change; put them in order."""
    if request.method == "POST":
        arrange_views(_moved(request), by=request.user, at=timezone.now())
        return redirect("desk:settings-views")
    lines = [presenter.line_of(view) for view in views_to_change(request.user)]
    return render(request, "desk/settings/views/list.html", {**frame(request, "views"), "lines": lines})


@desk_view
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Make a view, from nothing or from the filter in the address."""
    if request.method == "POST":
        return _save(request, None)
    groups = _from_address(request.GET.get("c", "")[:LONGEST_CONDITION])
    return _page(request, groups, {**_EMPTY, "order": request.GET.get("order", "")})


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, number: int) -> HttpResponse:
    """Change a view."""
    view = find_changeable(request.user, number)
    if request.method == "POST":
        return _save(request, view)
    try:
        groups = groups_of(read(view.condition))
    except BadInput:
        groups = [Group()]
    chosen = {
        "name": view.name, "sharing": view.sharing, "team": str(view.team_id or ""), "columns": view.columns,
        "order": view.order,
    }  # fmt: skip
    return _page(request, groups, chosen, view)


@desk_view
@require_POST
def editor(request: DeskRequest) -> HttpResponse:
    """Add or take out a row, or give a changed field its operators: the same form again, nothing saved."""
    groups = edited(posted_groups(request.POST), request.POST.get("do", ""))
    number = request.POST.get("view", "")
    view = find_changeable(request.user, int(number)) if number.isdecimal() and len(number) < 10 else None
    if request.htmx:
        return render(request, "desk/settings/views/_editor.html", _editor(request, groups))
    return _page(request, groups, _chosen(request.POST), view)


@desk_view
@require_POST
def preview(request: DeskRequest) -> HttpResponse:
    """Show what the condition finds now."""
    return render(request, "desk/settings/views/_preview.html", _preview(request, _data(request.POST)))


@desk_view
@require_POST
def delete(request: DeskRequest, number: int) -> HttpResponse:
    delete_view(view_id=number, by=request.user, at=timezone.now())
    said(request, _("The view is deleted. Its tickets are where they were."))
    return redirect("desk:settings-views")


def _save(request: DeskRequest, view: SavedView | None) -> HttpResponse:
    chosen, now = _chosen(request.POST), timezone.now()
    team = chosen["team"]
    try:
        wanted = Wanted(
            chosen["name"], _data(request.POST), chosen["columns"], chosen["order"], chosen["sharing"],
            int(team) if team.isdecimal() and len(team) < 10 else None,
        )  # fmt: skip
        if view is None:
            view = create_view(wanted, by=request.user, at=now)
        else:
            change_view(wanted, view_id=view.pk, by=request.user, at=now)
    except Refusal as refusal:
        groups = None if "data" in request.POST else posted_groups(request.POST)
        return _page(request, groups, chosen, view, refused=refusal)
    return redirect(f"{reverse('desk:inbox')}?view=view-{view.pk}")


def _page(
    request: DeskRequest,
    groups: list[Group] | None,
    chosen: dict[str, Any],
    view: SavedView | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    """Show the whole form. `groups`: None if the condition can't be shown as rows; it then stays as it is."""
    kept = json.dumps(view.condition if view else {}) if groups is None else ""
    data = view.condition if groups is None and view else data_of_groups(groups or [Group()])
    context = {
        **frame(request, "views"),
        **_editor(request, groups or []),
        **presenter.looks(request.user, chosen),
        **_preview(request, data),
        "kept": kept,
        "view": view,
        "refused": str(refused) if refused else "",
    }
    return render(
        request, "desk/settings/views/form.html", context, status=status_of(refused) if refused else 200
    )  # fmt: skip


def _editor(request: DeskRequest, groups: list[Group]) -> dict[str, Any]:
    return {"groups_of_rows": presenter.group_forms(groups), "editor_url": reverse("desk:settings-view-editor")}


def _preview(request: DeskRequest, data: dict[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    found = presenter.preview(data, request.user, now)
    rows = found.page.rows if found.page else []
    look = look_of(Chosen("all", ""), Asked(Scope()), beside(request.user, rows), now)
    return {"preview": found, "rows": rows_html(found.page, look) if found.page else ""}


def _data(posted: QueryDict) -> dict[str, Any]:
    """Return the condition that was posted: rows, or one that no form can show."""
    if "data" not in posted:
        return data_of_groups(posted_groups(posted))
    try:
        data = json.loads(str(posted["data"])[:20_000])
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else {"field": ""}


def _chosen(posted: QueryDict) -> dict[str, Any]:
    return {
        "name": posted.get("name", "")[:200],
        "sharing": posted.get("sharing", "private"),
        "team": posted.get("team", ""),
        "columns": posted.getlist("columns")[:40],
        "order": posted.get("order", "updated"),
    }


def _from_address(text: str) -> list[Group]:
    try:
        groups = groups_of(read(json.loads(text)))
    except (ValueError, RecursionError, BadInput):
        groups = None
    return groups or [Group(rows=[new_row()])]


def _moved(request: DeskRequest) -> list[int]:
    """Return the views in the order that one step of one of them makes."""
    order = [view.pk for view in views_to_change(request.user)]
    deed, _dash, text = request.POST.get("do", "").partition("-")
    number = int(text) if text.isdecimal() and len(text) < 10 else 0
    if number in order:
        place = order.index(number)
        order.insert(max(0, place + (-1 if deed == "up" else 1)), order.pop(place))
    return order
