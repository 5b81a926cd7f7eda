"""Articles and their topics: found, written, shown before they are, published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.refusals import BadInput
from escalera.core.knowledge import actions, queries
from escalera.core.knowledge.models import Article, Audience, Topic
from escalera.core.knowledge.rendering import to_html
from escalera.faces.desk.settings.answering import Screen, attempt, key_or_none, number, ticked, typed
from escalera.faces.desk.settings.frame import frame
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("articles", "settings-articles")
ICONS = ("book", "key", "plug", "card", "tool", "web", "email", "phone", "chat", "person", "lock", "calendar", "box",
         "pulse", "heart", "info")  # fmt: skip


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the topics and the newest articles, or those with the words that were typed."""
    words, before = request.GET.get("q", "")[:200].replace("\x00", ""), request.GET.get("before", "")
    found = queries.all_articles(words=words, topic=_key(request.GET.get("topic", "")), before=_key(before))
    context = {
        "articles": found, "topics": list(Topic.objects.all()), "words": words,
        "next": found[-1].pk if len(found) == queries.PAGE else None, "topic": _key(request.GET.get("topic", "")),
    }  # fmt: skip
    return SCREEN.page(request, "page", context)


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, article: int | None = None) -> HttpResponse:
    """Show the editor of a new article or of one, or save it; with "publish" its readers see it at once."""
    found = Article.objects.select_related("topic", "updated_by").get(pk=article) if article is not None else None
    if request.method == "GET":
        return SCREEN.page(request, "form", _editor(found))
    saved: list[Article] = []
    refused, status = attempt(lambda: saved.append(_save(request, article)))
    if refused:
        return SCREEN.page(request, "form", _editor(found, _typed(request)), refused=refused, status=status)
    words = _("The article is published.") if saved[0].is_published else _("The article is saved, not published yet.")
    return SCREEN.done(request, words, "settings-article", saved[0].pk)


@desk_view
@require_POST
def publishing(request: DeskRequest, article: int) -> HttpResponse:
    """Publish an article or withdraw it."""
    act = actions.publish if request.POST.get("do") == "publish" else actions.withdraw
    refused, _status = attempt(lambda: act(article_id=article, by=request.user, at=timezone.now()))
    done = _("The article is published.") if act is actions.publish else _("The article is withdrawn.")
    return SCREEN.done(request, refused or done, "settings-article", article)


@desk_view
@require_POST
def preview(request: DeskRequest) -> HttpResponse:
    """Show the text as readers will see it."""
    frame(request, SCREEN.key)  # who may not write may not ask
    body = request.POST.get("body", "")[: actions.LONGEST_BODY]
    title = " ".join(request.POST.get("title", "").split())[:160]
    return render(request, "desk/settings/articles/_preview.html", {"html": to_html(body), "title": title})


@desk_view
@require_http_methods(["GET", "POST"])
def edit_topic(request: DeskRequest, topic: int | None = None) -> HttpResponse:
    """Show the form of a new topic or of one, or save it."""
    found = Topic.objects.get(pk=topic) if topic is not None else Topic()
    page = {"topic": found, "symbols": ICONS}
    if request.method == "GET":
        return SCREEN.page(request, "topic", page)
    icon = typed(request, "icon") if typed(request, "icon") in ICONS else "book"
    refused, status = attempt(
        lambda: actions.save_topic(
            name=typed(request, "name"), icon=icon, order=_number(request, "order", _("Order")),
            is_public=ticked(request, "is_public"), by=request.user, at=timezone.now(), topic_id=topic,
        )
    )  # fmt: skip
    if refused:
        return SCREEN.page(request, "topic", page, refused=refused, status=status)
    return SCREEN.done(request, _("The topic is saved."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove_topic(request: DeskRequest, topic: int) -> HttpResponse:
    """Ask, then delete an empty topic."""
    found, refused, status = Topic.objects.get(pk=topic), "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_topic(topic_id=topic, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The topic is deleted."))
    return SCREEN.confirm(
        request, heading=_("Delete the topic “%(topic)s”?") % {"topic": found.name},
        words=[_("Only an empty topic can be deleted.")], action=_("Delete"), refused=refused, status=status,
    )  # fmt: skip


def _save(request: DeskRequest, article: int | None) -> Article:
    given, at = _typed(request), timezone.now()
    topic = Topic.objects.filter(pk=key_or_none(request, "topic") or 0).first()
    if topic is None:
        raise BadInput(_("Choose a topic."))
    values = {**given, "topic": topic, "position": _number(request, "position", _("Position"))}
    if article is None:
        saved = actions.write_article(**values, by=request.user, at=at)
    else:
        saved = actions.edit_article(article_id=article, **values, by=request.user, at=at)
    return actions.publish(article_id=saved.pk, by=request.user, at=at) if "publish" in request.POST else saved


def _typed(request: DeskRequest) -> dict[str, Any]:
    return {
        "title": typed(request, "title"),
        "body": request.POST.get("body", "")[: actions.LONGEST_BODY + 1],
        "language": typed(request, "language"),
        "audience": typed(request, "audience"),
    }


def _editor(found: Article | None, given: dict[str, Any] | None = None) -> dict[str, Any]:
    values = given or {name: getattr(found, name, "") for name in ("title", "body", "language", "audience")}
    return {
        "article": found, "topics": list(Topic.objects.all()), "languages": settings.LANGUAGES, "values": values,
        "audiences": Audience.choices, "html": to_html(str(values["body"])),
        "address": settings.BASE_URL + reverse("portal-article", args=[found.slug]) if found else "",
    }  # fmt: skip


def _number(request: DeskRequest, name: str, what: str) -> int:
    text = typed(request, name)
    return number(text, what=what) if text else 0


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
