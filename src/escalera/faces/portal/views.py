"""The customer's page of one ticket, by its signed link and without an account."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.log.tail import head
from escalera.base.refusals import BadInput, Refusal
from escalera.base.settings.models import Company
from escalera.base.storage import files
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.core.tickets.links import follow_key
from escalera.core.tickets.models import Attachment, MessageKind, Ticket
from escalera.faces.live.hints import mark_of
from escalera.faces.portal.limits import CHANNEL, LONGEST_TEXT, TooMuch, check_pace, ip_of, taken_files
from escalera.faces.portal.link import show_bad_link, with_link
from escalera.faces.portal.words import conversation, is_safe_image, ladder_steps, state_tone, state_words


@require_GET
@with_link
def show(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Show the ticket as its customer may see it."""
    return _page(request, ticket)


@require_GET
@with_link
def show_conversation(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Show the part of the page that changes while it is open."""
    return render(request, "portal/conversation.html", _context(ticket, timezone.now()))


@require_POST
@with_link
def write(request: HttpRequest, ticket: Ticket) -> HttpResponseBase:
    """Add what the customer says; it reopens a ticket that had ended. The same form sent twice counts once."""
    at = timezone.now()
    text = ""
    try:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        check_pace(ticket, ip_of(request), at)
        _receive(request, ticket, text, at)
    except (BadInput, TooMuch) as refusal:
        return _page(request, ticket, text=text, refusal=refusal)
    except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent, MultiPartParserError):
        too_large = BadInput(_("That was too large, or did not arrive whole. Try again with less."))
        return _page(request, ticket, text=text, refusal=too_large)
    return redirect("portal-ticket", key=follow_key(ticket.pk))


@require_POST
@with_link
def mark_solved(request: HttpRequest, ticket: Ticket) -> HttpResponseBase:
    """Let the customer say that the need is met; of a ticket that has ended it stays so."""
    at = timezone.now()
    try:
        check_pace(ticket, ip_of(request), at)
        if ticket.is_open:
            actions.resolve(ticket_id=ticket.pk, by=ticket.requester, at=at)
    except TooMuch as refusal:
        return _page(request, ticket, refusal=refusal)
    except Refusal:  # it ended in this moment, which is what was asked for
        pass
    return redirect("portal-ticket", key=follow_key(ticket.pk))


@require_GET
@with_link
def download(request: HttpRequest, ticket: Ticket, number: int) -> HttpResponseBase:
    """Give a file of the open conversation; pictures may be shown, everything else is only saved."""
    shown = (MessageKind.MESSAGE, MessageKind.BOT)
    found = Attachment.objects.filter(pk=number, message__ticket=ticket, message__kind__in=shown).first()
    if found is None:
        return show_bad_link(request)
    is_image = is_safe_image(found)
    kind = found.content_type if is_image else "application/octet-stream"
    response = StreamingHttpResponse(files.stream(found.sha256), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not is_image, found.name) or "attachment"
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _receive(request: HttpRequest, ticket: Ticket, text: str, at: datetime) -> None:
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long: at most %(limit)d characters. Attach it as a file.") % {"limit": LONGEST_TEXT}
        )
    content = Content(text, files=taken_files(request.FILES.getlist("files"), ticket, at))
    given = request.POST.get("once", "")[:100]
    key = "web:" + hashlib.sha256(f"{ticket.pk}\n{given}".encode()).hexdigest()[:60] if given else None
    try:
        actions.receive_message(
            ticket_id=ticket.pk, contact=ticket.requester, content=content, channel=CHANNEL, at=at, key=key
        )
    except IntegrityError:
        if key is None:
            raise  # with a key it only says that the same form arrived twice at once


def _page(request: HttpRequest, ticket: Ticket, *, text: str = "", refusal: Refusal | None = None) -> HttpResponse:
    status = 200 if refusal is None else 429 if isinstance(refusal, TooMuch) else 422
    after = mark_of(head())  # taken before anything is read: what happens meanwhile will be told
    context = {
        **_context(ticket, timezone.now()),
        "live": f"/live/events?key={follow_key(ticket.pk)}&after={after}",
        "once": uuid.uuid4().hex,
        "text": text[:LONGEST_TEXT],
        "refusal": str(refusal) if refusal is not None else "",
    }
    return render(request, "portal/ticket.html", context, status=status)


def _context(ticket: Ticket, at: datetime) -> dict[str, Any]:
    company = Company.get().name
    return {
        "company": company,
        "ticket": ticket,
        "key": follow_key(ticket.pk),
        "state": state_words(ticket),
        "tone": state_tone(ticket),
        "steps": ladder_steps(ticket, at),
        "said": conversation(ticket, company),
    }
