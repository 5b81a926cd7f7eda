"""The ticket page and its parts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from escalera.base.refusals import Refusal
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.inbox.presenter import chosen
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.composing.presenter import composer_context, last_said
from escalera.faces.desk.ticket.presenter import part_context


@desk_view
@require_GET
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show the ticket: beside the list that stands there already, or as a whole page."""
    return page(request, number)


@desk_view
@require_GET
def parts(request: DeskRequest, number: int) -> HttpResponse:
    """Show conversation, head and context as they are now; what is being written stays."""
    try:
        return render(request, "desk/ticket/_parts.html", part_context(request.user, number, timezone.now()))
    except Ticket.DoesNotExist:
        return gone(request, status=404)


def gone(request: DeskRequest, status: int = 200) -> HttpResponse:
    """Say, in the ticket's place, that it stands now where this agent does not see it."""
    if not request.htmx:
        return redirect("desk:inbox")
    response = retargeted(render(request, "desk/ticket/_gone.html", status=status), "#work", "innerHTML")
    response["HX-Push-Url"] = reverse("desk:inbox")
    return response


def page(
    request: DeskRequest, number: int, panel: dict[str, Any] | None = None, status: int = 200, **change: Any
) -> HttpResponse:
    """Render the whole ticket, with a panel open and parts of its context changed if a view says so."""
    context = part_context(request.user, number, timezone.now())
    context |= composer_context(request.user, context["ticket"], last_said(context["timeline"]))
    context |= {
        "choice": chosen(request.GET),
        "panel": panel,
        "side_url": _side_url(request),
        **(panel or {}),
        **change,
    }
    inside = request.htmx and request.htmx.target == "work"
    return render(request, f"desk/ticket/{'_work' if inside else 'page'}.html", context, status=status)


def after(request: DeskRequest, number: int, refusal: Refusal | None = None, **change: Any) -> HttpResponse:
    """Answer a form of the page: the parts as they are now, with the words of a refusal if there was one."""
    words = str(refusal) if refusal else ""
    status = status_of(refusal) if refusal else 200
    if not request.htmx:
        if refusal is None:
            seen = visible_to(request.user).filter(pk=number).exists()
            return redirect("desk:ticket", number) if seen else redirect("desk:inbox")
        return page(request, number, status=status, refused=words, **change)
    try:
        context = part_context(request.user, number, timezone.now())
    except Ticket.DoesNotExist:
        return gone(request)
    response = render(
        request,
        "desk/ticket/_parts.html",
        {**context, "refused": words, "close_panel": not words, **change},
        status=status,
    )
    return retargeted(response, "#thread")


def _side_url(request: DeskRequest) -> str:
    return reverse("desk:side") + chosen(request.GET).query
