"""Stays and escalations: a ticket's way up and down, as records."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Contact, Level, Team
from escalera.core.ladder.models.setup import Vendor
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
    continues = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", db_index=False,
        help_text="the stay that goes on here as if it had never ended: sent back because information was missing",
    )  # fmt: skip
    bounces = models.PositiveSmallIntegerField(
        default=0, help_text="how often the ticket had come back to a team that already had it, this time included"
    )

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
    """A functional one is offered and answered. The others are open until somebody ends them: the work stays."""

    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OPEN = "open", _("Under way")
    ENDED = "ended", _("Ended")


class RejectCode(models.TextChoices):
    MISSING = "missing_information", _("Information is missing")
    WRONG_TEAM = "wrong_team", _("Another team can help")
    NOT_OURS = "not_ours", _("It can be solved below")
    DUPLICATE = "duplicate", _("We have it already")
    OTHER = "other", _("Another reason")


class Escalation(models.Model):
    """One call for help: from whom, to whom, with what hand-over, and what became of it.

    Functional: the work moves to `to_team`, once they accept. Hierarchical and swarm: people (`helpers`), or everybody
    of `to_team`, come to it. Vendor: it waits for `vendor`, which has it under `reference` and promised `expected_at`."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="escalations", db_index=False)
    kind = models.CharField(max_length=12, choices=EscalationKind, default=EscalationKind.FUNCTIONAL)
    from_stay = models.ForeignKey(Stay, models.CASCADE, related_name="+", db_index=False)
    to_stay = models.ForeignKey(Stay, models.CASCADE, null=True, related_name="+", db_index=False)
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, related_name="escalations", db_index=False)
    contact = models.CharField(max_length=120, blank=True, default="", help_text="whom at the vendor")
    reference = models.CharField(max_length=80, blank=True, default="", help_text="the vendor's own number")
    expected_at = models.DateTimeField(null=True, help_text="when the vendor means to be done")
    handover: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        help_text="see `core.ladder.packets`: what they need so that nothing is asked twice"
    )
    state = models.CharField(max_length=10, choices=EscalationState, default=EscalationState.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="until when they may answer; working time of `to_team`")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True, default="")
    code = models.CharField(
        max_length=20, choices=RejectCode, blank=True, default="", help_text="why it was rejected"
    )
    missing: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="keys of the fields of the hand-over that lacked something"
    )

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="escalation_of_ticket"),
            models.Index(fields=["expires_at"], condition=Q(state="offered"), name="escalation_expiring"),
            models.Index(fields=["vendor", "offered_at"], condition=Q(kind="vendor"), name="escalation_of_vendor"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="offered"), name="one_offer_at_a_time"),
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=Q(state="open", kind="vendor"), name="one_vendor_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kind="functional", to_team__isnull=False, to_stay__isnull=False)
                | Q(kind="vendor", vendor__isnull=False)
                | Q(kind__in=["hierarchical", "swarm"]),
                name="escalation_goes_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.from_team_id} → {self.to_team_id} ({self.state})"


class Helper(models.Model):
    """Somebody who was called to a ticket without the ticket moving. Who joins gets credit for helping."""

    id = models.BigAutoField(primary_key=True)
    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="helpers")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    called_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["escalation", "agent"], name="helper_once")]
        indexes = [models.Index(fields=["agent"], condition=Q(left_at__isnull=True), name="helper_called")]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.escalation_id}"


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
