"""How channels are kept under watch: what asking the provider showed, alarms, how much came and left, old addresses."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from escalera.core.channels.models.gate import Channel


class RetiredHook(models.Model):
    """A webhook address that was replaced: still taken until `until`, while the provider is told the new one."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="retired_hooks")
    key = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"old address of channel {self.channel_id}"


class ChannelFinding(models.Model):
    """What the last asking showed of one thing (`code`: token, webhook, templates, answer…).

    `words` with `params` are a sentence of the product, said in the reader's language; with `params` None they are
    as they came. `bad_since`: since when it has not been good; `ends_at`: when a token runs out."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=500)
    params: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True)
    good = models.BooleanField(default=True)
    bad_since = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "code"], name="one_finding_a_thing")]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.code} ({'good' if self.good else 'bad'})"

    @property
    def sentence(self) -> str:
        """The words in the language that is active."""
        if self.params is None:
            return self.words
        try:
            return gettext(self.words) % self.params if self.params else gettext(self.words)
        except (KeyError, TypeError, ValueError):
            return self.words


class ChannelAlarm(models.Model):
    """One episode of trouble at a channel: begun when it was first seen, told once it has lasted, ended when it is over.

    `code`: trouble, queue, silence, token, finding; `step`: the last threshold of a token that was told, in days;
    `data`: figures for its words."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="alarms")
    code = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    step = models.IntegerField(null=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "code"], condition=Q(ended_at__isnull=True), name="one_alarm_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.code} ({'over' if self.ended_at else 'on'})"


class ChannelWatch(models.Model):
    """When a channel is asked next, and until when its traffic has been counted."""

    channel = models.OneToOneField(Channel, models.CASCADE, primary_key=True, related_name="watch")
    next_probe_at = models.DateTimeField(db_index=True)
    probed_at = models.DateTimeField(null=True)
    counted_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"watch of channel {self.channel_id}"


class ChannelHour(models.Model):
    """How much came in and left by a channel in one whole hour; an hour without either has no row."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="hours", db_index=False)
    hour = models.DateTimeField()
    came = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "hour"], name="one_row_an_hour")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.hour:%Y-%m-%d %H}h: {self.came} in, {self.left} out"
