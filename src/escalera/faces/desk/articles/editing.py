"""Writing an article: a new one (also from a solved ticket or from a gap), or its text in one language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models import Agent, Level, Segment
from escalera.base.refusals import BadInput
from escalera.base.storage.together import together
from escalera.core.knowledge import actions, listing, queries
from escalera.core.knowledge.choices import Audience, GapState
from escalera.core.knowledge.differing import difference
from escalera.core.knowledge.links import linked_to
from escalera.core.knowledge.models import Article, ArticleText, Gap, Topic
from escalera.core.knowledge.policies import known_to, why_not_write
from escalera.core.knowledge.rendering import to_html
from escalera.core.llm import actions as model
from escalera.core.llm.queries import offered
from escalera.core.writing.articles import draft_from, written_up
from escalera.faces.desk.articles.changing import linkable
from escalera.faces.desk.articles.frame import chosen_language, frame, key, name_of
from escalera.faces.desk.articles.unsaved import files_at, files_of, origin_of
from escalera.faces.desk.settings.answering import attempt, key_or_none, typed
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Show the form of a new article, filled in from a ticket (`?ticket=`) or a gap (`?gap=`), or write it."""
    if why_not_write(request.user):
        raise PermissionDenied
    refused, status = "", 200
    values = _typed(request) if request.method == "POST" else _kept_or_begun(request)
    if "by_model" in request.POST:
        refused, status = attempt(lambda: values.update(_drafted(request, values)))
    elif request.method == "POST":
        made: list[Article] = []
        refused, status = attempt(lambda: made.append(_write(request)))
        if not refused:
            if call := key(str(values["drafted"])):
                model.note_fate(call_id=call, text=_whole(values), by=request.user)
            return _done(request, made[0], "publish" in request.POST)
    return render(request, "desk/articles/new.html", _new_page(request, values, refused), status=status)


