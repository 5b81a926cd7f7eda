"""Working hours: when somebody is there. Times of day are the calendar's own, in its time zone."""

from __future__ import annotations

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
