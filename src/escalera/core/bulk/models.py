"""One deed over many tickets: the run, and what became of each ticket in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.bulk.choices import ACTIVE, RunState, StepState
from escalera.core.tickets.models import Ticket


class BulkRun(models.Model):
    """What somebody wanted done with many tickets. `given`: the verb's values, checked when the run began;
    `done`, `same`, `refused`: how many steps ended so; `start_at`: nothing is done before, so that it can be taken back."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=20)
    given: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    start_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["start_at"], condition=Q(state__in=ACTIVE), name="bulk_run_active"),
            models.Index(fields=["agent", "-id"], name="bulk_run_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} × {self.total}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def progress(self) -> int:
        """How many steps have been looked at, in the direction in which it goes now."""
        if self.state in (RunState.UNDOING, RunState.UNDONE):
            return self.undone + self.kept
        return self.done + self.same + self.refused


class BulkStep(models.Model):
    """One ticket of a run. `before`: what undoing needs; `words`: why it was refused or kept."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="steps", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=StepState, default=StepState.WAITING)
    before: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, default=None)
    words = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["run", "state", "id"], name="bulk_step_of_run")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.state}"
