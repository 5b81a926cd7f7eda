"""The results, and what the box offers while somebody writes in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.base.refusals import BadInput
from escalera.core.search.completion import complete, without_unfinished
from escalera.core.search.finding import GROUPS, search
from escalera.core.search.language import LONGEST
from escalera.faces.desk.search import presenter
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

QUICK_S = 0.4  # an answer while typing that comes later is of no use
QUICK = 5


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show what was found: everything in groups, one group by pages, or the next page alone for htmx."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    group = request.GET.get("in", "")
    group = group if group in GROUPS else ""
    after = request.GET.get("after", "")[:40] if group else ""
    now = timezone.now()
    try:
        results = search(request.user, text, at=now, group=group, after=after)
    except BadInput:  # a mark of another search
        results = search(request.user, text, at=now, group=group)
        after = ""
    context = presenter.context(results, text, group, after, now)
    part = request.htmx and request.htmx.target == "more-found"
    return render(request, f"desk/search/{'_more' if part else 'page'}.html", context)


@desk_view
@require_GET
def hints(request: DeskRequest) -> HttpResponse:
    """Offer completions of what is being written, and the first things found, newest first."""
    text = request.GET.get("q", "")[:LONGEST]
    at = request.GET.get("at", "")
    place = int(at) if at.isdecimal() and len(at) < 5 else len(text)
    now = timezone.now()
    sought = without_unfinished(text, place)
    results = (
        search(request.user, sought, at=now, ranked=False, limit=QUICK, seconds=QUICK_S) if sought.strip() else None
    )
    return render(request, "desk/search/_hints.html", presenter.hints(complete(text, place), results, text, now))
