"""The portal's first page, its search, the service status, and the language."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from escalera.base.pace.actions import count
from escalera.base.people.actions import portal
from escalera.base.settings.brand import stylesheet
from escalera.base.settings.models import Company
from escalera.base.storage.files import load
from escalera.base.text.languages import detect
from escalera.core.knowledge import queries as knowledge
from escalera.core.knowledge.actions import note_gap
from escalera.core.knowledge.models import Topic
from escalera.core.knowledge.rendering import to_html
from escalera.core.retrieval import answering
from escalera.core.retrieval.queries import Reader, articles
from escalera.core.services import queries as services
from escalera.faces.portal.limits import DAY, ip_of
from escalera.faces.portal.page import mailbox, page, safe_next
from escalera.faces.portal.serving import flow_of
from escalera.faces.portal.session import customer_of
from escalera.levels.selfservice.queries import assistant

LONGEST_QUESTION = 400  # characters
SHORT_ANSWER = 1200  # characters: so much is shown at once under the question
SUGGESTED, FOUND = 5, 20
GAPS_A_DAY = 30  # from one network
SURELY_COVERED = 0.8  # of what a question tells: then it was answered, or nearly


@require_GET
def door(request: HttpRequest) -> HttpResponseBase:
    """Lead agents to the desk and everybody else to the portal."""
    return redirect("/desk/" if request.user.is_authenticated else reverse("portal"))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show where help is: the search, the topics, what works, how to write to us."""
    language = get_language() or ""
    context = {
        "topics": _topics(request, language),
        "helpful": knowledge.helpful(agent=customer_of(request), language=language),
        "status": services.overview(at=timezone.now()),
        "mailbox": mailbox() if flow_of(request).offers_channel("email") else None,
        "assistant": assistant().is_on,
    }
    return page(request, "portal/home.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers a question; while it is typed, only the part with the first few."""
    question = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    if request.headers.get("HX-Request") == "true":
        return render(
            request, "portal/_suggestions.html", {"question": question, "found": _found(request, question, SUGGESTED)}
        )
    found = _found(request, question, FOUND)
    if question and not (found and found[0]["covered"] >= SURELY_COVERED):
        _note_gap(request, question)
    best = found[0] if found and len(found[0]["article"].body) <= SHORT_ANSWER else None
    context: dict[str, Any] = {"question": question, "found": found[1:] if best else found, "best": best}
    context["assistant"] = assistant().is_on
    if best:
        best["html"] = to_html(best["article"].body)
    return page(request, "portal/search.html", context)


@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """Show how each service is, what is announced and what is over."""
    at = timezone.now()
    context = {"status": services.overview(at=at), "past": services.past_notices(at=at, limit=10), "at": at}
    return page(request, "portal/status.html", context)


@csrf_exempt  # whoever forges this changes the language of a page
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language that somebody chose, in a cookie; of a customer who is signed in, also for our mails."""
    response = redirect(safe_next(request, reverse("portal")))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        if (customer := customer_of(request)) is not None:
            portal.set_language(contact=customer, language=code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _note_gap(request: HttpRequest, question: str) -> None:
    """Count a question that no article answers. Somebody who reloads the page, or a machine, asks it once a day."""
    language, at = get_language() or "", timezone.now()
    asked = answering.answer(question, Reader(contact=customer_of(request)), language)
    if asked.outcome != answering.UNKNOWN:
        return
    mark = f"{ip_of(request)} {hashlib.sha256(question.lower().encode()).hexdigest()[:32]}"
    if count("portal-gap", mark, within=DAY, at=at) > 1:
        return
    if count("portal-gaps", ip_of(request), within=DAY, at=at) <= GAPS_A_DAY:
        note_gap(text=question, language=detect(question).code or language, where="portal", at=at)


def _topics(request: HttpRequest, language: str) -> list[Topic]:
    found = list(knowledge.topics(reader=customer_of(request)))
    for one in found:
        one.shown = one.name_in(language)  # type: ignore[attr-defined]
        parts = [part.name_in(language) for part in one.shown_parts]  # type: ignore[attr-defined]
        one.parts_shown = " · ".join(parts)  # type: ignore[attr-defined]
    return found


def _found(request: HttpRequest, question: str, limit: int) -> list[dict[str, Any]]:
    if len(question) < 2:
        return []
    reader = Reader(contact=customer_of(request))
    rows = articles(question, reader, get_language() or "", limit)
    return [{"article": article, "snippet": found.snippet, "covered": found.covered} for article, found in rows]


@require_GET
def brand(request: HttpRequest) -> HttpResponse:
    """Give the company's colour as a style sheet; its address names the colour, so it may be kept."""
    response = HttpResponse(stylesheet(Company.get().color), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_GET
def logo(request: HttpRequest) -> HttpResponse:
    """Give the company's sign; as a page of its own it can do nothing."""
    company = Company.get()
    if not company.logo:
        raise Http404
    try:
        response = HttpResponse(load(company.logo), content_type=company.logo_type)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
