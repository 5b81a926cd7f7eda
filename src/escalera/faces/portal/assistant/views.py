"""The assistant in the portal: a conversation under a secret address, which works without scripts too.

Every form is an ordinary one; with htmx the same address answers with the part alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.pace.actions import count
from escalera.base.refusals import Refusal
from escalera.faces.portal.assistant import visitor
from escalera.faces.portal.assistant.pages import CHANNEL, guarded, mail_page, talk_page, with_talk
from escalera.faces.portal.limits import ip_of
from escalera.faces.portal.session import customer_of
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation

WINDOW, MOST_WORDS = timedelta(minutes=10), 40  # turns from one network
HOUR, MOST_TALKS = timedelta(hours=1), 60  # conversations begun from one network


class TooMany(Refusal):
    """Too much was said from this network in a short time."""


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Show an empty conversation, or begin one with the first words."""
    if not queries.assistant().is_on:
        return redirect(f"{reverse('portal-contact')}?{request.GET.urlencode()}")
    if request.method == "GET":
        return guarded(talk_page(request, None, text=request.GET.get("q", "")[: actions.LONGEST]))
    number, mark = visitor.mark(request)
    text = request.POST.get("text", "")
    try:
        talk = _begun(request, mark, text)
    except Refusal as refusal:
        return guarded(talk_page(request, None, text=text, refusal=refusal))
    response = _after(request, talk)
    visitor.keep(response, number)
    return guarded(response)


@with_talk
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    """Show a conversation, or add the customer's words and the answer to them."""
    if talk.channel == "email":
        return redirect("portal-talk-helped", key=talk.key)
    if request.method == "GET":
        return talk_page(request, talk)
    text = request.POST.get("text", "")
    return _do(request, talk, lambda: _said(request, talk, text), text)


@with_talk
@require_http_methods(["GET", "POST"])
def helped(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    """Note that it helped. A link in a mail only asks: machines that check mails open every link."""
    if request.method == "POST":
        which = request.POST.get("article", "")
        article = int(which) if which.isascii() and which.isdecimal() and len(which) < 16 else None
        at = timezone.now()
        return _do(request, talk, lambda: actions.confirm(conversation_id=talk.pk, at=at, article=article))
    if talk.channel != "email":
        return redirect("portal-talk", key=talk.key)
    return mail_page(request, talk)


@with_talk
@require_POST
def not_helped(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    return _do(request, talk, lambda: actions.deny(conversation_id=talk.pk, at=timezone.now()))


@with_talk
@require_POST
def person(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    return _do(request, talk, lambda: actions.ask_for_person(conversation_id=talk.pk, at=timezone.now()))


@with_talk
@require_POST
def go_on(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    return _do(request, talk, lambda: actions.go_on(conversation_id=talk.pk, at=timezone.now()))


@with_talk
@require_POST
def delete(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    """Delete what was said, for whoever holds the address; what a person got already is theirs."""
    actions.forget_talk(conversation_id=talk.pk, at=timezone.now())
    return redirect(f"{reverse('portal-assistant')}?deleted")


def check_pace(request: HttpRequest) -> None:
    """Raises: TooMany."""
    if count("assistant-words", ip_of(request), within=WINDOW, at=timezone.now()) > MOST_WORDS:
        raise TooMany(_("You have written a lot in a short time. Please wait a few minutes."))


def _begun(request: HttpRequest, mark: str, text: str) -> Conversation:
    """Begin a conversation with its first words. Raises: Refusal."""
    at = timezone.now()
    check_pace(request)
    actions.checked_words(text)
    if count("assistant-talks", ip_of(request), within=HOUR, at=at) > MOST_TALKS:
        raise TooMany(_("You have written a lot in a short time. Please wait a few minutes."))
    talk = actions.begin_with(
        text=text, channel=CHANNEL, language=get_language() or "", contact=customer_of(request), visitor=mark, at=at
    )
    actions.word_last(conversation_id=talk.pk, at=at)
    return talk


def _said(request: HttpRequest, talk: Conversation, text: str) -> None:
    check_pace(request)
    given = request.POST.get("once", "")[:40]
    key = f"{talk.pk}:{given}" if given else None
    actions.say(conversation_id=talk.pk, text=text, at=timezone.now(), key=key)
    actions.word_last(conversation_id=talk.pk, at=timezone.now())


def _do(request: HttpRequest, talk: Conversation, act: Callable[[], object], text: str = "") -> HttpResponseBase:
    """Do what was pressed or said, and show where the conversation stands now; a refusal with its words."""
    try:
        act()
    except Refusal as refusal:
        if talk.channel == "email":
            return mail_page(request, talk, refusal)
        return talk_page(request, queries.conversation_at(talk.key), text=text, refusal=refusal)
    return _after(request, talk)


def _after(request: HttpRequest, talk: Conversation) -> HttpResponseBase:
    address = reverse("portal-talk", args=[talk.key])
    if request.headers.get("HX-Request") != "true" or talk.channel == "email":
        return redirect(f"{address}#say" if talk.channel != "email" else f"{address}helped/")
    response = talk_page(request, queries.conversation_at(talk.key))
    response["HX-Replace-Url"] = address
    return response
