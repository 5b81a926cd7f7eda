"""Tickets put aside: snoozed until later, or ended as spam; and senders that nobody wants to hear from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.tickets.choices import Woken
from escalera.core.tickets.models.ticket import Ticket


class Snooze(models.Model):
    """A ticket's sleep until a moment (`until`) or, without one, until the customer writes, which always wakes it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="snoozes", db_index=False)
    until = models.DateTimeField(null=True)
    from_status = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    woken_at = models.DateTimeField(null=True)
    woken = models.CharField(max_length=8, choices=Woken, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(woken_at__isnull=True), name="one_sleep_at_a_time")
        ]
        indexes = [models.Index(fields=["ticket"], name="snooze_of_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} until {self.until or 'a reply'}"


class Spam(models.Model):
    """A ticket that was no request. `blocked`: the addresses that were blocked with it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="spam", db_index=False)
    from_status = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(undone_at__isnull=True), name="spam_once")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} is spam"


class BlockedSender(models.Model):
    """An address whose messages the gate puts aside; `address` as `people.queries.address_key` gives it."""

    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=254)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    spam = models.ForeignKey(Spam, models.SET_NULL, null=True, related_name="blocked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="blocked_once")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.address}"
