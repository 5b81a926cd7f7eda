"""What waits for somebody: reviews, remarks, questions without an answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.core.knowledge import actions, listing
from escalera.core.knowledge.choices import GapState
from escalera.core.knowledge.models import Gap
from escalera.core.knowledge.policies import why_not_write
from escalera.faces.desk.articles.frame import frame, key, name_of
from escalera.faces.desk.settings.answering import attempt
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def reviews(request: DeskRequest) -> HttpResponse:
    """Show the texts to be looked at, the articles whose day has come, and what readers miss."""
    _let_in(request)
    asked = listing.in_review(request.user)
    context = {
        **frame(request, "reviews"), "asked": [(one, name_of(one.language)) for one in asked],
        "due": listing.due(request.user, today=timezone.localdate()), "remarks": listing.remarks(request.user),
    }  # fmt: skip
    return render(request, "desk/articles/reviews.html", context)


@desk_view
@require_GET
def gaps(request: DeskRequest) -> HttpResponse:
    """Show what was asked and found no answer, the most asked first."""
    _let_in(request)
    state = request.GET.get("state", "")
    state, page = state if state in GapState.values else GapState.OPEN, key(request.GET.get("page", "")) or 0
    rows = listing.gaps(state=state, page=page)
    context = {
        **frame(request, "gaps"), "rows": [_row(one) for one in rows], "state": state, "states": GapState.choices,
        "next": page + 1 if len(rows) == listing.PAGE else None,
    }  # fmt: skip
    return render(request, "desk/articles/gaps.html", context)


@desk_view
@require_POST
def settle_gap(request: DeskRequest, number: int) -> HttpResponseBase:
    """Set a gap aside, say that it was answered, or open it again."""
    refused, _status = attempt(
        lambda: actions.settle_gap(
            gap_id=number, state=request.POST.get("state", ""), by=request.user, at=timezone.now()
        )
    )
    said(request, refused or _("Saved."))
    return redirect("desk:article-gaps")


@desk_view
@require_POST
def settle_remark(request: DeskRequest, number: int) -> HttpResponseBase:
    """Say that a remark was dealt with."""
    refused, _status = attempt(lambda: actions.settle_remark(remark_id=number, by=request.user, at=timezone.now()))
    said(request, refused or _("Saved."))
    return redirect("desk:article-reviews")


def _row(gap: Gap) -> dict[str, Any]:
    samples = [
        {"text": one.get("text", ""), "at": parse_datetime(one.get("at", "")), "where": one.get("where", "")}
        for one in gap.samples
        if one.get("text") != gap.text
    ]
    return {"gap": gap, "language": name_of(gap.language), "samples": samples}


def _let_in(request: DeskRequest) -> None:
    if why_not_write(request.user):
        raise PermissionDenied
