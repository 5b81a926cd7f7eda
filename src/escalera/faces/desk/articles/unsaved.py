"""What is being typed, kept on its way; and the files put into an article that is not there yet."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.core.knowledge import actions, listing, queries
from escalera.core.knowledge.models import Article, ArticleFile, Unsaved
from escalera.faces.desk.articles.frame import chosen_language, key
from escalera.faces.desk.articles.views import sent
from escalera.faces.desk.settings.answering import attempt, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_POST
def keep(request: DeskRequest) -> HttpResponse:
    """Keep the words of an editor, and say so in a few words."""
    kept: list[Unsaved | None] = []
    place = {name: request.POST.get(name, "")[:40] for name in ("topic", "audience", "language")}
    refused, status = attempt(
        lambda: kept.append(
            actions.keep_unsaved(
                **_whose(request), title=request.POST.get("title", ""), body=request.POST.get("body", ""),
                place=place, seen=key(request.POST.get("seen", "")), by=request.user, at=timezone.now(),
            )
        )
    )  # fmt: skip
    if refused or kept[0] is None:
        return HttpResponse(escape(refused), status=status)
    moment = date_format(localtime(kept[0].at), "TIME_FORMAT")
    return HttpResponse(escape(_("Kept at %(time)s, not saved yet") % {"time": moment}))


@desk_view
@require_POST
def drop(request: DeskRequest) -> HttpResponseBase:
    """Throw away what was not saved, and show the editor as it was before."""
    whose = _whose(request)
    attempt(lambda: actions.drop_unsaved(**whose, by=request.user))
    if (number := whose["article_id"]) is None:
        ticket, gap = (key(request.POST.get(name, "")) for name in ("ticket", "gap"))
        asked = f"?ticket={ticket}" if ticket else f"?gap={gap}" if gap else ""
        return redirect(reverse("desk:article-new") + asked)
    slug = Article.objects.values_list("slug", flat=True).get(pk=number)
    return redirect(f"{reverse('desk:article-edit', args=[slug])}?language={whose['language']}")


@desk_view
@require_POST
def put(request: DeskRequest, slug: str = "") -> HttpResponse:
    """Keep a picture or an attachment that was pasted or dropped; return what names it in the text."""
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > actions.around.LARGEST_FILE:
        words = _("A file has at most %(limit)d MB, and is not empty.")
        return _told(words % {"limit": actions.around.LARGEST_FILE >> 20}, 422)
    names: list[str] = []
    refused, status = attempt(lambda: names.append(_kept(request, slug, str(given.name), given.read())))
    if refused:
        return _told(refused, status)
    name = names[0]
    is_picture = name.rpartition(".")[2] in actions.around.PICTURES
    return _told(f"![{_words_of(name)}]({name})" if is_picture else f"[{name}]({name})", 200)


@desk_view
@require_GET
def file(request: DeskRequest, origin: str, name: str) -> HttpResponseBase:
    """Give out a file of a new article to the person who writes it."""
    kept = queries.unsaved(request.user, origin=origin)
    one = next((one for one in files_of(kept) if one.name == name), None)
    if one is None:
        raise Http404
    return sent(one)


def files_of(kept: Unsaved | None) -> list[ArticleFile]:
    """Return the files put into a new article, as it will have them."""
    return [ArticleFile(**one) for one in kept.files] if kept else []


def origin_of(values: dict[str, Any]) -> str:
    """Return what tells a new article that is being written from others: what it is written from."""
    if ticket := key(str(values["ticket"])):
        return f"ticket-{ticket}"
    return f"gap-{gap}" if (gap := key(str(values["gap"]))) else "new"


def files_at(origin: str) -> str:
    return reverse("desk:article-new-file", args=[origin, "x"])[:-1]


def _whose(request: DeskRequest) -> dict[str, Any]:
    values = {"ticket": typed(request, "ticket")[:18], "gap": typed(request, "gap")[:18]}
    number = key(request.POST.get("article", ""))
    language = chosen_language(request.POST.get("text_language", "")) or ""
    return {"article_id": number, "language": language, "origin": "" if number else origin_of(values)}


def _kept(request: DeskRequest, slug: str, name: str, content: bytes) -> str:
    at = timezone.now()
    if not slug:
        origin = _whose(request)["origin"]
        return actions.add_unsaved_file(name=name, content=content, origin=origin, by=request.user, at=at)
    found = listing.article_of(request.user, slug)
    return actions.add_file(
        article_id=found.pk, name=name, content=content, by=request.user, at=at, replaces=False
    ).name  # fmt: skip


def _words_of(name: str) -> str:
    """What a picture shows is for its author to say; a name that says something is a beginning."""
    stem = name.rpartition(".")[0].replace("-", " ").replace("_", " ")
    return "" if stem.rstrip(" 0123456789") in ("image", "picture", "imagen", "imagem", "screenshot") else stem


def _told(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
