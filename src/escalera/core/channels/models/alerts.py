"""What a monitoring system reported: one row for each fingerprint, and the ticket that it keeps up to date."""

from __future__ import annotations

from django.db import models

from escalera.core.channels.models.gate import Channel
from escalera.core.tickets.models import Ticket


class Alert(models.Model):
    """One thing that was wrong, by its fingerprint. `started_at` is of the episode that stands on the ticket: what a
    monitor says of an older one changes nothing. `said`: a hash of the words that stand on the ticket."""

    channel = models.ForeignKey(Channel, models.CASCADE, db_index=False)
    fingerprint = models.CharField(max_length=64)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="alerts")
    is_firing = models.BooleanField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1, help_text="how often it was reported in this episode")
    said = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "fingerprint"], name="one_alert_per_fingerprint")]

    def __str__(self) -> str:
        return f"{self.fingerprint} ({'firing' if self.is_firing else 'over'})"
