"""What a company says once about its ladder: which steps are allowed, what a hand-over needs, which vendors help."""

from __future__ import annotations

from typing import Any

from django.db import models

from escalera.base.calendars.models import Calendar
from escalera.base.people.models import Level
from escalera.core.tickets.models import Category


class LevelMove(models.Model):
    """A step from one level to another that is allowed. A level without any may go to every level above it."""

    from_level = models.ForeignKey(Level, models.CASCADE, related_name="moves")
    to_level = models.ForeignKey(Level, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_level", "to_level"], name="one_move_a_pair")]

    def __str__(self) -> str:
        return f"{self.from_level_id} → {self.to_level_id}"


class HandoverTemplate(models.Model):
    """What a hand-over between two levels must say, of one category (and those under it) or of all.

    None stands for any. `fields`: [{"key", "required", "label"}]; `label` only of fields of the company's own."""

    from_level = models.ForeignKey(Level, models.CASCADE, null=True, related_name="+")
    to_level = models.ForeignKey(Level, models.CASCADE, null=True, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    fields: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_level_id} → {self.to_level_id} ({self.category_id})"


class Vendor(models.Model):
    """An outside company that works on tickets. `calendar`: its hours, for what it owes us; else the company's."""

    name = models.CharField(max_length=120, unique=True)
    contact = models.CharField(max_length=120, blank=True, default="", help_text="whom we speak to there")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    contract = models.CharField(max_length=120, blank=True, default="", help_text="number of the agreement")
    answers_within_min = models.PositiveIntegerField(
        null=True, help_text="working minutes until it should have done its part; proposes the expected date"
    )
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; offered nowhere")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
