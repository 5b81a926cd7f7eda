"""Channels of every kind: how they do, their settings, and what each can carry."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people import staffing
from escalera.base.people.models.helpers import GATE
from escalera.core.channels import actions, overview
from escalera.core.channels.actions.asking import hook_url
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import ChannelKind, all_kinds, kind_of
from escalera.faces.desk.settings.answering import Screen, attempt
from escalera.faces.desk.settings.channels import carried
from escalera.faces.desk.settings.channels.forms import Values, changes_of, field_rows, values_of, values_typed
from escalera.faces.desk.settings.channels.presenter import health_of, on_a_site, row_of
from escalera.faces.desk.shared.looks import channel_icon
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("channels", "settings-channels")
MAIL = "email"  # its form is its own
CALLS = "voice"  # what callers hear is on a page of its own


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show all channels with how they do."""
    _only_keepers(request)
    now = timezone.now()
    rows = [row_of(state, Moments(now)) for state in overview.channel_states(request.user, now=now)]
    return SCREEN.page(request, "page", {"channels": rows})


@desk_view
@require_GET
def capabilities(request: DeskRequest) -> HttpResponse:
    """Show what each kind can carry."""
    return SCREEN.page(request, "capabilities", {"heads": carried.heads(), "rows": carried.rows()})


@desk_view
@require_GET
def choose(request: DeskRequest) -> HttpResponse:
    """Ask which kind a new channel is of."""
    kinds = sorted(all_kinds(), key=lambda kind: str(kind.label).lower())
    doors = [
        {
            "url": reverse("desk:settings-mailbox-new")
            if kind.kind == MAIL
            else reverse("desk:settings-channel-add", args=[kind.kind]),
            "icon": channel_icon(kind.kind),
            "label": kind.label,
            "about": kind.about,
        }
        for kind in kinds
    ]
    return SCREEN.page(request, "new", {"doors": doors})


@sensitive_post_parameters()
@desk_view
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, kind: str) -> HttpResponse:
    """Show the form of a new channel, or open it and go on to where it is set up at the provider."""
    sort = _kind(kind)
    if request.method == "GET":
        return _form(request, sort, None, values_of(None, sort))
    values = values_typed(request, sort)
    made: list[Channel] = []
    refused, status = attempt(
        lambda: made.append(
            actions.add_channel(
                kind=sort.kind, by=request.user, at=timezone.now(), **changes_of(request, sort, values)
            )
        )
    )
    if refused:
        return _form(request, sort, None, values, refused, status)
    return SCREEN.done(request, _("The channel is added."), "settings-channel", made[0].pk)


@sensitive_post_parameters()
@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, channel: int) -> HttpResponse:
    """Show one channel with how it does, or save its settings."""
    _only_keepers(request)
    found = Channel.objects.get(pk=channel)
    sort = _kind(found.kind)
    if request.method == "GET":
        return _form(request, sort, found, values_of(found, sort))
    if found.kind == MAIL:
        return redirect("desk:settings-mailbox", found.pk)
    values = values_typed(request, sort)
    refused, status = attempt(
        lambda: actions.edit_channel(
            channel_id=found.pk, by=request.user, at=timezone.now(), changes=changes_of(request, sort, values)
        )
    )
    if refused:
        return _form(request, sort, found, values, refused, status)
    return SCREEN.done(request, _("The channel is saved."), "settings-channel", found.pk)


@desk_view
@require_POST
def check(request: DeskRequest, channel: int) -> HttpResponse:
    """Ask the provider now, and show what it says."""
    refused, status = attempt(lambda: actions.try_connection(channel_id=channel, by=request.user, at=timezone.now()))
    return _again(request, channel, refused, status, _("The provider was asked."))


@desk_view
@require_POST
def connect(request: DeskRequest, channel: int) -> HttpResponse:
    """Tell the provider where to call."""
    words: list[str] = []
    refused, status = attempt(
        lambda: words.append(actions.connect_channel(channel_id=channel, by=request.user, at=timezone.now()))
    )
    return _again(request, channel, refused, status, words[0] if words else "")


@desk_view
@require_POST
def turn(request: DeskRequest, channel: int) -> HttpResponse:
    """Switch it off or on."""
    on = request.POST.get("to") == "on"
    verb = actions.resume_channel if on else actions.pause_channel
    refused, status = attempt(lambda: verb(channel_id=channel, by=request.user, at=timezone.now()))
    said = _("The channel is switched on.") if on else _("The channel is switched off.")
    return _again(request, channel, refused, status, said)


@desk_view
@require_POST
def rotate(request: DeskRequest, channel: int) -> HttpResponse:
    """Make a new webhook address, or let nothing old count any more."""
    ends = request.POST.get("what") == "end"
    verb = actions.end_overlap if ends else actions.rotate_hook
    refused, status = attempt(lambda: verb(channel_id=channel, by=request.user, at=timezone.now()))
    said = _("Only what is new counts now.") if ends else _("The new address counts now, the old one for a day more.")
    return _again(request, channel, refused, status, said)


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, channel: int) -> HttpResponse:
    """Ask, then close the door for good."""
    _only_keepers(request)
    found = Channel.objects.get(pk=channel)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.remove_channel(channel_id=channel, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The channel is removed."))
    words = [
        _("Nothing comes in or leaves by it any more, and its secrets are forgotten."),
        _("Tickets and what came in stay. To stop it for a while only, switch it off instead."),
    ]
    heading = _("Remove the channel “%(name)s”?") % {"name": found.name}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Remove"), refused=refused, status=status)


def _only_keepers(request: DeskRequest) -> None:
    if not request.user.may(GATE):
        raise PermissionDenied


def _kind(code: str) -> ChannelKind:
    if (kind := kind_of(code)) is None:
        raise Http404(code)
    return kind


def _again(request: DeskRequest, channel: int, refused: str, status: int, said: str) -> HttpResponse:
    if refused:
        found = Channel.objects.get(pk=channel)
        sort = _kind(found.kind)
        return _form(request, sort, found, values_of(found, sort), refused, status)
    return SCREEN.done(request, said, "settings-channel", channel)


def _form(
    request: DeskRequest,
    kind: ChannelKind,
    channel: Channel | None,
    values: Values,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    teams = [
        (team.pk, f"{level.code} {team.name}")
        for level in staffing.ladder()
        for team in level.its_teams  # type: ignore[attr-defined]
    ]
    page: dict[str, Any] = {
        "kind": kind,
        "icon": channel_icon(kind.kind),
        "channel": channel,
        "values": values,
        "fields": field_rows(kind, values, channel),
        "teams": teams,
        "is_mail": kind.kind == MAIL,
    }
    if channel is not None and request.user.may(GATE):
        now = timezone.now()
        page["health"] = health_of(overview.channel_state(channel.pk, request.user, now=now), Moments(now))
        page["hook_url"] = hook_url(channel) if kind.hook else ""
        page["line"], page["own_page"] = on_a_site(channel)
        page["callers_url"] = reverse("desk:settings-callers", args=[channel.pk]) if kind.kind == CALLS else ""
        page["can_check"] = kind.probe is not None
        page["can_connect"] = kind.connect is not None and kind.hook
    return SCREEN.page(request, "one", page, refused=refused, status=status)
