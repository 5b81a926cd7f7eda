"""Rules and what became of them: their versions, what is armed, what ran, and which events they caused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.core.tickets.models import Ticket


class Outcome(models.TextChoices):
    """How a run ended."""

    DID = "did", _("done")
    REFUSED = "refused", _("refused")  # an action said no, in words
    FAILED = "failed", _("failed")  # something broke
    HELD = "held", _("held back")  # the guard against loops


class ArmedKind(models.TextChoices):
    HEARD = "heard", _("a fact came")  # all rules that hear it are asked, in their order
    TIMED = "timed", _("a moment will come")
    AGAIN = "again", _("another try")


class Rule(models.Model):
    """When something happens, or some time after it: if the conditions hold, do the deeds. Lower `order` comes first.

    What it says is in its newest version; `trigger` is kept here too, so that a fact finds who listens.
    `failures`: runs in a row that came to nothing; too many switch it off."""

    name = models.CharField(max_length=120)
    order = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    trigger = models.CharField(max_length=48)
    version = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    off_at = models.DateTimeField(null=True, help_text="when it was switched off because it kept failing")
    off_because = models.TextField(blank=True, default="")
    archived_at = models.DateTimeField(null=True, help_text="dropped; kept for its runs")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """What a rule said from a moment on; never changed.

    `data`: {"trigger": key, "when": condition, "after": {"amount": 4, "unit": "working_hours"} or null,
    "deeds": [{"do": …}], "stops": whether later rules are not asked about the same fact}."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.number}"


class RuleRun(models.Model):
    """One time that a rule acted, or tried to. Not written when its conditions did not hold.

    `event_id`: the fact that brought it about; `chain`: the rules whose runs led to that fact, oldest first;
    `did`: in words; `why`: its conditions, in words; `error`: what was refused or broke."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs", db_index=False)
    version = models.PositiveIntegerField()
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    event_id = models.BigIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    did: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    why = models.TextField(blank=True, default="")
    error = models.TextField(blank=True, default="")
    chain: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    attempt = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["rule", "id"], name="run_of_rule"),
            models.Index(fields=["rule", "at"], name="run_of_rule_by_time"),
            models.Index(fields=["ticket", "at"], name="run_on_ticket"),
            models.Index(fields=["rule", "ticket", "id"], name="run_of_rule_on_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} on #{self.ticket_id}: {self.outcome}"


class Caused(models.Model):
    """A fact that a rule's run recorded: how a chain of rules is known."""

    event_id = models.BigIntegerField(primary_key=True)
    run = models.ForeignKey(RuleRun, models.CASCADE, related_name="caused")

    def __str__(self) -> str:
        return f"{self.event_id} by {self.run_id}"


class Armed(models.Model):
    """What is to be asked at a moment. It is asked once; the row goes with the transaction that answers.

    `event_id` is the episode: the fact with which the situation began. When it fires, the log is asked whether that
    situation still stands; `rule` is None for a fact that all rules are asked about."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=6, choices=ArmedKind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, models.CASCADE, null=True, related_name="armed")
    version = models.PositiveIntegerField(default=0)
    event_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="armed_by_moment")]
        constraints = [
            models.UniqueConstraint(fields=["event_id"], condition=Q(kind="heard"), name="heard_once"),
            models.UniqueConstraint(fields=["rule", "ticket"], condition=Q(kind="timed"), name="armed_once"),
            models.UniqueConstraint(fields=["rule", "event_id"], condition=Q(kind="again"), name="one_next_try"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.rule_id} on #{self.ticket_id} at {self.due_at}"
