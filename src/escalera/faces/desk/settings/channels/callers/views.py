"""What callers of one number hear: the form, its buttons, and the outline beside it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalera.base.people.models.helpers import GATE
from escalera.core.channels import actions
from escalera.core.channels.models import Channel
from escalera.faces.desk.settings.answering import Screen, attempt
from escalera.faces.desk.settings.channels.callers.changing import change
from escalera.faces.desk.settings.channels.callers.checking import Faults, faults_of
from escalera.faces.desk.settings.channels.callers.draft import Draft, draft_of, draft_typed
from escalera.faces.desk.settings.channels.callers.naming import ways_of
from escalera.faces.desk.settings.channels.callers.presenter import heard_of, known_codes, page_of
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("channels", "settings-channels")
KIND = "voice"
UNPROCESSABLE = 422


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, channel: int) -> HttpResponse:
    """Show the form; do what one of its buttons says, or save."""
    if not request.user.may(GATE):
        raise PermissionDenied
    found = Channel.objects.get(pk=channel)
    if found.kind != KIND:
        raise Http404
    if request.method == "GET":
        return _form(request, found, draft_of(found), {})
    draft, do = draft_typed(request.POST, found), request.POST.get("do", "")[:60]
    if do == "save":
        return _save(request, found, draft)
    if do == "hear" and request.htmx:
        return render(request, "desk/settings/channels/callers/_heard.html", _whole(found, heard_of(found, draft)))
    return _form(request, found, draft, {}, focus=change(draft, do))


def _save(request: DeskRequest, channel: Channel, draft: Draft) -> HttpResponse:
    faults = faults_of(draft, known_codes(ways_of(channel, draft)))
    if faults:
        return _form(request, channel, draft, faults, status=UNPROCESSABLE)
    refused, status = attempt(
        lambda: actions.edit_channel(
            channel_id=channel.pk, by=request.user, at=timezone.now(), changes={"settings": draft.settings()}
        )
    )
    if refused:
        return _form(request, channel, draft, {}, refused=refused, status=status)
    return SCREEN.done(request, _("What callers hear is saved."), "settings-callers", channel.pk)


def _form(
    request: DeskRequest,
    channel: Channel,
    draft: Draft,
    faults: Faults,
    *,
    focus: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    page = _whole(channel, page_of(channel, draft, faults, focus))
    if request.htmx:
        return render(request, "desk/settings/channels/callers/_rows.html", page)
    return SCREEN.page(request, "callers/page", page, refused=refused or page["count"], status=status)


def _whole(channel: Channel, page: dict[str, Any]) -> dict[str, Any]:
    return {"channel": channel, "here": reverse("desk:settings-callers", args=[channel.pk]), **page}
