"""Tags: short words that people put on tickets."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from escalera.core.tickets.models.ticket import Ticket

HUES = 12


class Tag(models.Model):
    """A word with a colour. `key` is the name without case and accents: two tags never differ by these alone."""

    name = models.CharField(max_length=40)
    key = models.CharField(max_length=60, unique=True)
    hue = models.PositiveSmallIntegerField(default=0, help_text="0 to 11, as of avatars")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    """A tag on a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="tags", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="on", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tag_once_on_a_ticket")]
        indexes = [models.Index(fields=["tag", "ticket"], name="tickets_of_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} on #{self.ticket_id}"
