"""One counter for each place and window of time."""

from __future__ import annotations

from django.db import models


class Count(models.Model):
    """How often something was done in one window. `key` is a hash: no address of anybody stands here."""

    scope = models.CharField(max_length=24)
    key = models.CharField(max_length=40)
    window = models.BigIntegerField(help_text="when it began, in seconds since 1970")
    done = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key", "window"], name="one_count_per_window")]
        indexes = [models.Index(fields=["window"], name="pace_window")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.done}"
