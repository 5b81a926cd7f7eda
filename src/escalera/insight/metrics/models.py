"""Rollups: how the ladder works, counted day by day so that no report reads the whole past."""

from __future__ import annotations

from django.db import models

from escalera.base.people.models import Level, Team


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


class ProcessTally(models.Model):
    """How often something came out on a day. `figure`, and what `detail` and `bucket` say beside it:

    stay, working: a stay on the level that ended for the reason `detail`, by calendar or working length; solved: kept
    (it went no further up) or helped; wait: one for the reason `detail` that ended; ping_pong: a solved ticket that had
    come back to a team `bucket` times; reopened. `team`, `level`: where it was, or last had been; of a wait, who waited."""

    day = models.DateField(help_text="in the desk's time zone")
    figure = models.CharField(max_length=12)
    level = models.ForeignKey(Level, models.CASCADE, null=True, db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, null=True, db_index=False, related_name="+")
    detail = models.CharField(max_length=40, blank=True, default="")
    bucket = models.PositiveSmallIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "figure", "level", "team", "detail", "bucket"],
                nulls_distinct=False,
                name="one_process_tally",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.figure} {self.level_id} {self.detail}: {self.count}"
