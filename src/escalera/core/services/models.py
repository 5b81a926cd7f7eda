"""What customers use, how it is at the moment, and what they should know about it."""

from __future__ import annotations

from django.db import models

from escalera.core.services.choices import NoticeKind, State

__all__ = ["Notice", "NoticeKind", "Service", "State"]


class Service(models.Model):
    """One thing that works or does not. `words` say more about its state, in the company's own."""

    name = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State, default=State.WORKING)
    words = models.CharField(max_length=300, blank=True, default="")
    since = models.DateTimeField(help_text="when it came into this state")
    position = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Planned work, or an incident, for as long as it concerns people. `until` is open while nobody knows."""

    kind = models.CharField(max_length=8, choices=NoticeKind, default=NoticeKind.INCIDENT)
    title = models.CharField(max_length=160)
    words = models.TextField(blank=True, default="")
    service = models.ForeignKey(Service, models.SET_NULL, null=True, related_name="notices")
    begins_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="when somebody said that it is over")

    class Meta:
        indexes = [models.Index(fields=["ended_at", "begins_at"], name="notice_current")]

    def __str__(self) -> str:
        return self.title
