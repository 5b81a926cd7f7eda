"""From an empty desk to its first answered ticket, in five steps on one page that follows by itself."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people import staffing
from escalera.base.people.actions import meet
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import Refusal
from escalera.base.settings import actions
from escalera.core.tickets.actions import Content, open_ticket
from escalera.faces.desk.guide.steps import STEPS, guide
from escalera.faces.desk.settings.answering import attempt, ticked, typed
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

KEYS = {key for key, _label, _about in STEPS}


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the guide with its open step."""
    return _page(request)


@desk_view
@require_POST
def company(request: DeskRequest) -> HttpResponse:
    """Take the company's name and colour, and go on."""
    found = guide().company
    at = timezone.now()

    def change() -> None:
        actions.edit_company(
            name=typed(request, "name"),
            color=typed(request, "color") if ticked(request, "colored") else "",
            welcome=found.welcome,
            by=request.user,
            at=at,
        )
        actions.move_guide(step="company", state="done", by=request.user, at=at)

    refused, status = attempt(change)
    return _page(request, refused, status) if refused else redirect("desk:guide")


@desk_view
@require_POST
def move(request: DeskRequest, step: str) -> HttpResponse:
    """Note a step as done or skipped, or open it again; "guide" puts the whole guide away."""
    state = typed(request, "state")
    refused, status = attempt(lambda: actions.move_guide(step=step, state=state, by=request.user, at=timezone.now()))
    if refused:
        return _page(request, refused, status)
    return redirect("desk:inbox" if step == "guide" and state else "desk:guide")


@desk_view
@require_POST
def test_ticket(request: DeskRequest) -> HttpResponse:
    """Open a ticket as if a first customer had written; once, however often it is asked for."""
    _only_keepers(request)
    at = timezone.now()
    try:
        asker = meet(channel="web", address=f"guide-{request.user.pk}", name=_("Your first customer"), at=at)
        open_ticket(
            requester=asker,
            subject=_("Does this really work?"),
            content=Content(_("Hello! I can't sign in since this morning. Can you help me?\n\nThank you!")),
            channel="web",
            key=f"guide-{request.user.pk}",
            at=at,
        )
    except Refusal as refusal:
        return _page(request, str(refusal), 409)
    return redirect("desk:guide")


def _only_keepers(request: DeskRequest) -> None:
    if not request.user.may(SETTINGS):
        raise PermissionDenied


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    _only_keepers(request)
    wanted = request.GET.get("step", "")
    found = guide(reopened=wanted if wanted in KEYS else "")
    now = next((step.key for step in found.steps if step.state == "now"), "")
    page = {
        "section": "guide",
        "guide": found,
        "now": now,
        "here": f"{reverse('desk:guide')}?step={wanted}" if wanted in KEYS else reverse("desk:guide"),
        "color": found.company.color or "#3d4f91",
        "name": "" if found.company.name == "Escalera" and not found.company.guide else found.company.name,
        "refused": refused,
    }
    if now == "people":
        page["levels"] = [
            {"code": one.code, "name": one.name, "glyph": glyph(one.order), "teams": one.its_teams}  # type: ignore[attr-defined]
            for one in staffing.ladder()
        ]
    if now == "ticket":
        page["portal"] = request.build_absolute_uri("/help/contact/")
    inside = request.htmx and request.htmx.target == "guide"
    return render(request, f"desk/guide/{'_steps' if inside else 'page'}.html", page, status=status)
