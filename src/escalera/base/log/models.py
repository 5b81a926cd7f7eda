"""The event log and where each of its readers stands."""

from __future__ import annotations

from typing import Any

from django.db import models

from escalera.base.log.facts import Actor, Fact, fact_class


class Event(models.Model):
    """One fact, as it was recorded; append-only.

    On PostgreSQL the row has one more column, `xid`, filled by the database: ids commit out of order there, and
    readers go by (xid, id) (see `tail.py`)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=48)
    ticket_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    is_history = models.BooleanField(
        default=False, db_default=False, help_text="happened elsewhere; see `history.py`"
    )

    class Meta:
        indexes = [models.Index(fields=["ticket_id"], name="event_of_ticket")]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def fact(self) -> Fact:
        """Return the typed fact. Raises: UnknownFact."""
        return fact_class(self.name).from_payload(self.ticket_id, self.data)

    @property
    def actor(self) -> Actor:
        return Actor(self.actor_kind, self.actor_id, self.actor_name)


class ReaderState(models.Model):
    """How far one reader has read, and what holds it up if anything does."""

    name = models.CharField(max_length=48, primary_key=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} @ {self.event_id}"
