"""How a segment is served: written as a draft, tried on the last month, published, brought back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.models import Segment
from escalera.core.workflows import actions
from escalera.core.workflows.checking import checked
from escalera.core.workflows.flow import Flow
from escalera.core.workflows.preview import preview
from escalera.core.workflows.queries import PAGE, published_of, versions_of, workflow_of
from escalera.faces.desk.settings.answering import Screen, attempt, number, typed
from escalera.faces.desk.settings.segments import flow_form, flow_words
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("segments", "settings-segments")
LOOKED_DAYS = 30


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, segment: int) -> HttpResponse:
    """Show the draft, or what counts now; save a draft. Segment 0 stands for all other customers."""
    place = _place(segment)
    if request.method == "GET":
        data = place["draft"] or place["now"] or (published_of(workflow_of(None)) if segment else None)
        return _page(request, place, data)
    given = flow_form.given(request)
    refused, status = attempt(
        lambda: actions.save_draft(segment_id=place["key"], data=given, by=request.user, at=timezone.now())
    )
    if refused:
        return _page(request, place, given, refused, status)
    return SCREEN.done(request, _("The draft is saved. Nothing counts by it yet."), "settings-flow-preview", segment)


@desk_view
@require_GET
def look(request: DeskRequest, segment: int) -> HttpResponse:
    """Show what the draft would have meant for last month's tickets."""
    return _look(request, segment)


@desk_view
@require_POST
def publish(request: DeskRequest, segment: int) -> HttpResponse:
    """Let the draft count from now on."""
    return _do(request, segment, actions.publish, _("It is published and counts from now on."))


@desk_view
@require_POST
def drop(request: DeskRequest, segment: int) -> HttpResponse:
    """Throw the draft away."""
    return _do(request, segment, actions.drop_draft, _("The draft is gone."))


@desk_view
@require_POST
def switch_off(request: DeskRequest, segment: int) -> HttpResponse:
    """Let no version of it count any more."""
    return _do(
        request, segment, actions.switch_off, _("It does not count any more; its last version is a draft now.")
    )


@desk_view
@require_http_methods(["GET", "POST"])
def versions(request: DeskRequest, segment: int) -> HttpResponse:
    """List the versions with their differences; bring one back."""
    refused, status = "", 200
    if request.method == "POST":
        wanted = typed(request, "version")
        refused, status = attempt(
            lambda: actions.restore(
                segment_id=segment or None,
                number=number(wanted, what=_("Version")),
                by=request.user,
                at=timezone.now(),
            )
        )
        if not refused:
            words = _("Version %(number)s counts again, as a new version.") % {"number": wanted}
            return SCREEN.done(request, words, "settings-flow-versions", segment)
    place = _place(segment)
    mark = request.GET.get("before", "")
    before = int(mark) if mark.isascii() and mark.isdecimal() and len(mark) < 9 else None
    found = versions_of(place["workflow"], before=before, limit=PAGE + 1)
    shown, older = found[:PAGE], found[PAGE] if len(found) > PAGE else None
    context = {
        **place,
        "versions": flow_words.version_lines(shown, place["version"], older),
        "before": shown[-1].number if older else None,
    }
    return SCREEN.page(request, "versions", context, refused=refused, status=status)


def _do(request: DeskRequest, segment: int, action: Callable[..., object], words: str) -> HttpResponse:
    refused, status = attempt(lambda: action(segment_id=segment or None, by=request.user, at=timezone.now()))
    return _look(request, segment, refused, status) if refused else SCREEN.done(request, words)


def _look(request: DeskRequest, segment: int, refused: str = "", status: int = 200) -> HttpResponse:
    place = _place(segment)
    draft, looked, why = place["draft"], None, ""
    if draft is not None:
        why, _status = attempt(lambda: checked(draft))
    if draft is not None and not why:
        until = timezone.now()
        flow = Flow.of(0, 0, draft)
        looked = preview(place["key"], flow, by=request.user, since=until - timedelta(days=LOOKED_DAYS), until=until)
    names = flow_words.Names()
    told = flow_words.lines(draft, names) if draft is not None else []
    now = flow_words.lines(place["now"], names) if place["now"] is not None else []
    context = {**place, "looked": looked, "days": LOOKED_DAYS, "why_not": why, "lines": told,
               "changes": flow_words.changes(now, told) if draft is not None else []}  # fmt: skip
    return SCREEN.page(request, "preview", context, refused=refused, status=status)


def _page(
    request: DeskRequest, place: dict[str, Any], data: dict[str, Any] | None, refused: str = "", status: int = 200
) -> HttpResponse:
    return SCREEN.page(request, "flow", {**place, **flow_form.context(data)}, refused=refused, status=status)


def _place(segment: int) -> dict[str, Any]:
    """Return whose workflow it is and how it stands. Raises: Segment.DoesNotExist."""
    found = Segment.objects.get(pk=segment) if segment else None
    workflow = workflow_of(segment or None)
    return {
        "segment": segment,
        "key": segment or None,
        "name": found.name if found else _("All other customers"),
        "workflow": workflow,
        "version": workflow.version if workflow else 0,
        "draft": workflow.draft if workflow else None,
        "now": published_of(workflow),
    }
