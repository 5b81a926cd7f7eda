"""Lists of steps on a ticket, and the templates that they come from."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from escalera.core.tickets.models.ticket import Ticket


class ChecklistTemplate(models.Model):
    """Steps that people add to a ticket in one go."""

    name = models.CharField(max_length=80)
    items: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Checklist(models.Model):
    """One list of a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="checklists", db_index=False)
    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="checklist_of_ticket")]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(models.Model):
    """One step; `done_at` and `done_by` say who ticked it off, and when."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    text = models.CharField(max_length=250)
    order = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
