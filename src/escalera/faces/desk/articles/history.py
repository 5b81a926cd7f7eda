"""An article's versions in one language, and what changed between two of them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from escalera.core.knowledge import listing
from escalera.core.knowledge.differing import difference
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import why_not_write
from escalera.faces.desk.articles.frame import chosen_language, frame, key, name_of
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def versions(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the versions; and of `?of=` and `?to=` (else the one before it) what differs."""
    if why_not_write(request.user):
        raise PermissionDenied
    found = listing.article_of(request.user, slug)
    language = chosen_language(request.GET.get("language", found.language))
    if language is None:
        raise Http404
    rows = listing.versions_of(found, language, before=key(request.GET.get("before", "")))
    text = next((one for one in listing.texts_of(found) if one.language == language), None)
    new = key(request.GET.get("of", "")) or (rows[0].number if rows else 0)
    old = key(request.GET.get("to", "")) or new - 1
    context = {
        **frame(request, "list"), "article": found, "language": language, "language_name": name_of(language),
        "versions": rows, "text": text, "new": new, "old": old,
        "next": rows[-1].number if len(rows) == listing.PAGE else None, **_difference(found, language, old, new),
    }  # fmt: skip
    return render(request, "desk/articles/versions.html", context)


def _difference(found: Article, language: str, old: int, new: int) -> dict[str, object]:
    if not new:
        return {"lines": [], "titles": None}
    after = listing.version_of(found, language, new)
    before = listing.version_of(found, language, old) if old > 0 else None
    titles = (before.title, after.title) if before and before.title != after.title else None
    return {"lines": difference(before.body if before else "", after.body), "titles": titles}
