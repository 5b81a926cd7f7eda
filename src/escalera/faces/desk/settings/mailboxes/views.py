"""Mailboxes: how they do, their servers, and trying them out before anything is saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people import staffing
from escalera.base.people.models import Team
from escalera.base.people.models.helpers import GATE
from escalera.base.refusals import Refusal
from escalera.core.channels import actions, queries
from escalera.core.channels.email import settings as mail_settings
from escalera.core.channels.email.checks import Check, test_channel
from escalera.core.channels.email.diagnosis import plain_words
from escalera.core.channels.models import Channel
from escalera.faces.desk.settings.answering import Screen, attempt
from escalera.faces.desk.settings.mailboxes.forms import Values, settings_of, values_of, values_typed
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("mailboxes", "settings-mailboxes")


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show the mailboxes with how they do."""
    moments = Moments(timezone.now())
    rows = [_row(one, moments) for one in queries.channels_with_positions() if one.kind == "email"]
    return SCREEN.page(request, "page", {"mailboxes": rows})


@sensitive_post_parameters("imap_password", "smtp_password")
@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, mailbox: int | None = None) -> HttpResponse:
    """Show the form of a new mailbox or of one, or save it."""
    found = Channel.objects.get(pk=mailbox, kind="email") if mailbox is not None else None
    if request.method == "GET":
        return _form(request, found, values_of(found))
    values = values_typed(request, found)
    refused, status = attempt(lambda: _save(request, found, values))
    if refused:
        return _form(request, found, values, refused, status)
    return SCREEN.done(request, _("The mailbox is saved."))


@sensitive_post_parameters("imap_password", "smtp_password")
@desk_view
@require_POST
def check(request: DeskRequest, mailbox: int | None = None) -> HttpResponse:
    """Try what is typed out, within ten seconds, without saving or sending anything."""
    if not request.user.may(GATE):
        raise PermissionDenied
    found = Channel.objects.get(pk=mailbox, kind="email") if mailbox is not None else None
    values = values_typed(request, found)
    try:
        trial = Channel(kind="email", address=values["address"], settings=_merged(found, values))
        results = [_result(one) for one in test_channel(trial)]
    except Refusal as refusal:
        results = [{"ok": False, "words": str(refusal), "plain": ""}]
    if request.htmx:
        return render(request, "desk/settings/mailboxes/_results.html", {"results": results})
    return _form(request, found, values, results=results)


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, mailbox: int) -> HttpResponse:
    """Ask, then close the door for good."""
    found = Channel.objects.get(pk=mailbox, kind="email")
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(
            lambda: actions.remove_channel(channel_id=mailbox, by=request.user, at=timezone.now())
        )
        if not refused:
            return SCREEN.done(request, _("The mailbox is removed."))
    words = [
        _("Mail to %(address)s is no longer read, and its passwords are forgotten.") % {"address": found.address},
        _("Tickets and what came in stay. To stop it for a while only, switch it off instead."),
    ]
    heading = _("Remove the mailbox “%(name)s”?") % {"name": found.name}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Remove"), refused=refused, status=status)


def _save(request: DeskRequest, channel: Channel | None, values: Values) -> None:
    given: dict[str, Any] = {
        "name": values["name"],
        "address": values["address"],
        "team": Team.objects.filter(pk=values["team"] or 0).first(),
        "acknowledges": values["acknowledges"],
    }
    settings = settings_of(values, channel)
    at = timezone.now()
    if channel is None:
        kept = {name: value for name, value in settings.items() if value is not None}
        actions.add_channel(**given, settings=kept, by=request.user, at=at)
        return
    changes = {**given, "is_active": values["is_active"], "settings": settings}
    actions.edit_channel(channel_id=channel.pk, by=request.user, at=at, changes=changes)


def _merged(channel: Channel | None, values: Values) -> dict[str, Any]:
    merged = {**(channel.settings if channel is not None else {}), **settings_of(values, channel)}
    return mail_settings.sealed({name: value for name, value in merged.items() if value is not None})


def _result(one: Check) -> dict[str, Any]:
    return {"ok": one.ok, "words": one.words, "plain": "" if one.ok else plain_words(one.words)}


def _row(one: Channel, moments: Moments) -> dict[str, Any]:
    state, tone = _("Not used yet"), ""
    if not one.is_active:
        state = _("Switched off")
    elif one.last_error:
        state, tone = _("In trouble"), "bad"
    elif one.last_ok_at:
        state, tone = _("Working"), "ok"
    return {
        "id": one.pk,
        "name": one.name,
        "address": one.address,
        "team": one.team.name if one.team else _("entrance"),
        "state": state,
        "tone": tone,
        "active": one.is_active,
        "worked": moments.clock(one.last_ok_at) if one.last_ok_at else "",
        "error": one.last_error if one.is_active else "",
        "plain": plain_words(one.last_error) if one.is_active and one.last_error else "",
    }


def _form(
    request: DeskRequest,
    channel: Channel | None,
    values: Values,
    refused: str = "",
    status: int = 200,
    results: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    teams = [
        (team.pk, f"{level.code} {team.name}")
        for level in staffing.ladder()
        for team in level.its_teams  # type: ignore[attr-defined]
    ]
    page = {"mailbox": channel, "values": values, "teams": teams, "results": results or []}
    return SCREEN.page(request, "form", page, refused=refused, status=status)
