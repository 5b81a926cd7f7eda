"""Writing to us: what it is about, the words, the files; and what may answer it before it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.base.people.queries import address_of
from escalera.base.refusals import BadInput, Refusal
from escalera.base.storage.together import together
from escalera.core.retrieval import queries as retrieval
from escalera.core.retrieval.queries import Reader
from escalera.core.tickets.actions import Content, fill_form, is_blocked, open_ticket
from escalera.core.tickets.links import follow_url, tracking_key
from escalera.core.tickets.models import Message
from escalera.faces.portal.assistant.visitor import visitor_of
from escalera.faces.portal.contact import guard
from escalera.faces.portal.contact.asking import Subject, answered, subjects, values_of
from escalera.faces.portal.contact.embedding import embedded_of, page_around
from escalera.faces.portal.limits import LONGEST_TEXT, ip_of, new_files
from escalera.faces.portal.link import guarded
from escalera.faces.portal.page import mailbox, page, status_of
from escalera.faces.portal.serving import check_takes_requests, flow_of
from escalera.faces.portal.session import customer_of
from escalera.faces.portal.views import TOO_BIG
from escalera.levels.selfservice.actions import note_return

CHANNEL = "portal"
PROPOSED = 3
SENT_FOR_S = 24 * 3600
_SENT = signing.TimestampSigner(salt="portal.sent")


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody typed, bounded."""

    subject: str = ""
    text: str = ""
    name: str = ""
    email: str = ""
    chosen: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, request: HttpRequest) -> Given:
        given = request.POST if request.method == "POST" else request.GET
        return cls(
            subject=given.get("subject", "")[:250],
            text=given.get("text", "").replace("\r\n", "\n").replace("\x00", ""),
            name=" ".join(given.get("name", "").split())[:120],
            email=given.get("email", "").strip()[:254],
            chosen=given.get("about", "")[:40],
            more={name: given.get(name, "")[:200] for name in ("token", "nonce", guard.TRAP)},
        )


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponseBase:
    """Show the form, or open a request with what was written."""
    if request.method == "GET":
        return _form_page(request, Given.read(request))
    given = Given()
    try:
        given = Given.read(request)
        message = _open(request, given, _customer(request), timezone.now())
    except Refusal as refusal:
        return _form_page(request, given, refusal)
    except TOO_BIG:
        return _form_page(
            request, given, BadInput(_("That was too large, or did not arrive whole. Try again with less."))
        )
    mark = _SENT.sign(str(message.ticket_id))
    if (embedded := embedded_of(request)) is not None:
        return redirect("web-form-sent", key=embedded.channel.hook_key, mark=mark)
    if _customer(request) is not None:
        return redirect(reverse("request", args=[message.ticket_id]) + "?sent=1")
    return redirect("portal-sent", mark=mark)


def _customer(request: HttpRequest) -> Contact | None:
    """Return who is signed in; in a frame of another site nobody is."""
    return None if embedded_of(request) is not None else customer_of(request)


