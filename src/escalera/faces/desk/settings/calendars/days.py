"""The days that are otherwise: typed, out of an iCal file, or a country's public holidays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.calendars import actions, queries
from escalera.base.calendars.ical import LARGEST, FoundDays, read_days
from escalera.base.calendars.models import Calendar
from escalera.base.calendars.public import countries, public_days, regions
from escalera.base.refusals import Refusal
from escalera.faces.desk.settings.answering import Screen, attempt, typed
from escalera.faces.desk.settings.calendars.forms import day_typed, week_read
from escalera.faces.desk.settings.calendars.year import place_words
from escalera.faces.desk.shared.pages import DeskRequest, desk_view

SCREEN = Screen("calendars", "settings-calendars")
AHEAD = 3  # years of holidays that are taken at once


@desk_view
@require_GET
def show(request: DeskRequest, calendar: int) -> HttpResponse:
    """Show one year's days; with `country`, what would be taken from there."""
    return _page(request, Calendar.objects.get(pk=calendar))


@desk_view
@require_POST
def add(request: DeskRequest, calendar: int) -> HttpResponse:
    """Make one day, or several in a row, otherwise."""

    def change() -> None:
        first = day_typed(typed(request, "day"))
        last = day_typed(typed(request, "last")) if typed(request, "last") else first
        pair = (typed(request, "from"), typed(request, "to"))
        hours = week_read([[pair]])[0] if any(pair) else []
        for n in range(min((last - first).days, 60) + 1):
            actions.set_day(
                calendar_id=calendar,
                day=first + timedelta(days=n),
                name=typed(request, "name"),
                hours=hours,
                by=request.user,
                at=timezone.now(),
            )

    return _answer(request, calendar, *attempt(change), _("The day is set."))


@desk_view
@require_POST
def clear(request: DeskRequest, calendar: int) -> HttpResponse:
    """Let a day be like its weekday again."""
    refused, status = attempt(
        lambda: actions.clear_day(
            calendar_id=calendar, day=day_typed(typed(request, "day")), by=request.user, at=timezone.now()
        )
    )
    return _answer(request, calendar, refused, status, _("The day is like any other again."))


@desk_view
@require_POST
def forget(request: DeskRequest, calendar: int) -> HttpResponse:
    """Take away all days of a year that came from one place, such as a region chosen by mistake."""
    source, year = typed(request, "source")[:12], _year(request)
    if not source:
        return _answer(request, calendar, _("Choose where the days came from."), 422, "")
    days = [
        one.day for one in queries.holidays_of(Calendar.objects.get(pk=calendar), year=year) if one.source == source
    ]

    def change() -> None:
        for day in days:
            actions.clear_day(calendar_id=calendar, day=day, by=request.user, at=timezone.now())

    said = ngettext("%(count)d day was taken away.", "%(count)d days were taken away.", len(days))
    return _answer(request, calendar, *attempt(change), said % {"count": len(days)})


@desk_view
@require_POST
def upload(request: DeskRequest, calendar: int) -> HttpResponse:
    """Take the days of an iCal file, of this year and the next ones."""
    given = request.FILES.get("file")
    content = given.read(LARGEST + 1) if given is not None else b""
    found: list[FoundDays] = []

    def change() -> None:
        found.append(read_days(content, years=_years()))
        actions.take_days(
            calendar_id=calendar, days=found[0].days, source="file", instead=False, by=request.user, at=timezone.now()
        )

    refused, status = attempt(change)
    return _answer(request, calendar, refused, status, _taken(found[0]) if found else "")


@desk_view
@require_POST
def take(request: DeskRequest, calendar: int) -> HttpResponse:
    """Take a country's or a region's public holidays of this year and the next ones."""
    country, region = typed(request, "country")[:4], typed(request, "region")[:20]
    found: list[FoundDays] = []

    def change() -> None:
        found.append(FoundDays(public_days(country, region, years=_years()), 0))
        source = f"{country}-{region}"[:12] if region else country
        actions.take_days(calendar_id=calendar, days=found[0].days, source=source, by=request.user, at=timezone.now())

    refused, status = attempt(change)
    return _answer(request, calendar, refused, status, _taken(found[0]) if found else "")


def _answer(request: DeskRequest, calendar: int, refused: str, status: int, words: str) -> HttpResponse:
    if refused:
        return _page(request, Calendar.objects.get(pk=calendar), refused, status)
    return SCREEN.done(request, words, "settings-days", calendar)


def _taken(found: FoundDays) -> str:
    words = ngettext("%(count)d day was taken.", "%(count)d days were taken.", len(found.days))
    if found.passed_over:
        words += " " + ngettext(
            "%(over)d entry is no whole day, or repeats in another way, and was passed over.",
            "%(over)d entries are no whole days, or repeat in another way, and were passed over.",
            found.passed_over,
        )
    return words % {"count": len(found.days), "over": found.passed_over}


def _page(request: DeskRequest, calendar: Calendar, refused: str = "", status: int = 200) -> HttpResponse:
    year = _year(request)
    country = request.GET.get("country", "")[:4]
    region = request.GET.get("region", "")[:20]
    holidays = queries.holidays_of(calendar, year=year)
    page = {
        "calendar": calendar,
        "year": year,
        "years": [year - 1, year, year + 1],
        "days": [
            {
                "iso": one.day.isoformat(),
                "words": f"{date_format(one.day, 'l')}, {date_format(one.day, 'MONTH_DAY_FORMAT')}",
                "name": one.name,
                "hours": ", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in one.hours),
                "source": one.source,
                "place": place_words(one.source) if one.source not in ("", "file") else "",
            }
            for one in holidays
        ],
        "sources": [
            (source, place_words(source) if source != "file" else _("an iCal file"))
            for source in sorted({one.source for one in holidays} - {""})
        ],
        "countries": countries(get_language() or "en"),
        "country": country,
        **_preview(country, region, year),
    }
    return SCREEN.page(request, "days", page, refused=refused, status=status)


def _preview(country: str, region: str, year: int) -> dict[str, Any]:
    """Return a country's regions and the days that would be taken, so that nobody takes the wrong ones."""
    if not country:
        return {"regions": [], "region": "", "offered": []}
    try:
        days = public_days(country, region, years=range(year, year + 1))
    except Refusal:
        days = {}
    offered = [{"words": date_format(day, "MONTH_DAY_FORMAT"), "name": name} for day, name in days.items()]
    return {"regions": regions(country), "region": region, "offered": offered}


def _years() -> range:
    this = timezone.localdate().year
    return range(this, this + AHEAD)


def _year(request: DeskRequest) -> int:
    text = request.GET.get("year", "") or request.POST.get("year", "")
    is_year = len(text) == 4 and text.isascii() and text.isdecimal() and 1970 < int(text) < 2200
    return int(text) if is_year else timezone.localdate().year


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
