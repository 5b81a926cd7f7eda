"""Time that people spent on a ticket."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from escalera.core.tickets.models.ticket import Ticket


class TimeEntry(models.Model):
    """Minutes of one person on one ticket, written by hand or by a timer."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="times", db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="times", db_index=False)
    minutes = models.PositiveIntegerField()
    note = models.CharField(max_length=250, blank=True, default="")
    at = models.DateTimeField(help_text="when the work ended")
    by_timer = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "at"], name="time_of_ticket"),
            models.Index(fields=["agent", "at"], name="time_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min on #{self.ticket_id}"


class Timer(models.Model):
    """A running timer; a person has one at most."""

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="timer")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="timers")
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.agent_id} on #{self.ticket_id}"
