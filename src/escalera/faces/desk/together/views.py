"""Working together on one ticket: being there, following, being called, asking colleagues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, Refusal
from escalera.core.feed import actions
from escalera.core.feed.models import Consultation
from escalera.core.notifications.actions import see_ticket
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.views import after, page
from escalera.faces.desk.together.forms import AskForm, LookForm, WordsForm
from escalera.faces.desk.together.presenter import followers, presence, whom_to_ask


@desk_view
@beside_ticket
@require_http_methods(["GET", "POST"])
def here(request: DeskRequest, number: int) -> HttpResponse:
    """Say that this page shows the ticket (POST), and show who else is there."""
    ticket = find_ticket(request.user, number)
    now = timezone.now()
    if request.method == "POST":
        form = LookForm(request.POST)
        form.is_valid()
        given = form.cleaned_data
        actions.look(
            ticket_id=number, tab=given.get("tab") or "page", typing=given.get("typing") or "",
            read_to=given.get("read") or 0, by=request.user, at=now,
        )  # fmt: skip
        see_ticket(ticket_id=number, by=request.user, at=now)
    return render(request, "desk/together/_who.html", {**presence(request.user, ticket, now), "oob": True})


@desk_view
@require_POST
def gone(request: DeskRequest) -> HttpResponse:
    """Say that this page shows no ticket any more."""
    form = LookForm(request.POST)
    form.is_valid()
    actions.leave(tab=form.cleaned_data.get("tab") or "page", by=request.user)
    return HttpResponse(status=204)


@desk_view
@beside_ticket
@require_http_methods(["GET", "POST"])
def follow(request: DeskRequest, number: int) -> HttpResponse:
    """Show who follows the ticket; follow it (POST), or, with `leave`, follow it no more."""
    find_ticket(request.user, number)
    if request.method == "POST":
        act = actions.unfollow if request.POST.get("leave") else actions.follow
        act(ticket_id=number, by=request.user, at=timezone.now())
        if not request.htmx:
            return after(request, number)
    return render(request, "desk/together/_followers.html", followers(request.user, number))


@desk_view
@require_POST
def put_away(request: DeskRequest, number: int) -> HttpResponse:
    """Say that what one was called for needs no answer any more."""
    return _act(request, number, lambda: actions.put_away(ticket_id=number, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def habit(request: DeskRequest) -> HttpResponse:
    """Choose whether one follows by itself what one replies to."""
    actions.follow_on_reply(wanted=request.POST.get("on_reply") == "1", by=request.user, at=timezone.now())
    if request.htmx:
        return HttpResponse(status=204)
    said(request, _("Saved."))
    return redirect("desk:profile")


@desk_view
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest, number: int) -> HttpResponse:
    """Ask a team or a person something without moving the ticket."""
    ticket = find_ticket(request.user, number)
    form = AskForm(request.POST if request.method == "POST" else None)
    panel = {
        "panel_template": "desk/together/_ask.html",
        "panel_url": reverse("desk:ask", args=[number]),
        "panel_values": form.data,
        **whom_to_ask(request.user, ticket),
    }
    if request.method == "GET":
        return _panel(request, number, panel)
    try:
        _ask(request, number, form)
    except Refusal as refusal:
        return _panel(request, number, {**panel, "panel_refused": str(refusal)}, status_of(refusal))
    return after(request, number)


@desk_view
@require_POST
def say(request: DeskRequest, number: int, consultation: int) -> HttpResponse:
    """Answer a question, or ask further."""
    one = Consultation.objects.get(pk=consultation, ticket=number)
    text = _text(request)
    return _act(
        request,
        number,
        lambda: actions.say(consultation_id=one.pk, text=text, by=request.user, at=timezone.now()),
    )


@desk_view
@require_POST
def close(request: DeskRequest, number: int, consultation: int) -> HttpResponse:
    """End a question with what came of it."""
    one = Consultation.objects.get(pk=consultation, ticket=number)
    outcome = _text(request)
    return _act(
        request,
        number,
        lambda: actions.close(consultation_id=one.pk, outcome=outcome, by=request.user, at=timezone.now()),
    )


def _ask(request: DeskRequest, number: int, form: AskForm) -> None:
    if not form.is_valid() and "needed_by" in form.errors:
        raise BadInput(_("Give day and time until when you need the answer, or leave it empty."))
    given = form.cleaned_data
    kind, _colon, key = (given.get("to") or "").partition(":")
    actions.consult(
        ticket_id=number,
        question=given.get("question", ""),
        to_team=Team.objects.filter(pk=key).first() if kind == "team" else None,
        to_agent=Agent.objects.filter(pk=key).first() if kind == "agent" else None,
        needed_by=given.get("needed_by"),
        by=request.user,
        at=timezone.now(),
    )


def _text(request: DeskRequest) -> str:
    form = WordsForm(request.POST)
    form.is_valid()
    return str(form.cleaned_data.get("text", ""))


def _act(request: DeskRequest, number: int, act: Callable[[], Any]) -> HttpResponse:
    find_ticket(request.user, number)
    try:
        act()
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


def _panel(request: DeskRequest, number: int, panel: dict[str, Any], status: int = 200) -> HttpResponse:
    if not request.htmx:
        return page(request, number, panel, status)
    return retargeted(render(request, panel["panel_template"], panel, status=status), "#panel", "innerHTML")
