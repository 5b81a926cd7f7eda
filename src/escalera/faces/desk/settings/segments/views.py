"""Segments: groups of customers."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people import staffing
from escalera.base.people.actions import segments as actions
from escalera.base.people.models import Segment
from escalera.core.workflows.models import Workflow
from escalera.core.workflows.queries import all_workflows, flows
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("segments", "settings-segments")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the segments, and how far the workflow of each is."""
    workflows = {one.segment_id: one for one in all_workflows()}
    found = staffing.segments()
    for one in found:
        workflow = workflows.get(one.pk)
        one.served = _served(workflow, one.may_ask_higher)  # type: ignore[attr-defined]
    return SCREEN.page(request, "page", {"segments": found, "others": _served(workflows.get(None), False)})


def _served(workflow: Workflow | None, flag: bool) -> dict[str, object]:
    if workflow is None:
        return {"version": 0, "is_draft": False, "higher": flag}
    own = flows().by_segment.get(workflow.segment_id) if workflow.segment_id else None
    return {
        "version": workflow.version,
        "is_draft": workflow.draft is not None,
        "higher": bool(own.may_ask_higher) if own else flag,
    }


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, segment: int | None = None) -> HttpResponse:
    """Show the form of a new segment or of one, or save it."""
    found = Segment.objects.get(pk=segment) if segment is not None else None
    page = {"segment": found, "name": found.name if found else "", "higher": found.may_ask_higher if found else False}
    if request.method == "GET":
        return SCREEN.page(request, "form", page)
    name, higher = typed(request, "name"), ticked(request, "may_ask_higher")
    refused, status = attempt(
        lambda: actions.save_segment(
            name=name, may_ask_higher=higher, segment_id=segment, by=request.user, at=timezone.now()
        )
    )
    if refused:
        return SCREEN.page(request, "form", {**page, "name": name, "higher": higher}, refused=refused, status=status)
    return SCREEN.done(request, _("The segment is saved."))


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, segment: int) -> HttpResponse:
    """Ask, saying how many it concerns, then delete."""
    found = next(one for one in staffing.segments() if one.pk == Segment.objects.get(pk=segment).pk)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.remove_segment(segment_id=segment, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The segment is deleted."))
    count = found.contacts + found.organizations  # type: ignore[attr-defined]
    words = [
        ngettext(
            "%(count)d customer belongs to it and will belong to none.",
            "%(count)d customers belong to it and will belong to none.",
            count,
        )
        % {"count": count}
    ]
    heading = _("Delete the segment “%(segment)s”?") % {"segment": found.name}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Delete"), refused=refused, status=status)
