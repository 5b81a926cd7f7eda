"""Working hours: when somebody is there. Times of day are the calendar's own, in its time zone."""

from __future__ import annotations

from typing import Any

from django.db import models


class Calendar(models.Model):
    """One set of working hours. `time_zone` is an IANA name such as "America/Bogota"."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64)
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, help_text="grows with every change of its hours or days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_calendar"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Interval(models.Model):
    """Open hours on one day of the week, in minutes after midnight; several a day make split shifts.

    `weekday`: 0 Monday … 6 Sunday; `from_min` < `to_min` ≤ 1440."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="intervals")
    weekday = models.PositiveSmallIntegerField()
    from_min = models.PositiveSmallIntegerField()
    to_min = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "from_min"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6, from_min__lt=models.F("to_min"), to_min__lte=1440),
                name="interval_within_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_min}-{self.to_min}"


class Holiday(models.Model):
    """A day that is not like its weekday: nobody is there, or only at `hours` ([[from_min, to_min], …]).

    `source`: "" typed by hand, "file" from an iCal file, else the country and region that it was taken from
    ("ES", "ES-MD"): taking them again replaces only those."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=120, blank=True, default="")
    hours: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Timetable(models.Model):
    """Other hours for a part of the year, such as a summer's: from `first` to `last`, both included.

    `every_year`: only month and day of both count, and a stretch may go over New Year. `week`: [[from_min, to_min], …]
    for each weekday, Monday first, apart and within the day. Days that are otherwise (`Holiday`) count before it."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="timetables")
    name = models.CharField(max_length=80)
    first = models.DateField()
    last = models.DateField()
    every_year = models.BooleanField(default=True)
    week: models.JSONField[list[list[list[int]]], list[list[list[int]]]] = models.JSONField()

    class Meta:
        ordering = ["first", "pk"]
        constraints = [models.UniqueConstraint(fields=["calendar", "name"], name="timetable_once_by_name")]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """A calendar as it was from `at` on; never changed. What was measured by it says so for ever.

    `data`: {"zone", "week": 7 × [[from_min, to_min], …], "timetables": [{"name", "first", "last", "every_year",
    "week"}], "days": {"2026-05-01": [[from_min, to_min], …]}}. It outlives the calendar, whose key it keeps."""

    calendar = models.ForeignKey(Calendar, models.DO_NOTHING, related_name="versions", db_constraint=False)
    name = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    event_id = models.BigIntegerField(
        default=0, help_text="the change in the log; 0 for what was there before versions"
    )
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        ordering = ["calendar", "number"]
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"
