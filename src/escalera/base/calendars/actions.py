"""Changes to working hours and to the days that are otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from escalera.base.calendars import policies
from escalera.base.calendars.facts import CalendarAdded, CalendarChanged, CalendarRemoved
from escalera.base.calendars.hours import DAY_MIN, Span
from escalera.base.calendars.models import Calendar, Holiday, Interval, Timetable
from escalera.base.calendars.versions import overlap, snapshot
from escalera.base.log.actions import record
from escalera.base.log.asking import Asker
from escalera.base.refusals import BadInput, NotAllowed, Refusal

MOST_SPANS = 12  # on one day
MOST_DAYS = 2_000
MOST_TIMETABLES = 50
OFFICE: Sequence[Sequence[Span]] = [[(9 * 60, 18 * 60)]] * 5 + [[], []]


class CannotRemove(Refusal):
    """Something rests on it."""


@transaction.atomic
def add_calendar(
    *, name: str, time_zone: str, by: Asker, at: datetime, week: Sequence[Sequence[Span]] = OFFICE
) -> Calendar:
    """Make working hours; the first ones become the company's. `week`: spans of each weekday, Monday first; a span
    that ends before it begins goes on until the next morning. Raises: NotAllowed, BadInput."""
    _check_may(by)
    first = not Calendar.objects.filter(is_default=True).exists()
    calendar = Calendar(name=_name(name), time_zone=_zone(time_zone), is_default=first)
    _save(calendar)
    _write_week(calendar, week)
    event = record(CalendarAdded(calendar_id=calendar.pk, calendar=calendar.name), actor=by.actor, at=at)
    snapshot(calendar, at, event_id=event.pk)
    return calendar


@transaction.atomic
def edit_calendar(
    *,
    calendar_id: int,
    name: str,
    time_zone: str,
    week: Sequence[Sequence[Span]],
    by: Asker,
    at: datetime,
    is_default: bool = False,
) -> Calendar:
    """Change name, time zone and week; `is_default` makes it the company's, the one before is no longer.

    Raises: NotAllowed, BadInput, Calendar.DoesNotExist."""
    calendar = _locked(calendar_id, by)
    calendar.name, calendar.time_zone = _name(name), _zone(time_zone)
    if is_default and not calendar.is_default:
        Calendar.objects.filter(is_default=True).update(is_default=False)
        calendar.is_default = True
    _save(calendar)
    _write_week(calendar, week)
    return _changed(calendar, by, at)


@transaction.atomic
def remove_calendar(*, calendar_id: int, by: Asker, at: datetime) -> None:
    """Take working hours away; whoever followed them follows the company's. Raises: NotAllowed, CannotRemove."""
    calendar = _locked(calendar_id, by)
    if calendar.is_default:
        raise CannotRemove(_("These are the company's hours. Make others the company's first."))
    record(CalendarRemoved(calendar_id=calendar.pk, calendar=calendar.name), actor=by.actor, at=at)
    calendar.delete()


@transaction.atomic
def set_day(
    *, calendar_id: int, day: date, name: str, by: Asker, at: datetime, hours: Sequence[Span] = ()
) -> Calendar:
    """Make one day otherwise: closed, or open only at `hours`. Raises: NotAllowed, BadInput, Calendar.DoesNotExist."""
    calendar = _locked(calendar_id, by)
    spans = [list(span) for span in _spans(hours, over_night=False)]
    Holiday.objects.update_or_create(
        calendar=calendar,
        day=day,
        defaults={"name": " ".join(name.split())[:120], "hours": spans, "source": ""},
    )
    return _changed(calendar, by, at)


@transaction.atomic
def clear_day(*, calendar_id: int, day: date, by: Asker, at: datetime) -> Calendar:
    """Let a day be like its weekday again. Raises: NotAllowed, Calendar.DoesNotExist."""
    calendar = _locked(calendar_id, by)
    deleted, _rows = Holiday.objects.filter(calendar=calendar, day=day).delete()
    return _changed(calendar, by, at) if deleted else calendar


@transaction.atomic
def take_days(
    *, calendar_id: int, days: Mapping[date, str], source: str, by: Asker, at: datetime, instead: bool = True
) -> int:
    """Close on all these days, as a file or a country says; return how many days were not known before.

    `source`: where they come from, at most 12 characters; `instead`: days taken from there earlier in the same years go.
    What was set by hand stays as it is. Raises: NotAllowed, BadInput, Calendar.DoesNotExist."""
    calendar = _locked(calendar_id, by)
    if len(days) > MOST_DAYS:
        raise BadInput(_("That are too many days at once: at most %(count)d.") % {"count": MOST_DAYS})
    present = Holiday.objects.filter(calendar=calendar)
    before = set(present.values_list("day", flat=True))
    if instead and days:
        present.filter(source=source, day__year__gte=min(days).year, day__year__lte=max(days).year).delete()
    kept = set(present.values_list("day", flat=True))
    Holiday.objects.bulk_create(
        Holiday(calendar=calendar, day=day, name=name[:120], source=source)
        for day, name in days.items()
        if day not in kept
    )
    _changed(calendar, by, at)
    return len(set(days) - before)


