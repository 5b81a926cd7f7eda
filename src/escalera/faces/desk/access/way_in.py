"""The page behind an invitation or a link for a new password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from escalera.base.people.actions import agents as actions
from escalera.base.refusals import Refusal
from escalera.faces.desk.access.views import come_in
from escalera.faces.desk.shared.pages import status_of


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Let whoever holds the link choose a password, once, and come in."""
    try:
        link = actions.open_link(key=key, at=timezone.now())
    except Refusal as refusal:
        return render(request, "desk/access/spent.html", {"words": str(refusal)}, status=status_of(refusal))
    page = {"agent": link.agent, "invited": link.purpose == actions.INVITE, "words": ""}
    if request.method == "GET":
        return render(request, "desk/access/way_in.html", page)
    try:
        agent = actions.use_link(
            key=key,
            password=request.POST.get("password", "")[:1000],
            name=request.POST.get("name", "")[:200].replace("\x00", ""),
            at=timezone.now(),
        )
    except Refusal as refusal:
        return render(request, "desk/access/way_in.html", {**page, "words": str(refusal)}, status=status_of(refusal))
    return come_in(request, agent, reverse("desk:inbox"))
