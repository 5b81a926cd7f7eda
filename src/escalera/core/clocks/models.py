"""Policies as versions, and the clocks that run by them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.calendars.models import CalendarVersion
from escalera.core.clocks.choices import LIVE, ClockKind, ClockState, PolicyKind, Unit
from escalera.core.ladder.models import Stay
from escalera.core.tickets.models import Ticket


class Policy(models.Model):
    """Targets under one name. What it says stands in its versions; `draft` is what is being written.

    Within a kind, the first by `order` whose condition a ticket fulfils counts. `version`: the number of the published
    one, 0 before the first."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=PolicyKind, default=PolicyKind.SLA)
    order = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    draft: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, default=None)
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; applies to nothing new")

    class Meta:
        ordering = ["kind", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], name="policy_once_by_name")]

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """What a policy said from `at` on; never changed.

    `data`: {"when": condition, "calendar": "company" | "team" | id, "targets": [{"clock", "unit", "amount", "when":
    condition or null, "warn": [percent, …]}]}. `moves_running`: clocks that ran by an older version when this one was
    published went on by it, with their elapsed and paused time."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    moves_running = models.BooleanField(default=False)

    class Meta:
        ordering = ["policy", "number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.policy_id} v{self.number}"


class Applied(models.Model):
    """Which targets apply to a ticket from an event on, until the next row of the ticket.

    `targets`: as `core.clocks.targets.Target` writes them. `considered`: the policy versions that were asked, in order.
    `seen`: what the ticket held in the fields that they ask for, by key; with these it can be said later why this one
    and not another."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="applied", db_index=False)
    event_id = models.BigIntegerField()
    at = models.DateTimeField()
    targets: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    considered: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    seen: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "event_id"], name="applied_once_an_event")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} from {self.event_id}"


class Clock(models.Model):
    """One target of one ticket, running or run.

    Times are told as they stood at `counted_at`: while it runs, nothing is written. `elapsed` is time of its own unit
    (of working days: whole ones), `paused` calendar time. `due_at` is None while it stands still; `next_at` is the next
    instant at which something must be said: a warning or the end. `warned`: the highest percentage said so far.
    `policy_version` is None for a promise; `calendar_version` None means always open."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=12, choices=ClockKind)
    policy_kind = models.CharField(max_length=6, choices=PolicyKind, blank=True, default="")
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, related_name="clocks")
    target = models.PositiveSmallIntegerField(default=0, help_text="its number in the version's targets")
    calendar_version = models.ForeignKey(
        CalendarVersion, models.PROTECT, null=True, related_name="clocks", db_index=False
    )
    unit = models.CharField(max_length=16, choices=Unit)
    amount = models.PositiveIntegerField(help_text="minutes or working days")
    warn: models.JSONField[list[int], list[int]] = models.JSONField(default=list, help_text="percentages, rising")
    state = models.CharField(max_length=9, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    elapsed = models.DurationField(default=timedelta)
    paused = models.DurationField(default=timedelta)
    paused_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stay = models.ForeignKey(Stay, models.CASCADE, null=True, related_name="clocks", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="clock_of_ticket"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_next"),
            models.Index(fields=["kind", "stopped_at"], condition=Q(stopped_at__isnull=False), name="clock_stopped"),
            models.Index(fields=["started_at"], condition=Q(kind="legal"), name="clock_legal"),
            models.Index(
                fields=["calendar_version"], condition=Q(stopped_at__isnull=True), name="clock_live_by_calendar"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "policy_kind"], condition=Q(stopped_at__isnull=True),
                name="one_clock_of_a_kind_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of #{self.ticket_id} ({self.state})"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Standing(models.Model):
    """What the clocks of a ticket remember between two facts (see `core.clocks.memory`); only for tickets with clocks."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="standing")
    event_id = models.BigIntegerField(default=0)
    targets: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    memory: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"#{self.ticket_id} after {self.event_id}"


class Stamp(models.Model):
    """One row that changes whenever policies, calendars or levels' targets do: what processes keep in memory was read
    under a token, and is read again under another. No row: there is nothing to keep."""

    token = models.CharField(max_length=32, default="")

    def __str__(self) -> str:
        return self.token
