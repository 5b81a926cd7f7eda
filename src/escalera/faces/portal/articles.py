"""Topics and articles as customers read them, in their language where there is one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from escalera.base.log.facts import Actor
from escalera.base.pace.actions import count
from escalera.base.refusals import BadInput
from escalera.base.storage import files
from escalera.core.knowledge import actions, queries
from escalera.core.knowledge.models import Article, ArticleFile, Topic
from escalera.core.knowledge.rendering import snippet, to_html
from escalera.faces.portal.limits import DAY, ip_of
from escalera.faces.portal.page import page
from escalera.faces.portal.session import customer_of

VOTES_A_DAY = 60  # from one network
REMARKS_A_DAY = 20  # from one network


@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles of a topic, then those of its parts."""
    try:
        found = queries.part_of(slug)
    except Topic.DoesNotExist as missing:
        raise Http404 from missing
    language = get_language() or ""
    rows = queries.articles_of(found, agent=customer_of(request), language=language, parts=True)
    context = {
        "topic": found, "name": found.name_in(language), "above": _above(found, language),
        "articles": [_line(one) for one in rows if one.topic_id == found.pk],
        "parts": [
            {"topic": part, "name": part.name_in(language), "articles": [_line(one) for one in articles]}
            for part, articles in groupby((one for one in rows if one.topic_id != found.pk), key=lambda one: one.topic)
        ],
    }  # fmt: skip
    return page(request, "portal/topic.html", context)


@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article and count that it was read."""
    found = _article(request, slug)
    if "thanks" not in request.GET:
        actions.note_shown(found.pk)
    return page(request, "portal/article.html", {**_reading(request, found), "thanks": request.GET.get("thanks", "")})


@require_GET
def file(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """Give out a picture or an attachment of an article that the reader may see."""
    found = _article(request, slug)
    one = ArticleFile.objects.filter(article=found, name=name[:100]).first()
    if one is None:
        raise Http404
    is_picture = one.content_type.startswith("image/")
    response = StreamingHttpResponse(files.stream(one.sha256), content_type=one.content_type)
    response["Content-Disposition"] = content_disposition_header(not is_picture, one.name) or "attachment"
    response["Content-Length"] = str(one.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Count a reader's yes or no, and say what comes next."""
    found = _article(request, slug)
    answer = "yes" if request.POST.get("helpful") == "yes" else "no"
    at, ip = timezone.now(), ip_of(request)
    if count("portal-votes", ip, within=DAY, at=at) <= VOTES_A_DAY:
        customer = customer_of(request)
        voter = f"contact {customer.pk}" if customer else f"{ip} {request.headers.get('User-Agent', '')[:200]}"
        actions.vote(
            article_id=found.pk, is_helpful=answer == "yes", voter=voter, at=at, actor=_reader(request),
            reader=customer,
        )  # fmt: skip
    return _thanked(request, found, answer)


@require_POST
def remark(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Keep what a reader misses in the article."""
    found = _article(request, slug)
    at = timezone.now()
    if count("portal-remarks", ip_of(request), within=DAY, at=at) <= REMARKS_A_DAY:
        try:
            actions.remark(
                article_id=found.pk, text=request.POST.get("text", "")[:2000], at=at, reader=customer_of(request),
                actor=_reader(request), language=(get_language() or "")[:10],
            )  # fmt: skip
        except BadInput:
            return _thanked(request, found, "no")
    return _thanked(request, found, "said")


@require_POST
def solved(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Count that the article answered somebody who was writing to us."""
    found = _article(request, slug)
    at = timezone.now()
    if count("portal-votes", ip_of(request), within=DAY, at=at) <= VOTES_A_DAY:
        actions.note_solved(article_id=found.pk, at=at, actor=_reader(request), reader=customer_of(request))
    return _thanked(request, found, "solved")


def _line(one: Article) -> dict[str, Any]:
    return {"article": one, "snippet": snippet(one.body)}


def _above(topic: Topic, language: str) -> dict[str, str] | None:
    """Return the topic that this one is a part of, for the way back."""
    above = topic.parent
    return {"slug": above.slug, "name": above.name_in(language)} if above is not None else None


def _reading(request: HttpRequest, found: Article) -> dict[str, Any]:
    """Return the article in the language that was asked for, else the reader's, else its own."""
    wanted = request.GET.get("language", "")
    languages, names = queries.languages_of(found), dict(settings.LANGUAGES)
    language = wanted if wanted in languages else get_language() or ""
    shown = queries.in_language([found], language)[0]
    spoken = getattr(shown, "spoken", "")
    where = reverse("portal-article", args=[found.slug]) + "files/"
    return {
        "article": shown,
        "spoken": spoken,
        "topic_name": found.topic.name_in(get_language() or ""),
        "above": _above(found.topic, get_language() or ""),
        "files": queries.attachments(found.pk, shown.body),
        "spoken_in": [(code, names.get(code, code), code == spoken) for code in languages]
        if len(languages) > 1
        else [],
        "html": to_html(shown.body, found.files.all(), where),
    }


def _article(request: HttpRequest, slug: str) -> Article:
    try:
        return queries.article_at(slug, agent=customer_of(request))
    except Article.DoesNotExist as missing:
        raise Http404 from missing


def _reader(request: HttpRequest) -> Actor:
    customer = customer_of(request)
    return customer.actor if customer else actions.READER


def _thanked(request: HttpRequest, found: Article, thanks: str) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/_thanks.html", {"article": found, "thanks": thanks})
    response = redirect("portal-article", slug=found.slug)
    response["Location"] += f"?thanks={thanks}"
    return response
