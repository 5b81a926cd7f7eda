"""Articles from elsewhere: looked at before anything is written; and all of them as a zip."""

from __future__ import annotations

import tempfile
from collections import Counter
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people.models.helpers import CONTENT
from escalera.base.storage.files import load, store
from escalera.core.knowledge.actions.importing import import_articles, plan
from escalera.core.knowledge.moving import exporting
from escalera.core.knowledge.moving.incoming import CannotRead, Source
from escalera.core.knowledge.moving.reading import read
from escalera.faces.desk.articles.frame import frame
from escalera.faces.desk.settings.answering import ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

LARGEST = 25 << 20  # bytes of an upload; more goes by the command line
AT_ONCE = 500  # articles
SHOWN = 200  # lines
_KEPT = signing.TimestampSigner(salt="articles.import")


@desk_view
@require_http_methods(["GET", "POST"])
def bring(request: DeskRequest) -> HttpResponse:
    """Show what a file would bring; then write it."""
    if not request.user.may(CONTENT):
        raise PermissionDenied
    context: dict[str, Any] = {**frame(request, "import"), "largest": LARGEST >> 20}
    status = 200
    if request.method == "POST":
        try:
            context |= _written(request) if "kept" in request.POST else _looked_at(request)
        except CannotRead as problem:
            context["refused"], status = str(problem), 422
    return render(request, "desk/articles/import.html", context, status=status)


@desk_view
@require_GET
def export(request: DeskRequest) -> HttpResponseBase:
    """Give all articles as a zip of Markdown."""
    if not request.user.may(CONTENT):
        raise PermissionDenied
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    exporting.export(file, by=request.user)
    file.seek(0)
    name = f"articles-{timezone.localdate().isoformat()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _looked_at(request: DeskRequest) -> dict[str, Any]:
    given = request.FILES.get("file")
    if given is None or not given.name or not given.size:
        raise CannotRead(_("Choose a file."))
    if given.size > LARGEST:
        raise CannotRead(_("The file is too large: at most %(limit)d MB here.") % {"limit": LARGEST >> 20})
    content = given.read()
    source = _read(given.name, content)
    kept = _KEPT.sign_object({"name": given.name[:100], "sha256": store(content).sha256})
    return {**_told(source, plan(source, by=request.user)), "kept": kept, "is_plan": True}


def _written(request: DeskRequest) -> dict[str, Any]:
    try:
        kept = _KEPT.unsign_object(request.POST.get("kept", "")[:1000], max_age=24 * 3600)
        content = load(str(kept["sha256"]))
    except (signing.BadSignature, KeyError, FileNotFoundError) as lost:
        raise CannotRead(_("Choose the file again.")) from lost
    source = _read(str(kept["name"]), content)
    done = import_articles(
        source, topic_name=typed(request, "topic"), publishes=ticked(request, "publishes"), by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    return {**_told(source, done), "is_done": True}


def _read(name: str, content: bytes) -> Source:
    source = read(name, content)
    if len(source.articles) > AT_ONCE:
        words = _("More than %(limit)d articles: import them with “escalera knowledge import”.")
        raise CannotRead(words % {"limit": AT_ONCE})
    return source


def _told(source: Source, outcomes: Any) -> dict[str, Any]:
    words = {
        "new": _("new"),
        "changed": _("changed"),
        "same": _("as it is"),
        "kept": _("kept"),
        "refused": _("refused"),
    }
    many = Counter(one.how for one in outcomes)
    return {
        "source": source.name, "problems": source.problems[:SHOWN], "has_any": bool(outcomes),
        "outcomes": [(one, words[one.how], ", ".join(code for code in one.languages if code)) for one in outcomes[:SHOWN]],
        "counts": [(words[how], many[how]) for how in words if many[how]],
    }  # fmt: skip
