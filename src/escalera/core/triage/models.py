"""What a ticket is about, proposed from its text: proposals and their fate, models and how good they are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.tickets.models import Ticket
from escalera.core.triage.choices import Fate, Field, Mode, ModelState, Tone

THRESHOLD = 0.9


class FieldPolicy(models.Model):
    """How far a field's proposals go. `threshold`: from which confidence one is applied."""

    field = models.CharField(max_length=10, choices=Field, primary_key=True)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.SUGGEST)
    threshold = models.FloatField(default=THRESHOLD)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=0.5, threshold__lte=1), name="triage_threshold_half_to_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.mode}"


class TriageModel(models.Model):
    """What was learned for one field, once. `data`: arrays and words (see `model.py`), empty when it is not in use.

    `figures`: how good it was on the newest fifth, beside the majority, the rule and the model before it; see `gate.py`.
    `gate`: the confidence above which a proposal is right nineteen times of twenty."""

    field = models.CharField(max_length=10, choices=Field)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ModelState)
    data = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict, help_text="by value")
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    examples = models.PositiveIntegerField(default=0)
    gate = models.FloatField(default=1.0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["field", "number"], name="triage_model_once"),
            models.UniqueConstraint(fields=["field"], condition=Q(state="live"), name="one_live_model_a_field"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.number} ({self.state})"


class Proposal(models.Model):
    """A value for one field of one ticket, how sure it was, and what a person made of it. `chosen`: what they took."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="proposals", db_index=False)
    field = models.CharField(max_length=10, choices=Field)
    value = models.CharField(max_length=40)
    confidence = models.FloatField()
    model = models.ForeignKey(TriageModel, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    fate = models.CharField(max_length=10, choices=Fate, default=Fate.OPEN)
    chosen = models.CharField(max_length=40, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "field"], name="one_proposal_a_field")]
        indexes = [models.Index(fields=["field", "at"], name="proposal_of_field")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.field} = {self.value} ({self.fate})"


class Lesson(models.Model):
    """What a ticket turned out to be, as a person left it when it was solved: what is learned from.

    A value that triage applied and nobody confirmed is left out, else it would learn from itself."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="lesson")
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, help_text="by field")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.values}"


class Signal(models.Model):
    """What a ticket's words say of its urgency and tone, with the words that say so. `urgency`: 0 (nothing) to 3."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="signal")
    urgency = models.PositiveSmallIntegerField(default=0)
    phrases: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(
        default=list, help_text="[reason, words as written]"
    )
    tone = models.CharField(max_length=10, choices=Tone, default=Tone.PLAIN)
    language = models.CharField(max_length=10, blank=True, default="", help_text='as detected; "": cannot be told')
    source = models.CharField(max_length=40, blank=True, default="", help_text="the embedding that `vector` is by")
    vector = models.BinaryField(
        null=True, help_text="the first words by the optional embedding: a half float a number"
    )

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.urgency} {self.tone}"


class TriageStamp(models.Model):
    """One row that is another whenever the models in use change: what processes keep in memory is as old as it."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
