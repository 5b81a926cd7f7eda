"""What was asked of the assistant, what it answered, how it ended; and how the company wants it to be."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import Q

from escalera.base.people.models import Contact, Segment
from escalera.core.tickets.models import Ticket
from escalera.levels.selfservice.choices import Reason, Said, Side, State


def new_key() -> str:
    """Return a secret address part that nobody guesses (160 bits)."""
    return secrets.token_hex(20)


class Assistant(models.Model):
    """The one row about the assistant. Without one it is as the defaults say.

    `welcome`: its first words by language ("" fits every reader); `person_words`: what customers here say besides the
    usual words when they want a person."""

    is_on = models.BooleanField(default=True, help_text="answers in the portal")
    in_mail = models.BooleanField(default=True, help_text="adds what may answer a mail to its acknowledgement")
    name = models.CharField(max_length=60, blank=True, default="")
    welcome: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    person_words: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    tries = models.PositiveSmallIntegerField(default=2, help_text="turns without help before a person is led in")
    quiet_minutes = models.PositiveSmallIntegerField(default=30, help_text="after which an open one counts as left")
    kept_days = models.PositiveSmallIntegerField(
        default=365, help_text="then the words are forgotten, not the counts"
    )

    def __str__(self) -> str:
        return self.name or "assistant"


class Conversation(models.Model):
    """One matter of one person, from their first words to how it ended.

    `key`: the secret in its address, whoever holds it may read and go on; `visitor`: hash of what tells a returning
    browser apart; `failed`: turns in a row without help; `best`: the most that any turn was, see `Said`;
    `procedure`: where it stands in the questions of a script; `ticket`: where a person goes on."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    channel = models.CharField(max_length=16)
    language = models.CharField(max_length=10, blank=True, default="")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="conversations")
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, related_name="+", db_index=False)
    visitor = models.CharField(max_length=40, blank=True, default="")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="conversations")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=12, choices=Reason, blank=True, default="")
    best = models.CharField(max_length=8, choices=Said, blank=True, default="")
    failed = models.PositiveSmallIntegerField(default=0)
    turns_said = models.PositiveSmallIntegerField(default=0, help_text="by both sides")
    procedure: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True, help_text="when the same person came again within the week")
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["started_at"], name="conversation_begun"),
            models.Index(fields=["last_at"], condition=Q(state__in=["open", "wants"]), name="conversation_quiet"),
            models.Index(fields=["visitor", "last_at"], condition=~Q(visitor=""), name="conversation_visitor"),
            models.Index(fields=["last_at"], condition=Q(forgotten_at=None), name="conversation_kept"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(channel="email"), name="one_conversation_per_mailed_ticket"
            )
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def wants_person(self) -> bool:
        """Say whether they asked for a person and none has taken over: also who left before saying who they are."""
        return self.state == State.WANTS_PERSON or (self.state == State.LEFT and bool(self.reason))


class Turn(models.Model):
    """One thing that one side said. `data` of the assistant's: what it quoted, offered or asked (see `replies.py`);
    `helped`: what the customer said of it, if anything."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="turns", db_index=False)
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=3, choices=Side)
    said = models.CharField(max_length=8, choices=Said, default=Said.WORDS)
    text = models.TextField(blank=True, default="")
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    confidence = models.FloatField(null=True)
    helped = models.BooleanField(null=True)
    at = models.DateTimeField()
    once = models.CharField(max_length=64, null=True, default=None, help_text="the sender's idempotency key")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="turns_in_order"),
            models.UniqueConstraint(fields=["once"], condition=Q(once__isnull=False), name="turn_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.number} in {self.conversation_id}"
