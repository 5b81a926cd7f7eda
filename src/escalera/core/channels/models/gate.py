"""The gate's ledger, what goes out, and the channels themselves.

What is particular to a kind of channel stands in its folder beside `email/`."""

from __future__ import annotations

import secrets
import zlib
from typing import Any, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Team
from escalera.core.channels.usual_words import USUAL_WORDS
from escalera.core.tickets.models import Message, Ticket


def new_hook_key() -> str:
    return secrets.token_urlsafe(24)


class Channel(models.Model):
    """One door: a mailbox, a chat, a number. `address` is how customers know it."""

    kind = models.CharField(max_length=16, default="email")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, help_text="where its new tickets go")
    is_active = models.BooleanField(default=True)
    acknowledges = models.BooleanField(default=True, help_text="answers a new ticket at once with its tracking link")
    hook_key = models.CharField(
        max_length=40, default=new_hook_key, help_text="the secret part of its webhook address"
    )
    settings: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, help_text="what its kind needs: see settings.py of its folder; secrets are sealed"
    )
    paused_until = models.DateTimeField(null=True, help_text="the provider asked for a rest until then")
    last_ok_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    trouble_since = models.DateTimeField(null=True, help_text="since when some part of it has not worked")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "address"], name="one_channel_per_address"),
            models.UniqueConstraint(fields=["hook_key"], name="one_channel_per_hook"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.address}"


class MailboxPosition(models.Model):
    """How far a mailbox folder was read: everything up to `last_uid` of this `uidvalidity` is in the ledger."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="positions")
    folder = models.CharField(max_length=200)
    uidvalidity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)
    missing = models.IntegerField(default=0, help_text="messages that the last reconciliation found and fetched late")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "folder"], name="one_position_per_folder")]

    def __str__(self) -> str:
        return f"{self.folder}: {self.last_uid}"


class Outcome(models.TextChoices):
    WAITING = "", _("Waiting")
    TICKET = "ticket", _("Became a ticket")
    MESSAGE = "message", _("Added to a ticket")
    IGNORED = "ignored", _("Ignored")
    BOUNCE = "bounce", _("Bounce")
    QUARANTINE = "quarantine", _("In quarantine")


class InboundItem(models.Model):
    """One thing that a channel brought: stored raw before it is understood, ended by exactly one outcome."""

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, models.SET_NULL, null=True, db_index=False)
    kind = models.CharField(max_length=16, default="email")
    source = models.CharField(max_length=120, help_text="where it came in: smtp:…, imap:…, pipe:…")
    source_key = models.CharField(max_length=80, null=True, help_text="names the same arrival if it is repeated")
    envelope: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)
    arrived_at = models.DateTimeField()
    size = models.PositiveBigIntegerField(help_text="bytes of the original")
    raw = models.BinaryField(null=True, help_text="the original, deflated; large ones stand in the file store")
    raw_sha256 = models.CharField(max_length=64, blank=True, default="")
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    error = models.TextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    understood_at = models.DateTimeField(null=True)
    fingerprint = models.BigIntegerField(null=True, help_text="equal for copies of the same mail")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, db_index=False)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(outcome=""), name="item_waiting"),
            models.Index(fields=["channel", "id"], condition=Q(outcome=""), name="item_waiting_of_channel"),
            models.Index(fields=["-id"], condition=Q(outcome="quarantine"), name="item_in_quarantine"),
            models.Index(fields=["fingerprint"], name="item_fingerprint"),
            models.Index(fields=["message"], condition=Q(message__isnull=False), name="item_of_message"),
            models.Index(fields=["channel", "arrived_at"], name="item_of_channel"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"], condition=Q(source_key__isnull=False), name="item_once_per_arrival"
            )
        ]

    def __str__(self) -> str:
        return f"item {self.pk} ({self.outcome or 'waiting'})"

    @staticmethod
    def deflated(raw: bytes) -> bytes:
        packer = zlib.compressobj(6, zdict=USUAL_WORDS)
        return packer.compress(raw) + packer.flush()

    @staticmethod
    def inflated(packed: bytes, *, most: int = 0) -> bytes:
        """Return what was deflated, or its first `most` bytes. Raises: zlib.error."""
        return zlib.decompressobj(zdict=USUAL_WORDS).decompress(packed, most)


class MailId(models.Model):
    """A Message-ID that stands on a ticket, as the first 63 bits of its hash: what threading looks up."""

    digest = models.BigIntegerField()
    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False)
    message = models.ForeignKey(Message, models.CASCADE, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="mail_id_digest")]

    def __str__(self) -> str:
        return f"{self.digest} on #{self.ticket_id}"


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def on_the_way(self) -> DeliveryQuerySet:
        """Those that are queued or being sent, in the very words of their index: SQLite knows it only by them."""
        return cast(DeliveryQuerySet, self.extra(where=["channels_delivery.state IN ('queued', 'sending')"]))

    def failed(self) -> DeliveryQuerySet:
        """Those that did not arrive, in the very words of their index."""
        return cast(DeliveryQuerySet, self.extra(where=["channels_delivery.state IN ('failed', 'bounced')"]))


class Delivery(models.Model):
    """One message on its way out. Its id is the idempotency key: a retry carries the same one."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="delivery")
    channel = models.ForeignKey(Channel, models.SET_NULL, null=True, db_index=False)
    kind = models.CharField(max_length=16)
    to: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    cc: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True, help_text="when it reached the person's device")
    read_at = models.DateTimeField(null=True, help_text="when they opened it")
    answer = models.TextField(blank=True, default="", help_text="what the other server said last")
    thread = models.ForeignKey(
        "channels.Thread", models.SET_NULL, null=True, db_index=False, related_name="deliveries"
    )
    parts_done = models.PositiveSmallIntegerField(default=0, help_text="parts that the provider accepted")
    begun_part = models.PositiveSmallIntegerField(null=True, help_text="the part whose call began, its end unknown")
    resent = models.PositiveSmallIntegerField(default=0, help_text="how often it was sent anew from its first part")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state__in=["queued", "sending"]), name="delivery_due"
            ),
            models.Index(
                fields=["thread", "id"], condition=Q(state__in=["queued", "sending"]), name="delivery_of_thread"
            ),
            models.Index(fields=["-id"], condition=Q(state__in=["failed", "bounced"]), name="delivery_failed"),
            models.Index(fields=["channel", "queued_at"], name="delivery_of_channel"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} ({self.state})"


class AutomaticAnswer(models.Model):
    """One automatic answer to one address; counted by the brake that stops loops."""

    address = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="automatic_answer_to")]

    def __str__(self) -> str:
        return self.address
