"""The ladder: its levels from the lowest up."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people import staffing
from escalera.base.people.actions import ladder as actions
from escalera.base.people.models import Level
from escalera.core.ladder.actions import set_moves
from escalera.core.ladder.queries import moves
from escalera.faces.desk.settings.answering import Screen, attempt, keys, number, ticked, typed
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("levels", "settings-levels")
UNITS = {"min": 1, "h": 60}  # no days: a day of work is as long as each team's calendar says


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest) -> HttpResponse:
    """Show the ladder; a POST adds a level on top."""
    if request.method == "GET":
        return _list(request)
    refused, status = attempt(
        lambda: actions.add_level(
            name=typed(request, "name"), accept_within_min=_minutes(request), by=request.user, at=timezone.now()
        )
    )
    if refused:
        return _list(request, {"name": typed(request, "name")}, refused, status)
    return SCREEN.done(request, _("The level is on the ladder. It needs a team to take tickets."))


@desk_view
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, level: int) -> HttpResponse:
    """Show one level, or change it."""
    found = Level.objects.get(pk=level)
    if request.method == "GET":
        return _form(request, found, *in_unit(found.accept_within_min))
    refused, status = attempt(
        lambda: actions.edit_level(
            level_id=level,
            name=typed(request, "name"),
            accept_within_min=_minutes(request),
            own_within_min=_target(request, "own"),
            stay_within_min=_target(request, "stay"),
            by=request.user,
            at=timezone.now(),
        )
    )
    if refused:
        found.name = typed(request, "name")
        return _form(request, found, typed(request, "wait"), typed(request, "unit"), refused, status)
    return SCREEN.done(request, _("The level is saved."))


@desk_view
@require_POST
def move(request: DeskRequest, level: int) -> HttpResponse:
    """Let a level change places with its neighbour above or below."""
    order = list(Level.objects.order_by("order").values_list("pk", flat=True))
    place = order.index(level) if level in order else 0
    other = place + (1 if ticked(request, "up") else -1)
    if level in order and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    refused, status = attempt(lambda: actions.reorder_levels(order=order, by=request.user, at=timezone.now()))
    return (
        _list(request, refused=refused, status=status)
        if refused
        else SCREEN.done(request, _("The order is changed."))
    )


@desk_view
@require_POST
def steps(request: DeskRequest, level: int) -> HttpResponse:
    """Say to which levels tickets may go from here."""
    to = keys(request, "to")
    refused, status = attempt(lambda: set_moves(level_id=level, to=to, by=request.user, at=timezone.now()))
    if refused:
        found = Level.objects.get(pk=level)
        return _form(request, found, *in_unit(found.accept_within_min), refused, status)
    return SCREEN.done(request, _("The allowed steps are saved."))


@desk_view
@require_POST
def archive(request: DeskRequest, level: int) -> HttpResponse:
    """Offer a level nowhere any more, or bring it back."""
    back = ticked(request, "back")
    refused, status = attempt(
        lambda: actions.archive_level(level_id=level, back=back, by=request.user, at=timezone.now())
    )
    if refused:
        found = Level.objects.get(pk=level)
        return _form(request, found, *in_unit(found.accept_within_min), refused, status)
    return SCREEN.done(
        request, _("The level is back.") if back else _("The level is archived. You can bring it back.")
    )


@desk_view
@require_http_methods(["GET", "POST"])
def remove(request: DeskRequest, level: int) -> HttpResponse:
    """Ask, then delete a level on which nothing ever stood."""
    found = Level.objects.get(pk=level)
    refused, status = "", 200
    if request.method == "POST":
        refused, status = attempt(lambda: actions.remove_level(level_id=level, by=request.user, at=timezone.now()))
        if not refused:
            return SCREEN.done(request, _("The level is deleted."))
    words = [_("The level goes for good. Levels on which tickets stood can only be archived.")]
    heading = _("Delete the level “%(level)s”?") % {"level": found}
    return SCREEN.confirm(request, heading=heading, words=words, action=_("Delete"), refused=refused, status=status)


def _list(
    request: DeskRequest, values: dict[str, Any] | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    levels = staffing.ladder(archived=True)
    rows = [_row(level, place, len(levels)) for place, level in enumerate(levels)]
    return SCREEN.page(
        request,
        "page",
        {"levels": list(reversed(rows)), "values": values or {}, "units": _units()},
        refused=refused,
        status=status,
    )


def _row(level: Any, place: int, count: int) -> dict[str, Any]:
    return {
        "id": level.pk,
        "code": level.code,
        "name": level.name,
        "glyph": glyph(level.order),
        "wait": wait_words(level.accept_within_min),
        "teams": [team.name for team in level.its_teams if team.archived_at is None],
        "archived": level.archived_at is not None,
        "first": place == 0,
        "last": place == count - 1,
    }


def wait_words(minutes: int) -> str:
    """Return how long an offer waits: "45 min", "4 h"."""
    amount, unit = in_unit(minutes)
    return f"{amount} {unit}"


def in_unit(minutes: int) -> tuple[str, str]:
    """Return minutes as an amount of the largest unit that divides them: ("4", "h")."""
    unit = next(u for u in ("h", "min") if minutes % UNITS[u] == 0)
    return str(minutes // UNITS[unit]), unit


def _target(request: DeskRequest, name: str) -> int | None:
    """Return a target in working minutes; None if its field is empty. Raises: BadInput."""
    text = typed(request, name)
    if not text:
        return None
    return number(text, what=_("Target")) * UNITS.get(typed(request, f"{name}-unit"), 1)


def _targets(request: DeskRequest, level: Level, *, again: bool) -> list[dict[str, str]]:
    """Return the fields of the default targets; `again`: as they were typed."""
    rows = (
        ("own", _("Somebody has it within"), level.own_within_min),
        ("stay", _("It stays at most"), level.stay_within_min),
    )
    found = []
    for name, label, minutes in rows:
        amount, unit = in_unit(minutes) if minutes else ("", "h")
        if again:
            amount, unit = typed(request, name), typed(request, f"{name}-unit")
        found.append({"name": name, "label": label, "amount": amount, "unit": unit})
    return found


def _steps(level: Level) -> list[tuple[int, str, bool]]:
    """Return the other levels, and whether tickets may go there from this one."""
    allowed = moves().get(level.pk, [])
    others = Level.objects.filter(archived_at__isnull=True).exclude(pk=level.pk)
    return [(one.pk, str(one), one.pk in allowed) for one in others]


def _minutes(request: DeskRequest) -> int:
    wait = number(typed(request, "wait"), what=_("Time to accept"))
    return wait * UNITS.get(typed(request, "unit"), 1)


def _units() -> list[tuple[str, str]]:
    return [("min", _("minutes")), ("h", _("hours"))]


def _form(
    request: DeskRequest, level: Level, wait: str, unit: str, refused: str = "", status: int = 200
) -> HttpResponse:
    again = bool(refused) and "name" in request.POST
    page = {
        "level": level,
        "wait": wait,
        "unit": unit,
        "units": _units(),
        "targets": _targets(request, level, again=again),
        "others": _steps(level),
    }
    return SCREEN.page(request, "form", page, refused=refused, status=status)
