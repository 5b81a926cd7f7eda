"""Stays and escalations: a ticket's way up and down, as records."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Contact, Level, Team
from escalera.core.tickets.models import Ticket


class LeftBecause(models.TextChoices):
    SOLVED = "solved", _("Solved")
    ESCALATED = "escalated", _("Escalated")
    RETURNED = "returned", _("Sent back")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Not accepted in time")
    REROUTED = "rerouted", _("Moved to another team")
    ENDED = "ended", _("Ended otherwise")  # merged into another ticket, or spam


class Stay(models.Model):
    """A ticket's time with one team."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stays", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, db_index=False)
    level = models.ForeignKey(Level, models.PROTECT, db_index=False)
    entered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=12, choices=LeftBecause, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="stay_of_ticket")]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(left_at__isnull=True), name="one_stay_at_a_time")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} with {self.team_id}"

    def lasts(self, at: datetime) -> timedelta:
        """Return how long the stay lasted, or has lasted by `at`; calendar time."""
        return (self.left_at or at) - self.entered_at


class EscalationKind(models.TextChoices):
    FUNCTIONAL = "functional", _("Functional")
    HIERARCHICAL = "hierarchical", _("Hierarchical")
    SWARM = "swarm", _("Swarm")
    VENDOR = "vendor", _("Vendor")


class EscalationState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Escalation(models.Model):
    """One step up: from whom, to whom, with what hand-over, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="escalations", db_index=False)
    kind = models.CharField(max_length=12, choices=EscalationKind, default=EscalationKind.FUNCTIONAL)
    from_stay = models.ForeignKey(Stay, models.CASCADE, related_name="+", db_index=False)
    to_stay = models.ForeignKey(Stay, models.CASCADE, related_name="+", db_index=False)
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    handover: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        help_text="summary, tried, question: what the next level needs so that nothing is asked twice"
    )
    state = models.CharField(max_length=10, choices=EscalationState, default=EscalationState.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="escalation_of_ticket"),
            models.Index(fields=["expires_at"], condition=Q(state="offered"), name="escalation_expiring"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="offered"), name="one_offer_at_a_time")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.from_team_id} → {self.to_team_id} ({self.state})"


class HigherAsk(models.Model):
    """A customer's wish to be heard higher up. Open until somebody takes the ticket up, declines, or it ends."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="higher_asks", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, db_index=False)
    level = models.ForeignKey(Level, models.PROTECT, db_index=False, help_text="where the ticket stood")
    reason = models.TextField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    granted = models.BooleanField(default=False)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.TextField(blank=True, default="", help_text="why not, for the customer to read")

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="higher_ask_of_ticket")]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at__isnull=True), name="one_ask_at_a_time")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} asked by {self.contact_id}"
