"""The stored counts of the queues."""

from __future__ import annotations

from django.db import models

from escalera.core.tickets.models.ticket import Ticket


class QueueCount(models.Model):
    """How many open tickets stand in one place; kept by a reader of the log, never recounted for a page."""

    scope = models.CharField(max_length=12)  # "team" | "level" | "agent" | "unassigned" | "channel"
    key = models.CharField(max_length=24)
    tickets = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_count_per_queue")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}={self.tickets}"


class Counted(models.Model):
    """Where the counting reader last saw a ticket, so that it can move the counts by the difference."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True)
    team_id = models.BigIntegerField()
    level_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    is_open = models.BooleanField()

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