@desk_view
@require_GET
def write_up(request: DeskRequest, number: int) -> HttpResponseBase:
    """Begin an article with what a ticket taught."""
    return redirect(f"{reverse('desk:article-new')}?ticket={number}")


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Show the editor of one language of an article, or save it; with "ask" or "publish" it goes on its way."""
    if why_not_write(request.user):
        raise PermissionDenied
    found = listing.article_of(request.user, slug)
    language = chosen_language(request.GET.get("language", found.language))
    if language is None or (language == "" != found.language):
        raise Http404
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: _save(request, found, language))
        if not refused:
            found.refresh_from_db()
            return _done(request, found, "publish" in request.POST, language)
    return render(request, "desk/articles/edit.html", _editor(request, found, language, refused), status=status)


@desk_view
@require_POST
def preview(request: DeskRequest) -> HttpResponse:
    """Show the text as readers will see it."""
    if why_not_write(request.user):
        raise PermissionDenied
    body, title = request.POST.get("body", "")[: actions.LONGEST_BODY], request.POST.get("title", "")
    if number := key(request.POST.get("article", "")):
        found = Article.objects.get(known_to(request.user), pk=number)
        files, where = list(found.files.all()), _files_at(found)
    else:
        origin = origin_of({name: typed(request, name)[:18] for name in ("ticket", "gap")})
        files, where = files_of(queries.unsaved(request.user, origin=origin)), files_at(origin)
    context = {"html": to_html(body, files, where), "title": " ".join(title.split())[:160]}
    return render(request, "desk/articles/_preview.html", context)


@together()
def _write(request: DeskRequest) -> Article:
    at, topic = timezone.now(), Topic.objects.filter(pk=key_or_none(request, "topic") or 0).first()
    if topic is None:
        raise BadInput(_("Choose a topic."))
    values = _typed(request)
    given = {name: values[name] for name in ("title", "body", "language", "audience")}
    made = actions.write_article(**given, topic=topic, by=request.user, at=at)
    if ticket := key(values["ticket"]):
        written_up(article_id=made.pk, ticket_id=ticket, by=request.user, at=at)
    if gap := key(values["gap"]):
        actions.settle_gap(gap_id=gap, state=GapState.ANSWERED, article_id=made.pk, by=request.user, at=at)
    actions.move_in(article_id=made.pk, origin=origin_of(values), by=request.user, at=at)
    _go_on(request, made, made.language)
    return made


@together()
def _save(request: DeskRequest, found: Article, language: str) -> None:
    actions.save_text(
        article_id=found.pk, language=language, title=typed(request, "title"),
        body=request.POST.get("body", "")[: actions.LONGEST_BODY + 1], note=typed(request, "note"),
        seen=key(request.POST.get("seen", "")), by=request.user, at=timezone.now(),
    )  # fmt: skip
    actions.drop_unsaved(article_id=found.pk, language=language, by=request.user)
    _go_on(request, found, language)


def _go_on(request: DeskRequest, article: Article, language: str) -> None:
    """Publish what was saved, or ask for a review of it, if that is what was pressed."""
    at = timezone.now()
    if "publish" in request.POST:
        is_minor = request.POST.get("is_minor") == "on"
        actions.publish(article_id=article.pk, language=language, by=request.user, at=at, is_minor=is_minor)
    elif "ask" in request.POST:
        actions.ask_review(article_id=article.pk, language=language, by=request.user, at=at)


def _done(
    request: DeskRequest, article: Article, is_published: bool, language: str | None = None
) -> HttpResponseBase:
    if is_published:
        words = _("The article is published.")
    elif "ask" in request.POST:
        words = _("A review is asked for.")
    else:
        words = _("The text is saved, not published yet.")
    said(request, words)
    response = redirect("desk:article-edit", slug=article.slug)
    if language is not None and language != article.language:
        response["Location"] += f"?language={language}"
    return response


def _typed(request: DeskRequest) -> dict[str, Any]:
    return {
        "title": typed(request, "title"), "body": request.POST.get("body", "")[: actions.LONGEST_BODY + 1],
        "language": typed(request, "language"), "audience": typed(request, "audience"),
        "topic": key_or_none(request, "topic"), "ticket": typed(request, "ticket")[:18],
        "gap": typed(request, "gap")[:18], "drafted": typed(request, "drafted")[:18],
    }  # fmt: skip


def _drafted(request: DeskRequest, values: dict[str, Any]) -> dict[str, str]:
    """Return title and body as the language model writes them from the ticket. Raises: Refusal."""
    number = key(values["ticket"])
    if number is None:
        raise BadInput(_("Choose a ticket."))
    drafted = model.draft_article(ticket_id=number, by=request.user, at=timezone.now(), language=values["language"])
    words = {"title": drafted.value["title"][:160], "body": drafted.value["body"], "drafted": str(drafted.call_id)}
    model.mark_draft(call_id=drafted.call_id, text=_whole(words), by=request.user)
    return words


def _whole(values: dict[str, Any]) -> str:
    return f"{values['title']}\n\n{values['body']}"


def _begun(request: DeskRequest) -> dict[str, Any]:
    """Return how a new article begins."""
    values: dict[str, Any] = {
        "title": "", "body": "", "language": request.user.language or settings.LANGUAGE_CODE, "audience": "public",
        "topic": key(request.GET.get("topic", "")), "ticket": "", "gap": "",
    }  # fmt: skip
    if number := key(request.GET.get("ticket", "")):
        draft = draft_from(number, by=request.user)
        values |= {"title": draft.title, "body": draft.body, "audience": "internal", "ticket": str(number)}
        values["language"] = draft.language or values["language"]
    elif gap := Gap.objects.filter(pk=key(request.GET.get("gap", "")) or 0).first():
        language = gap.language if gap.language in dict(settings.LANGUAGES) else values["language"]
        values |= {"title": gap.text[:160], "language": language, "gap": str(gap.pk)}
    return values


def _kept_or_begun(request: DeskRequest) -> dict[str, Any]:
    """Return the words that the person typed here before and did not save, else how a new article begins."""
    values = _begun(request)
    kept = queries.unsaved(request.user, origin=origin_of(values))
    if kept is None or not (kept.title or kept.body):
        return values
    topic = key(kept.place.get("topic", "")) or values["topic"]
    place = {name: kept.place.get(name, values[name]) for name in ("audience", "language")}
    return {**values, **place, "topic": topic, "title": kept.title, "body": kept.body, "kept_at": kept.at}


def _new_page(request: DeskRequest, values: dict[str, Any], refused: str) -> dict[str, Any]:
    origin = origin_of(values)
    files = files_of(queries.unsaved(request.user, origin=origin))
    return {
        **frame(request, "list"), "values": values, "topics": listing.shelves(), "languages": settings.LANGUAGES,
        "audiences": [one for one in Audience.choices if one[0] in (Audience.PUBLIC, Audience.INTERNAL)],
        "html": to_html(values["body"], files, files_at(origin)), "refused": refused,
        "model_drafts": values["ticket"] and "article" in offered(), "put_at": reverse("desk:article-new-files"),
    }  # fmt: skip


def _editor(request: DeskRequest, found: Article, language: str, refused: str) -> dict[str, Any]:
    texts = listing.texts_of(found)
    text = next((one for one in texts if one.language == language), None)
    original = texts[0] if texts and texts[0].language == found.language else None
    values = _values(request, found, language, text or original, refused)
    is_stale = bool(text and values["seen"] and values["seen"] != str(text.number))
    files = list(found.files.order_by("name"))
    differs = difference(text.body, values["body"]) if text and is_stale else []
    return {
        **frame(request, "list"), "article": found, "text": text, "language": language, "refused": refused,
        "language_name": name_of(language), "original": original if language != found.language else None,
        "values": {**values, "seen": str(text.number) if text else ""}, "is_stale": is_stale, "lines": differs,
        "tabs": _tabs(found, texts, language), "html": to_html(values["body"], files, _files_at(found)),
        "files": files, "links": linked_to(found.pk, by=request.user),
        "remarks": listing.remarks(request.user, article=found.pk, limit=20),
        "put_at": reverse("desk:article-put", args=[found.slug]),
        "topics": listing.shelves(), "audiences": Audience.choices, "languages": settings.LANGUAGES,
        "segments": list(Segment.objects.order_by("name")[:200]), "levels": list(Level.objects.filter(archived_at=None)),
        "chosen_segments": set(found.segments.values_list("pk", flat=True)),
        "people": list(Agent.objects.filter(is_active=True).order_by("name")[:500]), "procedures": linkable(request.user),
        "published_at": reverse("portal-article", args=[found.slug]) if found.is_published else "",
    }  # fmt: skip


def _values(
    request: DeskRequest, found: Article, language: str, source: ArticleText | None, refused: str
) -> dict[str, Any]:
    """Return what stands in the form: what was typed and refused, what was typed and not saved, what is there, or the
    original to be translated."""
    if refused:
        return {
            "title": typed(request, "title"), "body": request.POST.get("body", ""), "note": typed(request, "note"),
            "seen": typed(request, "seen")[:18],
        }  # fmt: skip
    kept = queries.unsaved(request.user, article_id=found.pk, language=language)
    if kept is not None and (source is None or (kept.title, kept.body) != (source.title, source.body)):
        return {
            "title": kept.title, "body": kept.body, "note": "", "kept_at": kept.at,
            "seen": "" if kept.seen is None else str(kept.seen),
        }  # fmt: skip
    return {"title": source.title if source else "", "body": source.body if source else "", "note": "", "seen": ""}


def _tabs(found: Article, texts: list[ArticleText], language: str) -> list[dict[str, Any]]:
    by_code = {one.language: one for one in texts}
    original = by_code.get(found.language)
    codes = [found.language, *(code for code, _name in settings.LANGUAGES if code != found.language)]
    return [
        {
            "code": code, "name": name_of(code) or _("Any language"), "on": code == language,
            "state": by_code[code].translated(original).label
            if code in by_code and original and code != found.language else "",
            "is_there": code in by_code,
        }
        for code in codes
    ]  # fmt: skip


def _files_at(found: Article) -> str:
    return reverse("desk:article", args=[found.slug]) + "files/"
