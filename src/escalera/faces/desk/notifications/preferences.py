"""How a person wants to be told: what, on which ways, and when not."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.core.notifications import actions, queries
from escalera.core.notifications.actions.choosing import Choices
from escalera.core.notifications.choices import ALWAYS, URGENT, LockScreen, NoticeKind, Rhythm, Wanted, Way
from escalera.core.notifications.models import PushSubscription
from escalera.core.notifications.policies import calendar_of
from escalera.faces.desk.notifications.presenter import quiet_words
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of

SESSION_NOTE = "notices_kept"


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the choices, and keep those that were made."""
    if request.method == "GET":
        return _page(request, said=_("Kept.") if request.session.pop(SESSION_NOTE, False) else "")
    try:
        actions.choose(choices=_choices(request), by=request.user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, refused=str(refusal), status=status_of(refusal))
    request.session[SESSION_NOTE] = True
    return redirect("desk:notices-preferences")


@desk_view
@require_POST
def quiet(request: DeskRequest) -> HttpResponse:
    """Let nothing ring for an hour or until tomorrow, or let it ring again."""
    now = timezone.now()
    until = {"hour": now + timedelta(hours=1), "tomorrow": _tomorrow(now)}.get(request.POST.get("for", ""))
    actions.be_quiet(until=until, by=request.user, at=now)
    return redirect("desk:notices-preferences")


def _tomorrow(now: datetime) -> datetime:
    """The next day begins at six: who works late wants to be left alone this night, not this minute."""
    local = timezone.localtime(now)
    return datetime.combine(local.date() + timedelta(days=1), time(6), tzinfo=local.tzinfo)


def _choices(request: DeskRequest) -> Choices:
    given = request.POST
    kinds = {
        kind: Wanted(*(f"{kind}.{way}" in given for way in (Way.APP, Way.PUSH, Way.MAIL)))
        for kind in queries.kinds_for(request.user)
    }
    try:
        clock = time.fromisoformat(given.get("daily", "09:00"))
    except ValueError:
        raise BadInput(_("Choose an hour of the day.")) from None
    return Choices(
        rhythm=given.get("rhythm", ""),
        daily_min=clock.hour * 60 + clock.minute,
        lock_screen=given.get("lock_screen", ""),
        only_working_hours="only_working_hours" in given,
        urgent_always="urgent_always" in given,
        kinds={str(kind): wanted for kind, wanted in kinds.items()},
    )


def _page(request: DeskRequest, *, said: str = "", refused: str = "", status: int = 200) -> HttpResponse:
    now = Moments(timezone.now())
    reach = queries.reach_of(request.user)
    calendar = calendar_of(request.user)
    page = {
        "section": "notices",
        "said": said,
        "refused": refused,
        "ways": [{"key": way, "label": way.label} for way in Way],
        "kinds": _kinds(request.user),
        "rhythms": _options(Rhythm, reach.rhythm),
        "daily": f"{reach.daily_min // 60:02}:{reach.daily_min % 60:02}",
        "lock_screens": _options(LockScreen, reach.lock_screen),
        "reach": reach,
        "hours": calendar.name if calendar else "",
        "quiet": quiet_words(reach, now),
        "browsers": [_browser(one, now) for one in queries.browsers_of(request.user)],
    }
    return render(request, "desk/notifications/preferences.html", page, status=status)


def _kinds(agent: Agent) -> list[dict[str, Any]]:
    wanted = queries.wanted_by(agent)
    return [_kind(kind, wanted[kind]) for kind in queries.kinds_for(agent)]


def _kind(kind: str, wanted: Wanted) -> dict[str, Any]:
    words = NoticeKind(kind)
    boxes = zip(Way, wanted.ways, strict=True)
    return {
        "key": kind,
        "label": words.label,
        "urgent": words in URGENT,
        "always": words in ALWAYS,
        "boxes": [{"name": f"{kind}.{way}", "label": way.label, "on": on} for way, on in boxes],
    }


def _options(choices: type[Rhythm] | type[LockScreen], chosen: str) -> list[dict[str, Any]]:
    return [{"value": one.value, "label": one.label, "on": one.value == chosen} for one in choices]


def _browser(one: PushSubscription, moments: Moments) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.browser or _("A browser"),
        "endpoint": one.endpoint_hash,
        "since": moments.clock(one.created_at),
        "worked": moments.clock(one.worked_at) if one.worked_at else "",
        "trouble": one.trouble,
    }
