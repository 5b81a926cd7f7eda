"""What the command palette finds on the server: tickets by number or words, customers, saved searches."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.core.search.finding import search
from escalera.core.search.language import LONGEST
from escalera.faces.desk.search import presenter
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

QUICK_S = 0.4
FEW = 5


@desk_view
@require_GET
def found(request: DeskRequest) -> HttpResponse:
    """Offer what the words lead to; of less than two letters only to search for them."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    now = timezone.now()
    results = None
    if len(text) > 1 or text.isdecimal():
        results = search(request.user, text, at=now, ranked=False, limit=FEW, seconds=QUICK_S)
    return render(request, "desk/search/_palette_found.html", presenter.hints([], results, text, now))
