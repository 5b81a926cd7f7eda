"""What is being written: drafts, the files put into them, and replies that wait for their moment to leave."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from escalera.core.tickets.models import Ticket


class DraftKind(models.TextChoices):
    REPLY = "reply", pgettext_lazy("noun", "Reply")
    NOTE = "note", _("Internal note")


class Then(models.TextChoices):
    """What becomes of the ticket when the reply leaves."""

    NOTHING = "", _("stays open")
    WAIT = "wait", _("waits for the customer")
    RESOLVE = "resolve", _("is resolved")


class HeldState(models.TextChoices):
    WAITING = "waiting", _("Waiting to leave")
    SENT = "sent", pgettext_lazy("reply", "Sent")
    TAKEN_BACK = "taken_back", _("Taken back")
    RETURNED = "returned", pgettext_lazy("reply", "Came back")


class Draft(models.Model):
    """Words that nobody has been told yet. `version` grows with each save, so that two windows notice each other;
    `reason` says why a reply that was sent is a draft again."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts", db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=5, choices=DraftKind, default=DraftKind.REPLY)
    text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="", help_text='"": the customer\'s own')
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True, default="")
    call_id = models.BigIntegerField(null=True, help_text="the call of the language model that wrote its first words")
    through: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True,
        default=None,
        help_text="what was chosen for it: way, template, values, answers; null: what stands ready",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent", "kind"], name="one_draft_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} draft of {self.agent_id} on #{self.ticket_id}"


class HeldReply(models.Model):
    """A reply that was sent and leaves at `send_at`. Its `key` is that of the form: it is spent whatever becomes of it."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="held_replies", db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="held_replies")
    text = models.TextField(blank=True, default="")
    signature = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    channel = models.CharField(max_length=16, blank=True, default="", help_text='"": the ticket\'s')
    extra: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, default=None, help_text="the door, the template, the message that it answers"
    )
    then = models.CharField(max_length=8, choices=Then, blank=True, default=Then.NOTHING)
    wait_until = models.DateTimeField(null=True, help_text="with `wait`: when to look at it again at the latest")
    held_at = models.DateTimeField()
    send_at = models.DateTimeField()
    is_scheduled = models.BooleanField(default=False, help_text="a time was chosen; else it waits only for undo")
    unless_answered = models.BooleanField(default=False, help_text="comes back if the customer writes first")
    state = models.CharField(max_length=10, choices=HeldState, default=HeldState.WAITING)
    reason = models.CharField(max_length=400, blank=True, default="", help_text="why it came back")
    message_id = models.BigIntegerField(null=True, help_text="what it became")
    call_id = models.BigIntegerField(null=True, help_text="the call of the language model whose words are in it")
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state="waiting"), name="held_reply_due"),
            models.Index(fields=["ticket"], condition=Q(state="waiting"), name="held_reply_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"reply of {self.agent_id} on #{self.ticket_id}, {self.state}"


class Upload(models.Model):
    """A file of a draft, or of the reply that the draft became; its bytes stand in the file store under their hash."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="uploads")
    held = models.ForeignKey(HeldReply, models.CASCADE, null=True, related_name="uploads")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    is_inline = models.BooleanField(default=False, help_text="a picture that was pasted: shown, not only attached")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["at"], condition=Q(draft__isnull=True, held__isnull=True), name="upload_without_a_home"
            )
        ]

    def __str__(self) -> str:
        return self.name
