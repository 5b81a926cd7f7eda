"""Why tickets wait, and which clocks stand still meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.core.clocks.choices import ClockKind
from escalera.core.tickets.actions import keeping_classes as actions
from escalera.core.tickets.classes import reasons
from escalera.core.tickets.models import WAITING, Status, WaitReason
from escalera.faces.desk.settings.answering import Screen, attempt, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("waits", "settings-waits")
STATUSES = (*WAITING, Status.SCHEDULED)


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the reasons by what the ticket waits for; a POST adds one."""
    if request.method == "GET":
        return _list(request)
    refused, status = attempt(lambda: _save(request, "", typed(request, "status")))
    if refused:
        return _list(request, refused, status)
    return SCREEN.done(request, _("The reason is there."))


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, reason: str) -> HttpResponse:
    """Show one reason, or change it."""
    found = WaitReason.objects.get(code=reason)
    if request.method == "GET":
        return _form(request, found)
    refused, status = attempt(lambda: _save(request, found.code, found.status))
    if refused:
        return _form(request, found, refused, status)
    return SCREEN.done(request, _("The reason is saved. What waits already goes on as it began."))


@desk_view
@require_POST
def move(request: DeskRequest, reason: str) -> HttpResponse:
    """Let a reason change places with its neighbour of the same status: the first counts when nobody says why."""
    order = [one.code for one in reasons(every=True)]
    same = [one.code for one in reasons() if one.status == WaitReason.objects.get(code=reason).status]
    place = same.index(reason) if reason in same else 0
    other = place + (-1 if ticked(request, "up") else 1)
    if reason in same and 0 <= other < len(same):
        here, there = order.index(reason), order.index(same[other])
        order[here], order[there] = order[there], order[here]
    refused, status = attempt(lambda: actions.order_wait_reasons(order=order, by=request.user, at=timezone.now()))
    if refused:
        return _list(request, refused, status)
    return SCREEN.done(request, _("The order is changed."))


@desk_view
@require_POST
def archive(request: DeskRequest, reason: str) -> HttpResponse:
    """Offer a reason nowhere any more, or bring it back."""
    back = ticked(request, "back")
    refused, status = attempt(
        lambda: actions.archive_wait_reason(code=reason, back=back, by=request.user, at=timezone.now())
    )
    if refused:
        return _form(request, WaitReason.objects.get(code=reason), refused, status)
    return SCREEN.done(request, _("The reason is back.") if back else _("The reason is archived."))


def _save(request: DeskRequest, code: str, status: str) -> None:
    pauses = [key for key in request.POST.getlist("pauses")[:20] if key in ClockKind.values]
    actions.save_wait_reason(
        code=code, name=typed(request, "name"), status=status, pauses=pauses, by=request.user, at=timezone.now()
    )


def _list(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    rows = reasons(every=True)
    groups = [
        {"key": key.value, "label": key.label, "rows": _rows([one for one in rows if one.status == key])}
        for key in STATUSES
    ]
    context = {
        "reason_groups": groups,
        "statuses": [(key.value, key.label) for key in STATUSES],
        "given": {"name": typed(request, "name"), "status": typed(request, "status")},
        "clocks": _clocks(request.POST.getlist("pauses")),
    }
    return SCREEN.page(request, "page", context, refused=refused, status=status)


def _rows(found: list[WaitReason]) -> list[dict[str, Any]]:
    offered = [one for one in found if one.archived_at is None]
    return [
        {
            "code": one.code,
            "name": str(one),
            "pauses": ", ".join(str(ClockKind(key).label) for key in one.pauses if key in ClockKind.values),
            "archived": one.archived_at is not None,
            "own": bool(offered) and one.pk == offered[0].pk,
            "last": bool(offered) and one.pk == offered[-1].pk,
        }
        for one in found
    ]


def _clocks(chosen: list[str]) -> list[tuple[str, Any, bool]]:
    return [(key, label, key in chosen) for key, label in ClockKind.choices]


def _form(request: DeskRequest, one: WaitReason, refused: str = "", status: int = 200) -> HttpResponse:
    name, pauses = str(one), list(one.pauses)
    if refused and "name" in request.POST:
        name, pauses = typed(request, "name"), request.POST.getlist("pauses")
    context = {"reason": one, "name": name, "status": one.get_status_display(), "clocks": _clocks(pauses)}
    return SCREEN.page(request, "form", context, refused=refused, status=status)
