"""Pages: somebody on call is asked to come, until somebody answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.oncall.choices import CallState, PageState
from escalera.core.oncall.models.rotations import Rotation
from escalera.core.tickets.models import Ticket

AGENT = settings.AUTH_USER_MODEL


class Page(models.Model):
    """One thing that needs somebody now. `why`: who or what paged, in words; `next_at`: when it goes to the next."""

    id = models.BigAutoField(primary_key=True)
    rotation = models.ForeignKey(Rotation, models.PROTECT, related_name="pages", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="pages", db_index=False)
    why = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=12, choices=PageState, default=PageState.OPEN)
    sent_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(AGENT, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="page_of_ticket"),
            models.Index(fields=["rotation", "id"], name="page_of_rotation"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="page_next"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rotation", "ticket"], condition=Q(state="open"), name="one_open_page")
        ]

    def __str__(self) -> str:
        return f"page {self.pk} for #{self.ticket_id} ({self.state})"


class PageCall(models.Model):
    """One person's call within a page; `number` counts from 1."""

    id = models.BigAutoField(primary_key=True)
    page = models.ForeignKey(Page, models.CASCADE, related_name="calls", db_index=False)
    number = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="page_calls", db_index=False)
    state = models.CharField(max_length=12, choices=CallState, default=CallState.RINGING)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["page", "number"]
        indexes = [models.Index(fields=["agent", "id"], name="page_call_of_agent")]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_call_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} called for page {self.page_id}"
