"""What the language model writes into the composer. It stands there as a draft: a person reads, changes and sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.core.llm import actions as model
from escalera.core.llm.choices import Fate
from escalera.core.retrieval.queries import Found, Reader, find
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.queries import find_ticket, messages_of
from escalera.core.writing import actions as writing
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.composing.presenter import composer_context, spoken
from escalera.faces.desk.ticket.composing.wanted import Wanted
from escalera.faces.desk.ticket.presenter import reading_language
from escalera.faces.desk.ticket.views import after, gone, page

PASSAGES = 3  # of the help pages, beside the conversation
LEAST_COVERED = 0.12  # of what the customer's words tell, below which a passage is left out
TEXT = 1500  # characters of the customer's words


@dataclass(frozen=True, slots=True)
class Drafted:
    """What the model wrote, and the articles that it was given."""

    words: model.Answered[str]
    articles: Sequence[Found] = ()


@desk_view
@require_POST
def help_write(request: DeskRequest, number: int) -> HttpResponse:
    """Draft a reply before what is typed, or put what is typed into another language; it is kept as the draft."""
    ticket = find_ticket(request.user, number)
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        drafted = _drafted(request, ticket, typed)
        text, call = drafted.words.value, drafted.words.call_id
        if typed.strip() and request.POST.get("what") == "reply":
            text = f"{text}\n\n{typed}"
        writing.save_draft(
            ticket_id=number, kind="reply", text=text, by=request.user, at=timezone.now(), language=_language(request),
            call_id=call,
        )  # fmt: skip
        model.mark_draft(call_id=call, text=text, by=request.user)
    except Refusal as refusal:
        return _composer(
            request, ticket, status_of(refusal), composer_refused=str(refusal), draft=typed, kind="reply"
        )
    said = {
        "id": call, "left_out": len(drafted.words.left_out),
        "articles": [(one.title, reverse("desk:article", args=[one.slug])) for one in drafted.articles],
    }  # fmt: skip
    return _composer(request, ticket, 200, drafted=said)


@desk_view
@require_POST
def translated(request: DeskRequest, number: int, message: int) -> HttpResponse:
    """Put what was said into the reader's language; it stays under the message for everybody who reads that language."""
    find_ticket(request.user, number)
    if not Message.objects.filter(pk=message, ticket=number).exists():
        return gone(request, status=404)
    try:
        model.translate_message(
            message_id=message, language=reading_language(), by=request.user, at=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        return after(request, number, refusal)
    return after(request, number)


def call_of_words(request: DeskRequest, text: str) -> int | None:
    """Return the model's call whose words are in what is sent, and note what became of them; None if none are."""
    number = request.POST.get("drafted", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    fate = model.note_fate(call_id=int(number), text=text, by=request.user)
    return int(number) if fate in (Fate.USED, Fate.EDITED) else None


def _drafted(request: DeskRequest, ticket: Ticket, typed: str) -> Drafted:
    what, at = request.POST.get("what", ""), timezone.now()
    if what == "reply":
        language = _language(request) or ticket.requester.language or ticket.language
        found = _passages(ticket, language)
        sources = [model.Source(f"{one.slug} {one.passage}", f"{one.title}\n{one.text}") for one in found]
        words = model.draft_reply(
            ticket_id=ticket.pk, by=request.user, at=at, language=language, passages=sources
        )  # fmt: skip
        return Drafted(words, found)
    language = what.removeprefix("to-")
    if language not in spoken():
        raise BadInput(_("Choose a language."))
    return Drafted(model.translate(text=typed, language=language, by=request.user, at=at, ticket_id=ticket.pk))


def _passages(ticket: Ticket, language: str) -> list[Found]:
    """Return what the customer may read about it: a reply to them is made of nothing else."""
    last = [one.text for one in messages_of(ticket.pk, internal=False) if one.contact_id is not None][-1:]
    text = "\n".join([ticket.subject, *(one[:TEXT] for one in last)])
    found = find(text, Reader(contact=ticket.requester), language, PASSAGES)
    return [one for one in found if one.covered >= LEAST_COVERED]


def _language(request: DeskRequest) -> str:
    given = request.POST.get("language", "")
    return given if given in spoken() else ""


def _composer(request: DeskRequest, ticket: Ticket, status: int, **change: Any) -> HttpResponse:
    seen = request.POST.get("seen", "")
    change["seen"] = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 18 else 0
    if not request.htmx:
        return page(request, ticket.pk, status=status, **change)
    context = {**composer_context(request.user, ticket, change["seen"], Wanted.of(request.POST)), **change}
    return retargeted(render(request, "desk/ticket/_composer.html", context, status=status), "#composer")
