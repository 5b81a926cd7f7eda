"""What the ticket seems to be, fetched after its page: one click takes a proposal or says no."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import Refusal
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.core.triage import queries
from escalera.core.triage.actions import accept, dismiss
from escalera.core.triage.choices import Field, Tone
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, status_of


def reason_words(key: str) -> str:
    """Return why a text counts as urgent, in words."""
    words = {
        "fraud": _("fraud"),
        "stolen": _("stolen or lost"),
        "danger": _("danger"),
        "outage": _("nothing works"),
        "legal": _("lawyers or regulators"),
        "deadline": _("a deadline"),
        "asked": _("asks to hurry"),
        "again": _("not the first time"),
    }
    return words.get(key, key)


@desk_view
@require_GET
@beside_ticket
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show what is proposed, and which words sound urgent; an empty place if nothing is."""
    return _part(request, find_ticket(request.user, number))


@desk_view
@require_POST
def answer(request: DeskRequest, number: int, field: str) -> HttpResponse:
    """Take a proposal, or say that it is wrong."""
    ticket = find_ticket(request.user, number)
    settle = dismiss if request.POST.get("no") else accept
    refused, status = "", 200
    try:
        settle(ticket_id=number, field=field, by=request.user, at=timezone.now())
    except Refusal as refusal:
        refused, status = str(refusal), status_of(refusal)
    if not request.htmx and not refused:
        return redirect("desk:ticket", number)
    return _part(request, ticket, refused, status)


def _part(request: DeskRequest, ticket: Ticket, refused: str = "", status: int = 200) -> HttpResponse:
    signal = queries.signal_of(ticket.pk)
    context = {
        "number": ticket.pk,
        "may_work": not ticket.only_seen,
        "proposals": [
            {
                "field": one.field.value,
                "label": one.field.label,
                "words": one.words,
                "percent": int(100 * one.confidence),
                "applied": one.applied,
                "climbs": one.field == Field.LEVEL,
            }
            for one in queries.offered(ticket.pk)
        ],
        "urgent": [(reason_words(key), words) for key, words in signal.phrases] if signal else [],
        "upset": signal is not None and signal.tone == Tone.UPSET,
        "refused": refused,
    }
    return render(request, "desk/ticket/proposals/_part.html", context, status=status)
