"""Topics and articles as customers read them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from escalera.base.log.facts import Actor
from escalera.base.pace.actions import count
from escalera.core.knowledge import actions, queries
from escalera.core.knowledge.models import Article, Topic
from escalera.core.knowledge.rendering import snippet, to_html
from escalera.faces.portal.limits import DAY, ip_of
from escalera.faces.portal.page import page
from escalera.faces.portal.session import customer_of

VOTES_A_DAY = 60  # from one network


@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the articles of a topic."""
    found = Topic.objects.filter(slug=slug, is_public=True).first()
    if found is None:
        raise Http404
    rows = queries.articles_of(found, language=get_language() or "")
    articles = [{"article": one, "snippet": snippet(one.body)} for one in rows]
    return page(request, "portal/topic.html", {"topic": found, "articles": articles})


@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article and count that it was read."""
    found = _article(slug)
    if "thanks" not in request.GET:
        actions.note_shown(found.pk)
    context = {"article": found, "html": to_html(found.body), "thanks": request.GET.get("thanks", "")}
    return page(request, "portal/article.html", context)


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Count a reader's yes or no, and say what comes next."""
    found = _article(slug)
    answer = "yes" if request.POST.get("helpful") == "yes" else "no"
    at, ip = timezone.now(), ip_of(request)
    if count("portal-votes", ip, within=DAY, at=at) <= VOTES_A_DAY:
        customer = customer_of(request)
        voter = f"contact {customer.pk}" if customer else f"{ip} {request.headers.get('User-Agent', '')[:200]}"
        actions.vote(article_id=found.pk, is_helpful=answer == "yes", voter=voter, at=at, actor=_reader(request))
    return _thanked(request, found, answer)


@require_POST
def solved(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Count that the article answered somebody who was writing to us."""
    found = _article(slug)
    at = timezone.now()
    if count("portal-votes", ip_of(request), within=DAY, at=at) <= VOTES_A_DAY:
        actions.note_solved(article_id=found.pk, at=at, actor=_reader(request))
    return _thanked(request, found, "solved")


def _article(slug: str) -> Article:
    try:
        return queries.article_at(slug)
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
