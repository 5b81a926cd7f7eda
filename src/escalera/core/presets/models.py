"""Which presets were applied, and what each of their steps found and left."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from escalera.core.presets.choices import Change, Outcome


class PresetRun(models.Model):
    """One applying of a preset, in the language in which its texts were written."""

    preset = models.SlugField(max_length=40)
    language = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.preset} at {self.at}"


class PresetStep(models.Model):
    """One thing that was made or changed. `ref`: its row's key; `before`: None if it was made; both as the part reads it.

    `note`: why it was kept when the run was undone."""

    run = models.ForeignKey(PresetRun, models.CASCADE, related_name="steps", db_index=False)
    order = models.PositiveIntegerField()
    part = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    label = models.CharField(max_length=160)
    change = models.CharField(max_length=8, choices=Change)
    ref = models.BigIntegerField()
    before: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)
    after: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.APPLIED)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["run", "order"]
        constraints = [models.UniqueConstraint(fields=["run", "order"], name="preset_step_in_its_place")]

    def __str__(self) -> str:
        return f"{self.part} {self.key}: {self.change}"
