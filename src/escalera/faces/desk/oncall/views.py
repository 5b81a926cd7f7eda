"""Being on call: my pages, who is on call now, my shifts, taking and swapping spans, an address for my calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.people.models import Agent
from escalera.base.people.staffing import helpers
from escalera.base.refusals import BadInput, Refusal
from escalera.core.oncall import actions, queries
from escalera.core.oncall.actions import Span
from escalera.core.oncall.looking_ahead import coming
from escalera.core.oncall.policies import may_arrange
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.oncall import presenter
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view, status_of

NEW_ADDRESS = "oncall_address"


@desk_view
@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """Show everything about being on call; the live part alone, if a page asks for it."""
    return _page(request)


@desk_view
@beside_ticket
@require_GET
def presses(request: DeskRequest, number: int) -> HttpResponse:
    """Say what will press next on a ticket, and who is paged for it."""
    ticket = find_ticket(request.user, number)
    moments = Moments(timezone.now())
    shown = {
        "number": number,
        "presses": presenter.press_rows(coming(ticket.pk), moments) if ticket.is_open else [],
        "paged": presenter.paged_rows(queries.pages_of_ticket(ticket.pk), moments),
    }
    return render(request, "desk/oncall/_presses.html", shown)


@desk_view
@require_POST
def acknowledge(request: DeskRequest, number: int) -> HttpResponse:
    """Answer a page."""
    return _done(request, lambda: actions.acknowledge(page_id=number, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def pass_on(request: DeskRequest, number: int) -> HttpResponse:
    """Let the next person be called."""
    return _done(request, lambda: actions.pass_on(page_id=number, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def take(request: DeskRequest) -> HttpResponse:
    """Take a span, or give it to somebody."""

    def deed() -> object:
        span = Span(_key(request, "layer"), _moment(request, "since"), _moment(request, "until"))
        key = request.POST.get("agent", "")
        agent = Agent.objects.get(pk=_key(request, "agent"), is_active=True) if key else request.user
        return actions.take_span(span=span, agent=agent, by=request.user, at=timezone.now())

    return _done(request, deed)


@desk_view
@require_POST
def end(request: DeskRequest, number: int) -> HttpResponse:
    """Give a span back."""
    return _done(request, lambda: actions.end_span(override_id=number, by=request.user, at=timezone.now()))


@desk_view
@require_POST
def swap(request: DeskRequest) -> HttpResponse:
    """Ask somebody to swap shifts."""

    def deed() -> object:
        mine, theirs = _span(request.POST.get("mine", "")), _span(request.POST.get("theirs", ""))
        return actions.ask_swap(mine=mine, theirs=theirs, by=request.user, at=timezone.now())

    return _done(request, deed)


@desk_view
@require_POST
def answer(request: DeskRequest, pair: int) -> HttpResponse:
    """Agree to a swap, or not."""
    agree = request.POST.get("do") == "agree"
    return _done(
        request, lambda: actions.answer_swap(pair=pair, agree=agree, by=request.user, at=timezone.now())
    )  # fmt: skip


@desk_view
@require_POST
def address(request: DeskRequest) -> HttpResponse:
    """Make a secret address for one's calendar, or end it. `rotation`: of a whole rotation."""
    key = request.POST.get("rotation", "")
    rotation = next((one for one in queries.rotations() if str(one.pk) == key), None)
    if request.POST.get("do") == "end":
        actions.end_feed(by=request.user, rotation=rotation)
    else:
        token = actions.make_feed(by=request.user, rotation=rotation, at=timezone.now())
        path = reverse("desk:oncall-shifts", args=[token])
        request.session[NEW_ADDRESS] = f"{settings.BASE_URL}{path}"
    return redirect(f"{reverse('desk:oncall')}#address")


def _done(request: DeskRequest, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return _page(request, str(refusal), status_of(refusal))
    return _page(request) if request.htmx else redirect("desk:oncall")


def _page(request: DeskRequest, refused: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    moments = Moments(now)
    since, until = presenter.looked_at(now)
    rosters = queries.rosters(since, until)
    mine = [row for row in queries.my_shifts_in(rosters, request.user, since, until) if row[2].until > now]
    asked = queries.asked_of(request.user, now)
    calls, _next = queries.pages_of(request.user, limit=10)
    shown: dict[str, Any] = {
        "section": "oncall",
        "refused": refused,
        "ringing": presenter.ringing_rows(queries.ringing_for(request.user, now), request.user, moments),
        "rotations": presenter.now_rows(rosters, moments),
        "shifts": presenter.my_rows(mine, rosters, request.user, moments),
        "asked": presenter.asked_rows(asked, queries.halves_of(one.pair for one in asked), moments),
        "pages": presenter.page_rows([one for one in calls if one.page.state != "open"], moments),
        "layers": [(layer.pk, f"{one.rotation.name} · {layer.name}") for one in rosters for layer in one.layers.values()],
        "zone": str(moments.zone),
    }  # fmt: skip
    if request.htmx and request.htmx.target == "oncall":
        return render(request, "desk/oncall/_now.html", shown, status=status)
    feeds = queries.feeds_of(request.user)
    shown |= {
        "people": helpers() if may_arrange(request.user) else [],
        "has_feed": bool(feeds),
        "calendars": [(one.rotation.pk, one.rotation.name, one.rotation.pk in feeds) for one in rosters],
        "own_feed": None in feeds,
        "new_address": request.session.pop(NEW_ADDRESS, "") if NEW_ADDRESS in request.session else "",
        "manages": request.user.may("settings.manage"),
    }
    return render(request, "desk/oncall/page.html", shown, status=status)


def _key(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise BadInput(_("Choose one of what is offered."))
    return int(text)


def _moment(request: DeskRequest, name: str) -> datetime:
    """Read a moment on the reader's own clock."""
    return _read_moment(request.POST.get(name, ""))


def _read_moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        raise BadInput(_("Choose a day and an hour.")) from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.get_current_timezone())


def _span(text: str) -> Span:
    parts = text[:120].split("|")
    if len(parts) != 3 or not (parts[0].isascii() and parts[0].isdecimal()):
        raise BadInput(_("Choose one of what is offered."))
    return Span(int(parts[0][:17]), _read_moment(parts[1]), _read_moment(parts[2]))
