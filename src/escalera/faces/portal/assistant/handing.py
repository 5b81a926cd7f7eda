"""Handing a conversation to a person: who they are is asked once, what it is about never again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.base.people.queries import address_of, segment_of
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.core.channels.shared.conversation_rule import PAGE, rule_for
from escalera.core.channels.shared.placing import Place, place_first
from escalera.core.tickets.actions import NewFile, is_blocked
from escalera.faces.portal.assistant.pages import CHANNEL, talk_page, with_talk
from escalera.faces.portal.contact import guard
from escalera.faces.portal.contact.views import Given, checked_address
from escalera.faces.portal.limits import LONGEST_TEXT, ip_of, new_files
from escalera.faces.portal.serving import check_takes_requests, flow_of
from escalera.faces.portal.session import customer_of
from escalera.faces.portal.views import TOO_BIG
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation


@with_talk
@require_POST
def hand_over(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    """Open a request with the whole conversation."""
    try:
        _hand_over(request, talk, timezone.now())
    except Refusal as refusal:
        return talk_page(request, queries.conversation_at(talk.key), refusal=refusal)
    except TOO_BIG:
        too_large = BadInput(_("That was too large, or did not arrive whole. Try again with less."))
        return talk_page(request, talk, refusal=too_large)
    if request.headers.get("HX-Request") == "true":
        response: HttpResponse = talk_page(request, queries.conversation_at(talk.key))
        return response
    return redirect(f"{reverse('portal-talk', args=[talk.key])}#handed")


def _hand_over(request: HttpRequest, talk: Conversation, at: datetime) -> None:
    """Check the form and hand over. Raises: Refusal."""
    if talk.ticket_id is not None:
        return
    check_takes_requests(flow_of(request))
    more = request.POST.get("more", "").replace("\r\n", "\n").replace("\x00", "")
    if len(more) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long: at most %(limit)d characters. Attach it as a file.") % {"limit": LONGEST_TEXT}
        )
    files = new_files(request.FILES.getlist("files"))
    customer = customer_of(request)
    if customer is not None:
        email = address_of(customer.pk, "email") or ""
        _open(talk, customer, email, more, files, at, proven=True)
        return
    given = Given.read(request)
    checked_address(given)
    guard.check(
        token=given.more["token"], trap=given.more[guard.TRAP], nonce=given.more["nonce"], ip=ip_of(request),
        email=given.email, at=at,
    )  # fmt: skip
    if is_blocked("email", given.email):
        raise guard.TooMany(_("Requests from this address are not taken here. Write us a mail."))
    _meet_and_open(talk, given, more, files, at)


@together()
def _meet_and_open(talk: Conversation, given: Given, more: str, files: list[NewFile], at: datetime) -> None:
    requester = meet(channel="email", address=given.email, name=given.name, at=at)
    _open(talk, requester, given.email, more, files, at, proven=False)


def _open(
    talk: Conversation, requester: Contact, email: str, more: str, files: list[NewFile], at: datetime, *, proven: bool
) -> None:
    extra: dict[str, Any] = {"reply_to": email, "from": email} if email else {}
    if not proven:
        extra["rule"] = "portal-unproven"
    # whoever has only typed an address is nobody whose other requests these words may join
    place = place_first(rule_for(segment_of(requester), PAGE), requester, at) if proven else Place(None, "new")
    actions.hand_over(
        conversation_id=talk.pk, contact=requester, at=at, more=more, files=files, extra=extra, channel=CHANNEL,
        place=place,
    )  # fmt: skip
