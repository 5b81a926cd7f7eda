"""The pages of a conversation, and the way to one by its secret address."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from escalera.base.refusals import Refusal
from escalera.faces.portal.assistant import visitor
from escalera.faces.portal.assistant.presenter import talk_parts
from escalera.faces.portal.contact import guard
from escalera.faces.portal.contact.views import Given
from escalera.faces.portal.limits import LONGEST_TEXT, ip_of
from escalera.faces.portal.page import page, status_of
from escalera.faces.portal.session import customer_of
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation

CHANNEL = "portal"
TalkView = Callable[..., HttpResponseBase]


def with_talk(view: TalkView) -> TalkView:
    """Give the view the conversation of a secret address; what is none is not found. Nothing of it is kept or indexed."""

    @functools.wraps(view)
    def opened(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        talk = queries.conversation_at(key)
        if talk is None or talk.forgotten_at is not None:
            raise Http404
        return guarded(view(request, talk, *args, **kwargs))

    return opened


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"  # our own forms must be able to say where they come from
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def mail_page(request: HttpRequest, talk: Conversation, refusal: Refusal | None = None) -> HttpResponse:
    """Show what the acknowledgement proposed, and ask whether it solved the request."""
    parts = talk_parts(talk, queries.turns_of(talk.pk), queries.assistant(), customer_of(request))
    context = {**parts, "refusal": str(refusal) if refusal else ""}
    return page(request, "portal/helped.html", context, status=status_of(refusal) if refusal else 200)


def talk_page(
    request: HttpRequest, talk: Conversation | None, *, text: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    """Show the conversation: the part alone if a script asked for it, else the whole page."""
    assistant = queries.assistant()
    context = {
        **talk_parts(talk, queries.turns_of(talk.pk) if talk else (), assistant, customer_of(request)),
        **_handing_parts(request, talk),
        "customer": customer_of(request),
        "text": text,
        "limit": actions.LONGEST,
        "refusal": str(refusal) if refusal else "",
        "last": _last(request) if talk is None else None,
        "deleted": talk is None and "deleted" in request.GET,
    }
    status = status_of(refusal) if refusal else 200
    if request.headers.get("HX-Request") == "true" and request.method == "POST":
        return render(request, "portal/_talk.html", context, status=status)
    return page(request, "portal/assistant.html", context, status=status)


def _handing_parts(request: HttpRequest, talk: Conversation | None) -> dict[str, Any]:
    """Return what the form for the hand-over needs; nothing while nobody asked for a person."""
    if talk is None or not talk.wants_person:
        return {}
    given = Given.read(request) if request.method == "POST" else Given()
    return {
        "given": given,
        "more": request.POST.get("more", "")[:LONGEST_TEXT],
        "trap": guard.TRAP,
        "sheet": guard.new_sheet(ip=ip_of(request), at=timezone.now()),
    }


def _last(request: HttpRequest) -> Conversation | None:
    """Return the conversation that this browser had a short while ago, to go on with it."""
    return queries.going_on(channel=CHANNEL, visitor=visitor.visitor_of(request), at=timezone.now())
