"""Telephone calls, and calls back that people asked for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from escalera.base.people.models import Agent, Contact, Team
from escalera.core.channels.models.gate import Channel
from escalera.core.channels.models.threads import Thread
from escalera.core.tickets.models import Message, Ticket


class CallDirection(models.TextChoices):
    IN = "in", pgettext_lazy("call", "Incoming")
    OUT = "out", pgettext_lazy("call", "Outgoing")


class CallState(models.TextChoices):
    """How far a call is; the order is the order of life, see `RANK` in `voice/calls.py`."""

    PLANNED = "planned", pgettext_lazy("call", "Being placed")
    BEGUN = "begun", pgettext_lazy("call", "In the menu")
    WAITING = "waiting", pgettext_lazy("call", "Waiting")
    RINGING = "ringing", pgettext_lazy("call", "Ringing")
    TALKING = "talking", pgettext_lazy("call", "Talking")
    LEAVING = "leaving", pgettext_lazy("call", "Leaving a message")
    ENDED = "ended", pgettext_lazy("call", "Ended")


class CallOutcome(models.TextChoices):
    NONE = "", ""
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    VOICEMAIL = "voicemail", pgettext_lazy("call", "Voicemail")
    CALLBACK = "callback", pgettext_lazy("call", "Asked to be called back")
    ABANDONED = "abandoned", pgettext_lazy("call", "Gave up waiting")
    MENU = "menu", pgettext_lazy("call", "Hung up in the menu")
    NO_ANSWER = "no_answer", pgettext_lazy("call", "Nobody answered")
    BUSY = "busy", pgettext_lazy("call", "Busy")
    FAILED = "failed", pgettext_lazy("call", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


class Consent(models.TextChoices):
    """Whether the customer lets the call be recorded."""

    UNASKED = "", pgettext_lazy("recording", "Not recorded")
    GIVEN = "given", pgettext_lazy("recording", "Agreed to")
    REFUSED = "refused", pgettext_lazy("recording", "Refused")


class Call(models.Model):
    """One call, from its first ring to its end. `external_id`: the provider's name of the customer's part of it, or of
    ours where we called; `path`: what was pressed in the menu; `seq`: how often it has been led on, so that what comes
    late changes nothing; `rung`: the agents whose telephones ring or rang."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="calls", db_index=False)
    external_id = models.CharField(max_length=80, null=True)
    direction = models.CharField(max_length=3, choices=CallDirection)
    state = models.CharField(max_length=8, choices=CallState, default=CallState.BEGUN)
    outcome = models.CharField(max_length=10, choices=CallOutcome, default=CallOutcome.NONE, blank=True)
    their_number = models.CharField(max_length=40, blank=True, default="", help_text="'' where it is withheld")
    our_number = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True, db_index=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="calls")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="calls")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="call")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    rung: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    path: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    seq = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    talked_s = models.PositiveIntegerField(null=True, help_text="seconds of talk, as the provider counts them")
    consent = models.CharField(max_length=8, choices=Consent, default=Consent.UNASKED, blank=True)
    recordings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    transcription = models.TextField(blank=True, default="")
    trouble = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], condition=Q(external_id__isnull=False), name="one_call_per_name"
            )
        ]
        indexes = [
            models.Index(fields=["channel", "id"], condition=~Q(state="ended"), name="call_living"),
            models.Index(fields=["-begun_at", "-id"], name="call_by_time"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} ({self.direction}, {self.state})"


class CallbackState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("call back", "Waiting")
    CALLING = "calling", pgettext_lazy("call back", "Being called")
    DONE = "done", pgettext_lazy("call back", "Called back")
    FAILED = "failed", pgettext_lazy("call back", "Not reached")
    CANCELLED = "cancelled", _("Cancelled")


class Callback(models.Model):
    """Somebody asked to be called. They keep the place that they had: `since` is when they began to wait."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="callbacks", db_index=False)
    call = models.OneToOneField(Call, models.SET_NULL, null=True, related_name="callback")
    last_call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="callbacks")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="callbacks")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    number = models.CharField(max_length=40)
    language = models.CharField(max_length=10, blank=True, default="")
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=CallbackState, default=CallbackState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=["waiting", "calling"]), name="callback_open")
        ]

    def __str__(self) -> str:
        return f"call back {self.number} ({self.state})"
