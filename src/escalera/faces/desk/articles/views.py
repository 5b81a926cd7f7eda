"""The library: its list, an article as those who help read it, its files, what they miss in it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models.helpers import CONTENT, WORK
from escalera.base.storage import files
from escalera.core.knowledge import actions, listing
from escalera.core.knowledge.choices import Audience, How
from escalera.core.knowledge.links import linked_to
from escalera.core.knowledge.models import Article, ArticleFile
from escalera.core.knowledge.queries import article_at, attachments, in_language, languages_of, used_in
from escalera.core.knowledge.rendering import to_html
from escalera.core.retrieval.queries import Reader, find
from escalera.core.tickets.policies import visible_to
from escalera.faces.desk.articles.frame import chosen_language, frame, key, name_of
from escalera.faces.desk.articles.presenter import figures, line, reach_of
from escalera.faces.desk.files.views import keep_harmless
from escalera.faces.desk.settings.answering import attempt
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

FOUND, TICKETS = 50, 8


@desk_view
@require_GET
def library(request: DeskRequest) -> HttpResponse:
    """Show the articles, by words, topic and state."""
    words = request.GET.get("q", "")[:200].replace("\x00", "")
    topic, state = key(request.GET.get("topic", "")), request.GET.get("state", "")
    state = state if state in listing.STATES else ""
    among = _matching(request, words) if words.strip() else None
    before = key(request.GET.get("before", ""))
    rows = listing.library(request.user, among=among, topic=topic, state=state, before=before)
    context = {
        **frame(request, "list"), "rows": [line(row) for row in rows], "topics": listing.shelves(), "words": words,
        "topic": topic, "state": state, "states": _states(), "is_searching": bool(words or topic or state),
        "next": rows[-1].article.pk if len(rows) == listing.PAGE and among is None else None,
    }  # fmt: skip
    return render(request, "desk/articles/list.html", context)


@desk_view
@require_GET
def show(request: DeskRequest, slug: str) -> HttpResponse:
    """Show a published article in a language that was chosen or is the reader's; one that they may not see is not
    there."""
    try:
        found = article_at(slug, agent=request.user)
    except Article.DoesNotExist as missing:
        raise Http404 from missing
    return render(request, "desk/articles/page.html", {**frame(request, "list"), **_reading(request, found)})


@desk_view
@require_POST
def remark(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Keep what a colleague misses in an article."""
    found = article_at(slug, agent=request.user)
    refused, _status = attempt(
        lambda: actions.remark(
            article_id=found.pk, text=request.POST.get("text", "")[:2000], at=timezone.now(), reader=request.user,
            actor=request.user.actor, language=chosen_language(request.POST.get("language", "")) or "",
        )
    )  # fmt: skip
    said(request, refused or _("Thank you. Those who keep the article will see it."))
    return redirect("desk:article", slug=slug)


@desk_view
@require_GET
def file(request: DeskRequest, slug: str, name: str) -> HttpResponseBase:
    """Give out a picture or an attachment of an article that the agent may know of."""
    return sent(ArticleFile.objects.get(article=listing.article_of(request.user, slug), name=name[:100]))


def sent(one: ArticleFile) -> HttpResponseBase:
    """Send a file of an article: pictures may be shown, everything else is only fetched."""
    try:
        pieces = files.stream(one.sha256)
        response = StreamingHttpResponse(pieces, content_type=one.content_type)
    except FileNotFoundError as gone:
        raise Http404 from gone
    keep_harmless(response, one.name, "inline" if one.content_type.startswith("image/") else "attachment")
    response["Content-Length"] = str(one.size)
    return response


def _reading(request: DeskRequest, found: Article) -> dict[str, Any]:
    wanted = chosen_language(request.GET.get("language", "-"))
    languages = languages_of(found)
    shown = in_language([found], wanted if wanted is not None else get_language() or "")[0]
    is_public = found.audience == Audience.PUBLIC and found.topic.is_open
    may_write = request.user.may(CONTENT) or request.user.may(WORK)
    spoken = getattr(shown, "spoken", "")
    where = reverse("desk:article", args=[found.slug]) + "files/"
    return {
        "article": shown,
        "spoken": spoken,
        "languages": [(code, name_of(code), code == spoken) for code in languages] if len(languages) > 1 else [],
        "html": to_html(shown.body, found.files.all(), where),
        "is_public": is_public,
        "audience": reach_of(found),
        "public_url": reverse("portal-article", args=[found.slug]) if is_public else "",
        "edit_url": reverse("desk:article-edit", args=[found.slug]) if may_write else "",
        "links": linked_to(found.pk, by=request.user, limit=20),
        "files": attachments(found.pk, shown.body),
        "figures": figures(found),
        "tickets": _tickets(request, found.pk),
    }


def _matching(request: DeskRequest, words: str) -> list[int]:
    """Return the articles that say something of this: what is published, the best first, and what is being written."""
    found = find(words, Reader(agent=request.user), get_language() or "", FOUND)
    return list(dict.fromkeys([*(one.article for one in found), *listing.being_written(request.user, words)]))


def _tickets(request: DeskRequest, article_id: int) -> list[dict[str, Any]]:
    """Return the newest tickets that the article was used in, as far as the agent may see them."""
    how = {one.ticket_id: How(one.how).label for one in reversed(used_in(article_id))}
    seen = visible_to(request.user).filter(pk__in=how).order_by("-pk").distinct()
    return [{"number": one.pk, "subject": one.subject, "how": how[one.pk]} for one in seen[:TICKETS]]


def _states() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("published", pgettext("articles", "Published")),
        ("draft", _("Drafts")),
        ("changed", _("Being rewritten")),
        ("outdated", _("Translation outdated")),
        ("failing", _("Do not help")),
        ("archived", pgettext("articles", "Archived")),
    ]