@transaction.atomic
def set_timetable(
    *,
    calendar_id: int,
    name: str,
    first: date,
    last: date,
    week: Sequence[Sequence[Span]],
    by: Asker,
    at: datetime,
    every_year: bool = True,
    timetable_id: int | None = None,
) -> Timetable:
    """Give a part of the year other hours (a summer timetable), or change such a part.

    `week` as in `add_calendar`; with `every_year` only month and day of the ends count, and they may lie over New Year.
    Raises: NotAllowed, BadInput, Calendar.DoesNotExist, Timetable.DoesNotExist."""
    calendar = _locked(calendar_id, by)
    known = Timetable.objects.filter(calendar=calendar)
    table = known.get(pk=timetable_id) if timetable_id else Timetable(calendar=calendar)
    if timetable_id is None and known.count() >= MOST_TIMETABLES:
        raise BadInput(_("At most %(count)d timetables.") % {"count": MOST_TIMETABLES})
    if not every_year and last < first:
        raise BadInput(_("The last day comes before the first."))
    table.name, table.first, table.last, table.every_year = _name(name), first, last, every_year
    table.week = [[list(span) for span in spans] for spans in _within_days(week)]
    _refuse_overlap(table, known.exclude(pk=table.pk))
    table.save()
    _changed(calendar, by, at)
    return table


@transaction.atomic
def remove_timetable(*, timetable_id: int, by: Asker, at: datetime) -> Calendar:
    """Let that part of the year be like the rest. Raises: NotAllowed, Timetable.DoesNotExist."""
    table = Timetable.objects.get(pk=timetable_id)
    calendar = _locked(table.calendar_id, by)
    table.delete()
    return _changed(calendar, by, at)


def _refuse_overlap(table: Timetable, others: Iterable[Timetable]) -> None:
    """Raises: BadInput if another one has the name, or holds a day that this one holds too."""
    for other in others:
        if other.name == table.name:
            raise BadInput(_("There is a timetable with this name already."))
        if overlap(table, other):
            raise BadInput(_("These days belong to the timetable “%(name)s” already.") % {"name": other.name})


def _locked(calendar_id: int, by: Asker) -> Calendar:
    _check_may(by)
    return Calendar.objects.select_for_update().get(pk=calendar_id)


def _check_may(by: Asker) -> None:
    if refusal := policies.why_not_change(by):
        raise NotAllowed(refusal)


def _changed(calendar: Calendar, by: Asker, at: datetime) -> Calendar:
    calendar.version += 1
    calendar.save(update_fields=["version"])
    fact = CalendarChanged(calendar_id=calendar.pk, calendar=calendar.name, version=calendar.version)
    event = record(fact, actor=by.actor, at=at)
    snapshot(calendar, at, event_id=event.pk)
    return calendar


def _save(calendar: Calendar) -> None:
    try:
        with transaction.atomic():
            calendar.save()
    except IntegrityError:
        raise BadInput(_("There are working hours with this name already.")) from None


def _write_week(calendar: Calendar, week: Sequence[Sequence[Span]]) -> None:
    Interval.objects.filter(calendar=calendar).delete()
    Interval.objects.bulk_create(
        Interval(calendar=calendar, weekday=number, from_min=from_min, to_min=to_min)
        for number, spans in enumerate(_within_days(week))
        for from_min, to_min in spans
    )


def _within_days(week: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """Return the week checked, each day in order; what goes over midnight is the next day's beginning."""
    if len(week) != 7:
        raise BadInput(_("A week has seven days."))
    days: list[list[Span]] = [[] for _day in range(7)]
    for number, spans in enumerate(week):
        for from_min, to_min in _spans(spans, over_night=True):
            days[number].append((from_min, min(to_min, DAY_MIN)))
            if to_min > DAY_MIN:
                days[(number + 1) % 7].append((0, to_min - DAY_MIN))
    return [_apart(sorted(spans)) for spans in days]


def _spans(spans: Sequence[Span], *, over_night: bool) -> list[Span]:
    """Return the day's spans in order, checked; one over midnight ends after minute 1440."""
    if len(spans) > MOST_SPANS:
        raise BadInput(_("At most %(count)d shifts a day.") % {"count": MOST_SPANS})
    found = []
    for from_min, to_min in spans:
        if not (0 <= from_min < DAY_MIN and 0 <= to_min <= DAY_MIN) or from_min == to_min:
            raise BadInput(_("A shift needs a beginning and an end, between 00:00 and 24:00."))
        if to_min < from_min and not over_night:
            raise BadInput(_("On a single day, a shift ends after it begins."))
        found.append((from_min, to_min if to_min > from_min else to_min + DAY_MIN))
    return _apart(sorted(found)) if not over_night else sorted(found)


def _apart(spans: Sequence[Span]) -> list[Span]:
    for (_a, end), (start, _b) in pairwise(spans):
        if start < end:
            raise BadInput(_("Two shifts of one day overlap."))
    return list(spans)


def _name(name: str) -> str:
    name = " ".join(name.split())[:80]
    if not name:
        raise BadInput(_("Give a name."))
    return name


def _zone(time_zone: str) -> str:
    if time_zone not in available_timezones():
        raise BadInput(_("There is no time zone “%(zone)s”.") % {"zone": time_zone[:60]})
    return ZoneInfo(time_zone).key
