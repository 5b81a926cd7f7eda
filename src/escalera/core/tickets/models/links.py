"""How tickets belong together: links, merges."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from escalera.core.tickets.choices import LinkKind
from escalera.core.tickets.models.ticket import Ticket


class Link(models.Model):
    """`ticket` is related to, a duplicate of, or a child of `to`. Of two related ones the lower number is `ticket`."""

    kind = models.CharField(max_length=10, choices=LinkKind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links", db_index=False)
    to = models.ForeignKey(Ticket, models.CASCADE, related_name="linked", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "to", "kind"], name="link_once"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(kind="duplicate"), name="duplicate_of_one"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(kind="parent"), name="child_of_one"),
            models.CheckConstraint(condition=~Q(ticket=F("to")), name="link_to_another"),
        ]
        indexes = [models.Index(fields=["to", "kind"], name="link_to")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.kind} #{self.to_id}"


class Merge(models.Model):
    """Two tickets that were one need. Nothing is deleted: `moved` and `before` are what undoing puts back.

    `moved`: keys of rows by kind ("messages": [1, 2] …). `before`: the fields of both tickets as they were."""

    survivor = models.ForeignKey(Ticket, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Ticket, models.PROTECT, related_name="merged")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    moved: models.JSONField[dict[str, list[int]], dict[str, list[int]]] = models.JSONField(default=dict)
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="absorbed_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.absorbed_id} into #{self.survivor_id}"
