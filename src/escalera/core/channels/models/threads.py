"""A person's conversation with one door, what provider's names its messages have, and files that are still to come."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from escalera.base.people.models import Contact
from escalera.core.channels.models.gate import Channel, DeliveryState
from escalera.core.tickets.models import Message, Ticket


class Thread(models.Model):
    """One person's conversation with one of our doors: where their words come from, and where answers go to.

    `address` is the provider's name of the other side (a number, a chat's id, channel and thread); `ticket` is where
    their next word goes unless the rule says otherwise. A window is counted from `last_in_at`."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="threads", db_index=False)
    address = models.CharField(max_length=200)
    also = models.CharField(
        max_length=200, null=True, help_text="another name that the provider has for the other side"
    )
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="threads")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="threads")
    begun_at = models.DateTimeField()
    last_in_at = models.DateTimeField(null=True)
    last_out_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True, help_text="they blocked us, or said STOP: nothing may be sent")
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="what the channel remembers of it"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_thread_per_address")]
        indexes = [
            models.Index(fields=["channel", "also"], condition=Q(also__isnull=False), name="thread_known_also")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.address}"


class Mark(models.Model):
    """The name that a provider gave to one message: by it statuses, edits, reactions and answers find it, and the same
    message delivered twice is heard once."""

    channel = models.ForeignKey(Channel, models.CASCADE, db_index=False)
    external_id = models.CharField(max_length=200)
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True, db_index=False)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="marks", db_index=False)
    is_outgoing = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, blank=True, default="", help_text="sent, delivered, read, failed, deleted"
    )
    state_at = models.DateTimeField(null=True)
    early: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, help_text="what came of a message before the message itself"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="one_mark_per_name")]
        indexes = [models.Index(fields=["message"], condition=Q(message__isnull=False), name="mark_of_message")]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.external_id}"


class Saying(models.Model):
    """Words of the product itself in a conversation that is no ticket yet: the assistant's answer, a greeting.

    `payload`: {"text", "buttons"}. Its way is a delivery's: see `DeliveryState`."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="sayings", db_index=False)
    payload: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    key = models.CharField(max_length=64, null=True, unique=True)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    parts_done = models.PositiveSmallIntegerField(default=0)
    begun_part = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state__in=["queued", "sending"]), name="saying_due"
            ),
            models.Index(fields=["thread", "id"], name="saying_of_thread"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="saying_failed"),
        ]

    def __str__(self) -> str:
        return f"saying {self.pk} ({self.state})"


class FetchState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class MediaFetch(models.Model):
    """A file of a message that still lies with the provider. `ref`: how the channel asks for it."""

    channel = models.ForeignKey(Channel, models.CASCADE, db_index=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="media")
    ref: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=8, choices=FetchState, default=FetchState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="media_due")]

    def __str__(self) -> str:
        return f"{self.name} of message {self.message_id} ({self.state})"
