"""The inbox: the views, the list, and nothing chosen yet."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.base.people.queries import Circle, Places, places, teams_of
from escalera.base.refusals import BadInput, Refusal
from escalera.core.feed.queries import open_mentions_beside
from escalera.core.tickets.queries import PAGE, Page, Scope
from escalera.core.views.models import SavedView
from escalera.core.views.queries import find_view, numbers, views_of
from escalera.core.writing.queries import begun
from escalera.faces.desk.inbox import listing, presenter
from escalera.faces.desk.inbox.cells import head_html
from escalera.faces.desk.inbox.choosing import Asked, Chosen, asked, chosen
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

BESIDE = 30  # rows of the list that comes after a ticket; more come as one scrolls


@desk_view
@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """Show the desk with a list and an empty place for a ticket; words are looked for where all searching is done."""
    if words := chosen(request.GET).words:
        return redirect(f"{reverse('desk:search')}?{urlencode({'q': words})}")
    return render(request, "desk/inbox/page.html", _both(request))


@desk_view
@require_GET
def side(request: DeskRequest) -> HttpResponse:
    """Show views and list beside a ticket that was opened by its own address."""
    return render(request, "desk/inbox/_side.html", {**_both(request, BESIDE), "oob": True})


@desk_view
@require_GET
def rows(request: DeskRequest) -> HttpResponse:
    """Show a page of the list: the first (as long as it stood before), or the one after a mark."""
    teams, choice = teams_of(request.user), chosen(request.GET)
    try:
        view = find_view(request.user, choice.view_id, teams) if choice.view_id else None
        return render(request, "desk/inbox/_rows.html", _list(request, choice, view, teams))
    except Refusal as refusal:
        return render(request, "desk/_refused.html", {"words": str(refusal)}, status=status_of(refusal))


@desk_view
@require_GET
def news(request: DeskRequest) -> HttpResponse:
    """Say what changed in a list that somebody is reading: rows for their places, and how many wait above."""
    teams, choice, now = teams_of(request.user), chosen(request.GET), timezone.now()
    shown = listing.read_shown(request.GET.get("shown", "")[:10_000])
    try:
        view = find_view(request.user, choice.view_id, teams) if choice.view_id else None
        wanted = asked(choice, request.user, view, now, teams)
        found = listing.news_of(request.user, wanted, teams, list(shown), whole="whole" in request.GET)
    except (Refusal, SavedView.DoesNotExist):
        return HttpResponse(status=204)
    look = presenter.look_of(choice, wanted, listing.beside(request.user, found.rows), now)
    context = {
        "rows": presenter.news_html(found, shown, look),
        "words": presenter.news_words(found),
        **_addresses(choice),
    }
    return render(request, "desk/inbox/_news.html", context)


@desk_view
@require_GET
def views(request: DeskRequest) -> HttpResponse:
    """Show the views column with its counts."""
    return render(request, "desk/inbox/_views.html", _views(request, chosen(request.GET), places(request.user))[0])


def _both(request: DeskRequest, first: int = PAGE) -> dict[str, Any]:
    known, choice = places(request.user), chosen(request.GET)
    column, saved = _views(request, choice, known)
    view = saved.get(choice.view_id or 0)
    if choice.view_id and view is None:
        raise SavedView.DoesNotExist(f"there is no view {choice.view_id} for {request.user}")
    try:
        return {**_list(request, choice, view, known.own, first), **column}
    except BadInput as refusal:
        return {**_nothing(choice, str(refusal)), **column}


def _list(
    request: DeskRequest, choice: Chosen, view: SavedView | None, teams: Circle, first: int = PAGE
) -> dict[str, Any]:
    now, shown = timezone.now(), request.GET.get("shown", "")
    wanted = asked(choice, request.user, view, now, teams)
    limit = max(PAGE, int(shown)) if shown.isdecimal() and len(shown) < 4 else first
    page = listing.page_of(request.user, wanted, teams, after=request.GET.get("after", "")[:400], limit=limit)
    look = presenter.look_of(choice, wanted, listing.beside(request.user, page.rows), now)
    return {**_shown(choice, wanted, page), "rows": presenter.rows_html(page, look), "more": "after" in request.GET}


def _shown(choice: Chosen, wanted: Asked, page: Page) -> dict[str, Any]:
    data = json.dumps(wanted.data, separators=(",", ":")) if wanted.data is not None else ""
    return {
        "next": page.next,
        "choice": choice,
        "condition": data,
        "save_url": _save_url(choice, wanted, data),
        "sorts": presenter.sorts(choice, wanted) if wanted.scope.state == "open" else [],
        "order": wanted.order,
        "head": head_html(wanted.columns) if wanted.columns else "",
        "is_table": "yes" if wanted.columns else "",
        **_addresses(choice),
    }


def _save_url(choice: Chosen, wanted: Asked, data: str) -> str:
    """Return where this list becomes a saved view, or where the saved view is changed; "" for what no condition says."""
    if choice.view_id:
        return reverse("desk:settings-view", args=[choice.view_id])
    if not data:
        return ""
    return f"{reverse('desk:settings-view-new')}?{urlencode({'c': data, 'order': wanted.order})}"


def _addresses(choice: Chosen) -> dict[str, Any]:
    return {
        "rows_url": reverse("desk:rows") + choice.query,
        "news_url": reverse("desk:news") + choice.query,
        "list_url": reverse("desk:inbox") + choice.query,
        "joint": "&" if choice.query else "?",
    }


def _nothing(choice: Chosen, words: str) -> dict[str, Any]:
    """Return a list that can't be read, with the reason: a view whose field is no longer there."""
    return {**_shown(choice, Asked(Scope(state="all")), Page([], None)), "rows": "", "refused": words}


def _views(request: DeskRequest, choice: Chosen, known: Places) -> tuple[dict[str, Any], dict[int, SavedView]]:
    agent = request.user
    saved = views_of(agent, known.own)
    counted = numbers(agent, known.own, timezone.now())
    calls, drafts = open_mentions_beside(agent, begun(agent))
    columns = presenter.Columns(agent, choice, known).groups(counted, saved, calls, drafts)
    context = {
        "entries": presenter.column_html(columns),
        "views_url": reverse("desk:views") + choice.query,
        "title": presenter.title_of(choice, columns),
        "number": presenter.number_of(columns),
    }
    return context, {line.view.pk: line.view for line in saved}
