"""Amounts of time in the words that people choose them by. A unit is never turned into another: eight working hours are
not a working day, and a working day is not 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from escalera.core.clocks.choices import Unit

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as people say it. `factor`: how many of the stored ones it has; `about`: what it means, in one line."""

    key: str
    unit: str
    factor: int
    label: Words
    about: Words


_WORKING = _("Counts only while somebody is there; nights, breaks and holidays stand still.")
_ROUND = _("Counts day and night, on holidays too.")
MEASURES: dict[str, Measure] = {
    one.key: one
    for one in (
        Measure("working_minutes", Unit.WORKING_MINUTES, 1, _("working minutes"), _WORKING),
        Measure("working_hours", Unit.WORKING_MINUTES, 60, _("working hours"), _WORKING),
        Measure(
            "working_days", Unit.WORKING_DAYS, 1, _("working days"),
            _("Whole days on which somebody works, however long they are; the day itself does not count."),
        ),
        Measure("minutes", Unit.CALENDAR_MINUTES, 1, _("minutes around the clock"), _ROUND),
        Measure("hours", Unit.CALENDAR_MINUTES, 60, _("hours around the clock"), _ROUND),
        Measure("days", Unit.CALENDAR_MINUTES, 1440, _("days of 24 hours"), _ROUND),
    )
}  # fmt: skip


def measured(unit: str, amount: int) -> tuple[int, Measure]:
    """Return a stored amount in the largest words of its own unit that say it exactly."""
    fitting = [one for one in MEASURES.values() if one.unit == unit and amount % one.factor == 0]
    best = max(fitting, key=lambda one: one.factor)
    return amount // best.factor, best


def amount_words(unit: str, amount: int) -> str:
    """Say a stored amount: "4 working hours", "15 working days", "90 minutes around the clock"."""
    number, measure = measured(unit, amount)
    words = {
        "working_minutes": ngettext("%(n)d working minute", "%(n)d working minutes", number),
        "working_hours": ngettext("%(n)d working hour", "%(n)d working hours", number),
        "working_days": ngettext("%(n)d working day", "%(n)d working days", number),
        "minutes": ngettext("%(n)d minute around the clock", "%(n)d minutes around the clock", number),
        "hours": ngettext("%(n)d hour around the clock", "%(n)d hours around the clock", number),
        "days": ngettext("%(n)d day of 24 hours", "%(n)d days of 24 hours", number),
    }
    return words[measure.key] % {"n": number}


def minutes_in_words(minutes: int) -> str:
    """Return minutes as people add them up: "45 min", "2 h 5 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def spent_words(unit: str, spent: timedelta) -> str:
    """Say time as a clock of this unit counts it, whatever its sign: "3 h 20 min", "2 working days"."""
    if unit == Unit.WORKING_DAYS:
        return amount_words(unit, abs(round(spent / timedelta(days=1))))
    return minutes_in_words(int(abs(spent) / timedelta(minutes=1)))
