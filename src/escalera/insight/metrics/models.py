"""Rollups: how the ladder works, counted day by day so that no report reads the whole past."""

from __future__ import annotations

from django.db import models

from escalera.base.people.models import Level


class StayTally(models.Model):
    """How many stays on a level ended on a day for one reason, by how long they had lasted.

    `bucket` is a step of a scale on which each is a quarter longer than the one before (see `scale.py`): medians of
    any span of days come out of it, true to an eighth."""

    level = models.ForeignKey(Level, models.CASCADE)
    day = models.DateField(help_text="in the desk's time zone")
    because = models.CharField(max_length=12)
    bucket = models.PositiveSmallIntegerField()
    stays = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "level", "because", "bucket"], name="one_stay_tally")]

    def __str__(self) -> str:
        return f"{self.day} {self.level_id} {self.because}: {self.stays}"
