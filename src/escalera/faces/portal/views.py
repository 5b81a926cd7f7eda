"""The customer's page of one request: by its signed link without an account, or signed in."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
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

from escalera.base.log.tail import head
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage import files
from escalera.core.channels.shared.on_their_page import goes_on, say_on_page
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.policies import why_not_ask_higher
from escalera.core.ladder.queries import last_ask
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.core.tickets.links import follow_key, tracking_key
from escalera.core.tickets.models import Attachment, Message, MessageKind
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.queries import flow_for
from escalera.faces.live.hints import mark_of
from escalera.faces.portal.limits import CHANNEL, LONGEST_TEXT, TooMuch, check_pace, ip_of, taken_files
from escalera.faces.portal.link import Place, show_bad_link
from escalera.faces.portal.page import company_of, page, status_of
from escalera.faces.portal.until import answer_until
from escalera.faces.portal.words import conversation, is_safe_image, ladder_steps, state_tone, state_words

TOO_BIG = (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent, MultiPartParserError)


def show(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the request as its customer may see it."""
    return _page(request, place)


def show_conversation(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the part of the page that changes while it is open."""
    return render(request, "portal/conversation.html", _context(request, place, timezone.now()))


def write(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Add what the customer says; it reopens a request that had ended. The same form sent twice counts once."""
    at = timezone.now()
    text = ""
    try:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        check_pace(place.ticket, ip_of(request), at)
        message = _receive(request, place, text, at)
    except (BadInput, TooMuch) as refusal:
        return _page(request, place, text=text, refusal=refusal)
    except TOO_BIG:
        too_large = BadInput(_("That was too large, or did not arrive whole. Try again with less."))
        return _page(request, place, text=text, refusal=too_large)
    if message is None or message.ticket_id == place.ticket.pk or message.ticket.requester_id != place.who.pk:
        return redirect(place.address)  # also where it went on in somebody else's: that one's address is a secret
    return redirect(f"{_address_of(message.ticket_id, place)}?after={place.ticket.pk}")


def mark_solved(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Let the customer say that the need is met; of a request that has ended it stays so."""
    return _do(request, place, lambda at: actions.resolve(ticket_id=place.ticket.pk, by=place.who, at=at))


def reopen(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Let the customer say that it is not over after all, where the rule opens such a request again."""

    ended = not goes_on(place.ticket, place.who, timezone.now())

    def act(at: datetime) -> object:
        if ended:
            raise BadInput(_("This request is not opened again. Write to us: a new one begins with your words."))
        return actions.reopen(ticket_id=place.ticket.pk, by=place.who, at=at)

    return _do(request, place, act, tell=ended)


def ask_higher(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Let the customer ask for a higher level, with their reason."""
    reason = request.POST.get("reason", "")[:4000]
    return _do(
        request, place,
        lambda at: ladder.ask_higher(ticket_id=place.ticket.pk, reason=reason, by=place.who, at=at),
        tell=True,
    )  # fmt: skip


def download(request: HttpRequest, place: Place, file: int) -> HttpResponseBase:
    """Give a file of the open conversation; pictures may be shown, everything else is only saved."""
    shown = (MessageKind.MESSAGE, MessageKind.BOT)
    found = Attachment.objects.filter(pk=file, message__ticket=place.ticket, message__kind__in=shown).first()
    if found is None:
        return show_bad_link(request)
    is_image = is_safe_image(found)
    kind = found.content_type if is_image else "application/octet-stream"
    response = StreamingHttpResponse(files.stream(found.sha256), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not is_image, found.name) or "attachment"
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _do(
    request: HttpRequest, place: Place, act: Callable[[datetime], object], *, tell: bool = False
) -> HttpResponseBase:
    """Do what the customer wants, at a bearable pace; `tell`: a refusal is news to them."""
    at = timezone.now()
    try:
        check_pace(place.ticket, ip_of(request), at)
        _belong(place, at)
        act(at)
    except TooMuch as refusal:
        return _page(request, place, refusal=refusal)
    except Refusal as refusal:  # else it ended in this moment, which is what was asked for
        if tell:
            return _page(request, place, refusal=refusal)
    return redirect(place.address)


def _belong(place: Place, at: datetime) -> None:
    """Bring a coordinator who acts for a colleague into the conversation: everybody in it may know that they did."""
    if place.who.pk != place.ticket.requester_id:
        actions.join(ticket_id=place.ticket.pk, contacts=[place.who], actor=place.who.actor, at=at)


def _address_of(number: int, place: Place) -> str:
    """Return where the same person follows another request of theirs, in the same way."""
    return f"/t/{follow_key(number)}/" if place.by_link else f"/help/requests/{number}/"


def _receive(request: HttpRequest, place: Place, text: str, at: datetime) -> Message | None:
    """Return the message; None for a form that arrived twice at once."""
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long: at most %(limit)d characters. Attach it as a file.") % {"limit": LONGEST_TEXT}
        )
    ticket = place.ticket
    content = Content(text, files=taken_files(request.FILES.getlist("files"), ticket, at))
    given = request.POST.get("once", "")[:100]
    key = "web:" + hashlib.sha256(f"{ticket.pk}\n{given}".encode()).hexdigest()[:60] if given else None
    try:
        _belong(place, at)
        return say_on_page(ticket_id=ticket.pk, contact=place.who, content=content, channel=CHANNEL, at=at, key=key)
    except IntegrityError:
        if key is None:
            raise  # with a key it only says that the same form arrived twice at once
        return None


def _page(request: HttpRequest, place: Place, *, text: str = "", refusal: Refusal | None = None) -> HttpResponse:
    after = mark_of(head())  # taken before anything is read: what happens meanwhile will be told
    context = {
        **_context(request, place, timezone.now()),
        "live": f"/live/events?key={place.key or follow_key(place.ticket.pk)}&after={after}",
        "once": uuid.uuid4().hex,
        "text": text[:LONGEST_TEXT],
        "refusal": str(refusal) if refusal is not None else "",
    }
    return page(request, "portal/ticket.html", context, status=status_of(refusal) if refusal is not None else 200)


def _context(request: HttpRequest, place: Place, at: datetime) -> dict[str, Any]:
    company = company_of(request).name
    ticket = place.ticket
    flow = flow_for(ticket.segment_id)
    return {
        "company": company,
        "ticket": ticket,
        "address": place.address,
        "by_link": place.by_link,
        "goes_on_elsewhere": place.goes_on_elsewhere,
        "goes_on_here": goes_on(ticket, place.who, at),
        "begun_after": _number(request.GET.get("after", "")),
        "tracking": tracking_key(ticket.pk),
        "state": state_words(ticket, flow),
        "tone": state_tone(ticket, flow),
        "answer_until": answer_until(ticket, at, flow),
        "steps": ladder_steps(ticket, at, flow),
        "said": conversation(ticket, company, place.who),
        **_higher(place, flow),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _higher(place: Place, flow: Flow) -> dict[str, Any]:
    """Return whether a higher level can be asked for, and the wish that stands. Segments are rare: most ask nothing."""
    asker = place.ticket.requester
    company = asker.organization.segment_id if asker.organization else None
    if not place.ticket.is_open or not (
        place.ticket.segment_id or asker.segment_id or company or flow.may_ask_higher
    ):
        return {"may_ask": False, "asked": None, "declined": None}
    last = last_ask(place.ticket.pk)
    asked = last if last and last.ended_at is None else None
    return {
        "may_ask": asked is None and not why_not_ask_higher(place.ticket),
        "asked": asked,
        "declined": last if last and last.answer else None,
    }
