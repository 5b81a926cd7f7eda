"""The rule by which a person's words are added to a ticket, reopen one, or begin a new one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Segment


class WhenOpen(models.TextChoices):
    APPEND = "append", _("goes on in it")
    NEW = "new", _("begins a new ticket")


class WhenEnded(models.TextChoices):
    REOPEN = "reopen", _("opens it again")
    NEW = "new", _("begins a new ticket, linked with it")


class ConversationRule(models.Model):
    """What happens to words of customers of a segment (None: everybody) on a kind of channel ("": every kind).

    `idle_hours`: an open ticket on which nobody spoke for so long gets a new one (0: never); `waits_append`: what we
    asked for belongs to it all the same; `reopen_days`: an ended one opens again within so many days (None: always);
    `elsewhere`: what begins on another channel goes on in the person's only open ticket."""

    segment = models.ForeignKey(Segment, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=16, blank=True, default="")
    when_open = models.CharField(max_length=6, choices=WhenOpen, default=WhenOpen.APPEND)
    idle_hours = models.PositiveIntegerField(default=0)
    waits_append = models.BooleanField(default=True)
    when_ended = models.CharField(max_length=6, choices=WhenEnded, default=WhenEnded.REOPEN)
    reopen_days = models.PositiveSmallIntegerField(null=True, default=7)
    elsewhere = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "kind"], condition=Q(segment__isnull=False), name="one_rule_per_segment_and_kind"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(segment__isnull=True), name="one_rule_for_everybody_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"rule of {self.segment_id or 'everybody'} on {self.kind or 'every channel'}"
