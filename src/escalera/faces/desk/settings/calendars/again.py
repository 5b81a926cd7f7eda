"""Measuring again what ran by a calendar: for a holiday that was noticed late. The past changes only on purpose."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from escalera.base.calendars.models import Calendar
from escalera.core.clocks.actions import MOST_TICKETS, remeasure, running_by_calendar
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("calendars", "settings-calendars")


@desk_view
@require_http_methods(["GET", "POST"])
def show(request: DeskRequest, calendar: int) -> HttpResponse:
    """Say what it does and to how many tickets; with a reason, do it, page by page."""
    found = Calendar.objects.get(pk=calendar)
    done = [0]

    def change() -> None:
        after = 0
        while numbers := running_by_calendar(found.pk, after=after):
            reason = typed(request, "reason")
            done[0] += remeasure(ticket_ids=numbers, reason=reason, by=request.user, at=timezone.now())
            after = numbers[-1]

    refused, status = attempt(change) if request.method == "POST" else ("", 200)
    if request.method == "POST" and not refused:
        words = ngettext(
            "The clocks of %(n)d ticket are measured again.",
            "The clocks of %(n)d tickets are measured again.",
            done[0],
        )
        return SCREEN.done(request, words % {"n": done[0]}, "settings-days", found.pk)
    running = len(running_by_calendar(found.pk))
    page = {
        "calendar": found,
        "running": _("%(n)d or more") % {"n": MOST_TICKETS} if running == MOST_TICKETS else str(running),
        "any": running > 0,
        "reason": typed(request, "reason"),
    }
    return SCREEN.page(request, "again", page, refused=refused, status=status)
