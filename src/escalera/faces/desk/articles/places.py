"""Who reads an article, where it stands, who keeps it true and how often it is looked at."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalera.base.people.models import Agent, Level
from escalera.base.refusals import BadInput
from escalera.core.knowledge import actions, listing
from escalera.core.knowledge.models import Article, Topic
from escalera.faces.desk.settings.answering import attempt, key_or_none, keys, number, typed
from escalera.faces.desk.settings.frame import said
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_POST
def place(request: DeskRequest, slug: str) -> HttpResponseBase:
    found = listing.article_of(request.user, slug)
    refused, _status = attempt(lambda: _put(request, found))
    said(request, refused or _("Saved."))
    return redirect("desk:article-edit", slug=slug)


def _put(request: DeskRequest, found: Article) -> None:
    topic = Topic.objects.filter(pk=key_or_none(request, "topic") or 0).first()
    if topic is None:
        raise BadInput(_("Choose a topic."))
    every = typed(request, "review_every_days")
    actions.edit_article(
        article_id=found.pk, topic=topic, audience=typed(request, "audience"), segments=keys(request, "segments"),
        language=typed(request, "language"),
        from_level=Level.objects.filter(pk=key_or_none(request, "from_level") or 0).first(),
        owner=Agent.objects.filter(pk=key_or_none(request, "owner") or 0, is_active=True).first(),
        review_every_days=number(every, what=_("Days")) if every else None,
        position=number(typed(request, "position") or "0", what=_("Position")), by=request.user, at=timezone.now(),
    )  # fmt: skip
