"""Goals of the reports' figures."""

from __future__ import annotations

from django.db import models

from escalera.base.people.models import Level
from escalera.insight.targets.choices import Compare, Figure, Verdict

NEAR_SHARE = 5  # percentage points beside the goal that are still near it
NEAR_TIME = 0.1  # of the goal


class Target(models.Model):
    """A goal of one figure, of a level or (None) of the whole desk. `value`: percent, or working minutes."""

    figure = models.CharField(max_length=16, choices=Figure)
    level = models.ForeignKey(Level, models.CASCADE, null=True, related_name="+")
    compare = models.CharField(max_length=8, choices=Compare)
    value = models.DecimalField(max_digits=8, decimal_places=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "level"], nulls_distinct=False, name="one_target_of_a_figure")
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.compare} {self.value}"

    def verdict(self, actual: float | None) -> Verdict:
        """Judge a figure in the goal's own unit; None: nothing came out."""
        if actual is None:
            return Verdict.UNKNOWN
        value = float(self.value)
        short = value - actual if self.compare == Compare.AT_LEAST else actual - value
        if short <= 0:
            return Verdict.MET
        near = value * NEAR_TIME if self.figure == Figure.STAY else NEAR_SHARE
        return Verdict.NEAR if short <= near else Verdict.MISSED
