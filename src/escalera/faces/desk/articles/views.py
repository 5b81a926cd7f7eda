"""An article as those who help read it: public ones, and those that customers never see."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from escalera.base.people.models.helpers import CONTENT
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.queries import article_at
from escalera.core.knowledge.rendering import to_html
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def show(request: DeskRequest, slug: str) -> HttpResponse:
    """Show an article; one that the reader may not see is not there."""
    try:
        found = article_at(slug, agent=request.user)
    except Article.DoesNotExist as missing:
        raise Http404 from missing
    is_public = found.audience == Audience.PUBLIC and found.topic.is_public
    context = {
        "section": "search",
        "article": found,
        "html": to_html(found.body),
        "is_public": is_public,
        "public_url": reverse("portal-article", args=[slug]) if is_public else "",
        "edit_url": reverse("desk:settings-article", args=[found.pk]) if request.user.may(CONTENT) else "",
    }
    return render(request, "desk/articles/page.html", context)
