"""What was said on a ticket, the files that came with it, and who belongs to the conversation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Agent, Contact
from escalera.core.tickets.choices import MessageKind
from escalera.core.tickets.models.ticket import Ticket


class Message(models.Model):
    """What was said, once. `contact` or `agent` said it; neither means the product itself did."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField(max_length=8, choices=MessageKind, default=MessageKind.MESSAGE)
    channel = models.CharField(max_length=16)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    text = models.TextField()
    folded: models.JSONField[list[dict[str, str]] | None, list[dict[str, str]] | None] = models.JSONField(
        null=True, default=None, help_text="quotes and signatures: [{kind, text, header}], in order"
    )
    html = models.TextField(null=True, default=None, help_text="sanitized, remote images switched off")
    extra: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, default=None, help_text="what the channel knows besides: threading rule, invitation, signed by…"
    )
    key = models.CharField(max_length=64, null=True, default=None, help_text="the sender's idempotency key")

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="message_of_ticket")]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="message_once_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} on #{self.ticket_id}"

    @property
    def is_inbound(self) -> bool:
        return self.contact_id is not None

    @property
    def author(self) -> Agent | Contact | None:
        return self.agent or self.contact


class Attachment(models.Model):
    """A file of a message. Its bytes stand in the file store under their hash; equal files are stored once."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    content_id = models.CharField(max_length=250, blank=True, default="")
    is_inline = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """Somebody besides the requester who belongs to the conversation: a CC, a colleague of the customer."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "contact"], name="once_in_a_conversation")]

    def __str__(self) -> str:
        return f"{self.contact_id} on #{self.ticket_id}"