def read_sent(mark: str) -> int | None:
    """Return the number of the request that was sent here within a day; None for any other mark."""
    try:
        return int(_SENT.unsign(mark[:200], max_age=SENT_FOR_S))
    except (signing.BadSignature, ValueError):
        return None


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Show what may answer the words that are being typed; nothing for a few letters."""
    words = f"{request.GET.get('subject', '')[:250]} {request.GET.get('text', '')[:2000]}".replace("\x00", "")
    found = retrieval.proposals(words, Reader(contact=customer_of(request)), get_language() or "", PROPOSED)
    proposed = [{"article": article, "snippet": one.snippet} for article, one in found]
    return render(request, "portal/_proposals.html", {"proposed": proposed})


@require_GET
def sent(request: HttpRequest, mark: str) -> HttpResponse:
    """Say the number, the key and where to follow it; the page works for a day."""
    number = read_sent(mark)
    if number is None:
        return guarded(page(request, "portal/sent.html", {"number": None}, status=404))  # type: ignore[return-value]
    context = {"number": number, "key": tracking_key(number), "url": follow_url(number)}
    return guarded(page(request, "portal/sent.html", context))  # type: ignore[return-value]


def _open(request: HttpRequest, given: Given, customer: Contact | None, at: datetime) -> Message:
    """Check the form and open the request. Raises: Refusal."""
    email = (address_of(customer.pk, "email") or "") if customer else checked_address(given)
    if not given.text.strip():
        raise BadInput(_("Write what happened, in your own words."))
    if len(given.text) > LONGEST_TEXT:
        raise BadInput(
            _("The text is too long: at most %(limit)d characters. Attach it as a file.") % {"limit": LONGEST_TEXT}
        )
    embedded = embedded_of(request)
    if embedded is None:
        check_takes_requests(flow_of(request))
    chosen = _chosen(given, _subjects(request))
    if chosen is None:
        raise BadInput(_("Choose what it is about."))
    chosen = answered(chosen, request.POST)
    values, files = values_of(chosen), new_files(request.FILES.getlist("files"))
    key = guard.check(
        token=given.more["token"], trap=given.more[guard.TRAP], nonce=given.more["nonce"], ip=ip_of(request),
        email=email or f"contact {customer.pk if customer else ''}", at=at,
    )  # fmt: skip
    if email and is_blocked("email", email):
        raise guard.TooMany(_("Requests from this address are not taken here. Write us a mail."))
    extra: dict[str, Any] = {"reply_to": email, "from": email} if email else {}
    if embedded is not None:
        extra |= {"door": embedded.channel.pk, **page_around(request)}
    if customer is None:
        extra["rule"] = "portal-unproven"
    else:
        extra["placed"] = {"code": "form"}  # who asks for a new one on purpose gets one, whatever the rule says
    content = Content(given.text.strip(), files=files, extra=extra or None)
    note_return(contact=customer, visitor=visitor_of(request), at=at)  # what the assistant said did not help for good
    if embedded is not None:
        chosen = replace(chosen, team=chosen.team or embedded.team)
    try:
        return _opened(customer, given, chosen, content, values, key, email, at, "form" if embedded else CHANNEL)
    except IntegrityError:  # the same form arrived twice at once
        return Message.objects.get(key=key)


@together()
def _opened(
    customer: Contact | None, given: Given, chosen: Subject, content: Content, values: dict[str, tuple[str, ...]],
    key: str, email: str, at: datetime, channel: str,
) -> Message:  # fmt: skip
    requester = customer or meet(channel="email", address=email, name=given.name, at=at)
    message = open_ticket(
        requester=requester, subject=given.subject or chosen_words(given, chosen), content=content, channel=channel,
        at=at, team=chosen.team, kind=chosen.kind, key=key,
    )  # fmt: skip
    if values and message.at == at:
        fill_form(ticket_id=message.ticket_id, values=values, by=requester, at=at)
    return message


def chosen_words(given: Given, chosen: Subject) -> str:
    """Return a subject for somebody who wrote none: what it is about, if that is a form; else their first words."""
    return "" if chosen.team is None and not chosen.questions else f"{chosen.name}: {given.text.strip()[:80]}"


def _subjects(request: HttpRequest) -> list[Subject]:
    """Return what may be written about here."""
    known, embedded = subjects(flow_of(request)), embedded_of(request)
    return embedded.only(known) if embedded is not None else known


def _chosen(given: Given, offered: list[Subject]) -> Subject | None:
    known = {one.key: one for one in offered}
    return next(iter(known.values())) if len(known) == 1 else known.get(given.chosen)


def checked_address(given: Given) -> str:
    """Return the address of somebody who said who they are. Raises: BadInput."""
    try:
        validate_email(given.email)
    except ValidationError:
        raise BadInput(_("“%(email)s” is not a mail address.") % {"email": given.email[:100]}) from None
    if not given.name:
        raise BadInput(_("Tell us your name."))
    return given.email


def _form_page(request: HttpRequest, given: Given, refusal: Refusal | None = None) -> HttpResponse:
    known, embedded = _subjects(request), embedded_of(request)
    chosen = next((one for one in known if one.key == given.chosen), known[0] if len(known) == 1 else None)
    if chosen is not None:
        chosen = answered(chosen, request.POST if request.method == "POST" else request.GET)
    context = {
        "subjects": known,
        "chosen": chosen,
        "given": given,
        "text": given.text[:LONGEST_TEXT],
        "sheet": guard.new_sheet(ip=ip_of(request), at=timezone.now()),
        "trap": guard.TRAP,
        "refusal": str(refusal) if refusal else "",
        "works": isinstance(refusal, guard.WorkWanted),
        "mailbox": mailbox() if flow_of(request).offers_channel("email") else None,
        "limit": LONGEST_TEXT,
        "max_mb": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20,
        "base": "portal/with_htmx.html",
        "form_url": reverse("portal-contact"),
        "page_around": page_around(request).get("page", ""),
        **(embedded.context() if embedded is not None else {}),
    }
    status = 200 if refusal is None else 429 if isinstance(refusal, guard.WorkWanted) else status_of(refusal)
    response = page(request, "portal/contact.html", context, status=status)
    response["Cache-Control"] = "no-store, private"  # its token is for one sender
    return response
