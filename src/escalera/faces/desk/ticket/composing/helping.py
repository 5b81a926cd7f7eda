"""What the language model writes into the composer. It stands there as a draft: a person reads, changes and sends it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.core.llm import actions as model
from escalera.core.llm.choices import Fate
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import actions as writing
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.composing.presenter import composer_context, spoken
from escalera.faces.desk.ticket.views import page


@desk_view
@require_POST
def help_write(request: DeskRequest, number: int) -> HttpResponse:
    """Draft a reply before what is typed, or put what is typed into another language; it is kept as the draft."""
    ticket = find_ticket(request.user, number)
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        written = _written(request, ticket, typed)
        text = written.value
        if typed.strip() and request.POST.get("what") == "reply":
            text = f"{text}\n\n{typed}"
        writing.save_draft(ticket_id=number, kind="reply", text=text, by=request.user, at=timezone.now(),
                           language=_language(request))  # fmt: skip
    except Refusal as refusal:
        return _composer(
            request, ticket, status_of(refusal), composer_refused=str(refusal), draft=typed, kind="reply"
        )
    drafted = {"id": written.call_id, "mark": mark_of(text), "left_out": len(written.left_out)}
    return _composer(request, ticket, 200, drafted=drafted)


def note_sent(request: DeskRequest, text: str) -> None:
    """Note what became of the model's words, if they stood in the form that was sent."""
    number, _colon, mark = request.POST.get("drafted", "").partition(":")
    if number.isascii() and number.isdecimal() and len(number) < 18:
        fate = Fate.USED if mark == mark_of(text) else Fate.EDITED if text.strip() else Fate.DROPPED
        model.note_fate(call_id=int(number), fate=fate, by=request.user)


def mark_of(text: str) -> str:
    """Return what tells whether words were changed since."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def _written(request: DeskRequest, ticket: Ticket, typed: str) -> model.Answered[str]:
    what, at = request.POST.get("what", ""), timezone.now()
    if what == "reply":
        language = _language(request) or ticket.requester.language or ticket.language
        return model.draft_reply(ticket_id=ticket.pk, by=request.user, at=at, language=language)
    language = what.removeprefix("to-")
    if language not in spoken():
        raise BadInput(_("Choose a language."))
    return model.translate(text=typed, language=language, by=request.user, at=at, ticket_id=ticket.pk)


def _language(request: DeskRequest) -> str:
    given = request.POST.get("language", "")
    return given if given in spoken() else ""


def _composer(request: DeskRequest, ticket: Ticket, status: int, **change: Any) -> HttpResponse:
    seen = request.POST.get("seen", "")
    change["seen"] = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 18 else 0
    if not request.htmx:
        return page(request, ticket.pk, status=status, **change)
    context = {**composer_context(request.user, ticket, change["seen"]), **change}
    return retargeted(render(request, "desk/ticket/_composer.html", context, status=status), "#composer")
