"""One's own account: name, language, time zone, signature, keys, password."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.actions import agents as actions
from escalera.base.people.models import Agent
from escalera.core.feed.queries import follows_on_reply
from escalera.faces.desk.settings.answering import attempt, ticked, typed
from escalera.faces.desk.settings.frame import frame, said
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

FIELDS = ("name", "language", "time_zone", "signature", "telephone")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show one's account, or change it."""
    if request.method == "GET":
        values = {name: getattr(request.user, name) for name in (*FIELDS, "keys")}
        return _page(request, values)
    values = {**{name: typed(request, name) for name in FIELDS}, "keys": ticked(request, "keys")}
    refused, status = attempt(lambda: actions.edit_oneself(**values, by=request.user, at=timezone.now()))
    if refused:
        return _page(request, values, refused, status)
    with override(values["language"] or None):
        said(request, _("Saved."))
    response = redirect("desk:profile")
    if values["language"]:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, values["language"], samesite="Lax")
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@sensitive_post_parameters("current", "password")
@desk_view
@require_POST
def password(request: DeskRequest) -> HttpResponse:
    """Choose a new password; this session goes on, all others end."""
    done: list[Agent] = []
    refused, status = attempt(
        lambda: done.append(
            actions.change_password(
                by=request.user,
                current=request.POST.get("current", "")[:1000],
                password=request.POST.get("password", "")[:1000],
                at=timezone.now(),
            )
        )
    )
    if refused:
        values = {name: getattr(request.user, name) for name in (*FIELDS, "keys")}
        return _page(request, values, refused, status)
    update_session_auth_hash(request, done[0])
    said(request, _("The password is changed. Everywhere else you are signed out."))
    return redirect("desk:profile")


def _page(request: DeskRequest, values: dict[str, Any], refused: str = "", status: int = 200) -> HttpResponse:
    page = {
        **frame(request, "profile"),
        "values": values,
        "languages": settings.LANGUAGES,
        "zones": sorted(available_timezones()),
        "follows": follows_on_reply(request.user),
        "has_password": request.user.has_usable_password(),
        "refused": refused,
    }
    return render(request, "desk/profile/page.html", page, status=status)
