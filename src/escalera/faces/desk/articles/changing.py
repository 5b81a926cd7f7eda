"""What is done with an article beside writing it: its state, its files, its links."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.knowledge import actions, listing
from escalera.core.knowledge.choices import LinkKind
from escalera.core.knowledge.models import Article
from escalera.core.procedures.policies import usable_by
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.articles.frame import chosen_language, key
from escalera.faces.desk.settings.answering import attempt, typed
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

MOST_PROCEDURES = 300
Deed = Callable[[DeskRequest, Article, str], object]


@desk_view
@require_POST
def state(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Publish, ask, send back, withdraw, archive, bring back, confirm, restore."""
    found = listing.article_of(request.user, slug)
    language = chosen_language(request.POST.get("language", found.language))
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None or language is None:
        return redirect("desk:article-edit", slug=slug)
    refused, _status = attempt(lambda: deed[0](request, found, language))
    said(request, refused or deed[1]())
    if request.POST.get("back") == "reviews":
        return redirect("desk:article-reviews")
    where = reverse("desk:article-edit", args=[slug])
    return redirect(f"{where}?language={language}" if language != found.language else where)


@desk_view
@require_POST
def add_files(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Keep pictures and attachments with the article, or take one away."""
    found = listing.article_of(request.user, slug)
    refused, _status = attempt(lambda: _files(request, found))
    said(request, refused or _("Saved."))
    return redirect("desk:article-edit", slug=slug)


@desk_view
@require_POST
def links(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Link the article to a ticket or another article, or take a link away."""
    found = listing.article_of(request.user, slug)
    refused, _status = attempt(lambda: _link(request, found))
    said(request, refused or _("Saved."))
    return redirect("desk:article-edit", slug=slug)


def _files(request: DeskRequest, found: Article) -> None:
    if name := typed(request, "remove"):
        actions.remove_file(article_id=found.pk, name=name, by=request.user)
        return
    given: list[UploadedFile] = request.FILES.getlist("files")[:20]  # type: ignore[type-arg]
    for one in given:
        if (one.size or 0) > actions.around.LARGEST_FILE:
            raise BadInput(_("“%(name)s” is too large.") % {"name": str(one.name)[:80]})
        actions.add_file(
            article_id=found.pk, name=str(one.name), content=one.read(), by=request.user, at=timezone.now()
        )


def _link(request: DeskRequest, found: Article) -> None:
    kind, target = typed(request, "kind"), typed(request, "target").lstrip("#")
    if "procedure" in request.POST:
        kind, _colon, target = typed(request, "procedure").partition(":")
    if "remove" in request.POST:
        actions.unlink(article_id=found.pk, kind=kind, target=key(target) or 0, by=request.user, at=timezone.now())
        return
    if kind == LinkKind.TICKET:
        number = find_ticket(request.user, key(target) or 0).pk
    elif kind in (LinkKind.SCRIPT, LinkKind.RUNBOOK):
        number = usable_by(request.user).get(pk=key(target) or 0, use=kind).pk
    else:
        kind = LinkKind.ARTICLE
        slug = target.rstrip("/").rpartition("/")[2]
        number = listing.article_of(request.user, slug).pk
    actions.link(article_id=found.pk, kind=kind, target=number, by=request.user, at=timezone.now())


def linkable(agent: Agent) -> list[tuple[str, str, str]]:
    """Return the scripts and runbooks that an article may be linked to: (what is sent, its name, what it is)."""
    rows = usable_by(agent).order_by("use", "name").only("pk", "name", "use")[:MOST_PROCEDURES]
    return [(f"{one.use}:{one.pk}", one.name, str(LinkKind(one.use).label)) for one in rows]


def _publish(request: DeskRequest, found: Article, language: str) -> object:
    return actions.publish(article_id=found.pk, language=language, by=request.user, at=timezone.now())


def _ask(request: DeskRequest, found: Article, language: str) -> object:
    return actions.ask_review(article_id=found.pk, language=language, by=request.user, at=timezone.now())


def _send_back(request: DeskRequest, found: Article, language: str) -> object:
    return actions.send_back(
        article_id=found.pk, language=language, words=typed(request, "words"), by=request.user, at=timezone.now()
    )


def _withdraw(request: DeskRequest, found: Article, language: str) -> object:
    if language == found.language:
        return actions.withdraw(article_id=found.pk, by=request.user, at=timezone.now())
    return actions.withdraw_text(article_id=found.pk, language=language, by=request.user, at=timezone.now())


def _archive(request: DeskRequest, found: Article, language: str) -> object:
    return actions.archive(article_id=found.pk, by=request.user, at=timezone.now())


def _bring_back(request: DeskRequest, found: Article, language: str) -> object:
    return actions.bring_back(article_id=found.pk, by=request.user, at=timezone.now())


def _confirm(request: DeskRequest, found: Article, language: str) -> object:
    return actions.confirm(article_id=found.pk, by=request.user, at=timezone.now())


def _restore(request: DeskRequest, found: Article, language: str) -> object:
    number = key(typed(request, "number")) or 0
    return actions.restore_version(
        article_id=found.pk, language=language, number=number, by=request.user, at=timezone.now()
    )


_DEEDS: dict[str, tuple[Deed, Callable[[], str]]] = {
    "publish": (_publish, lambda: _("The article is published.")),
    "ask": (_ask, lambda: _("A review is asked for.")),
    "send-back": (_send_back, lambda: _("It went back to its author.")),
    "withdraw": (_withdraw, lambda: _("The article is withdrawn.")),
    "archive": (_archive, lambda: _("The article is archived.")),
    "bring-back": (_bring_back, lambda: _("The article is back, as a draft.")),
    "confirm": (_confirm, lambda: _("Good: it comes up again when its time has come.")),
    "restore": (_restore, lambda: _("The old words are back, as a draft.")),
}
