"""Escalation policies: the steps that press, and the rows that stand ready to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from escalera.core.oncall.choices import ArmedState, Hours, Situation
from escalera.core.tickets.models import Ticket


class EscalationPolicy(models.Model):
    """What presses when nothing happens. All policies whose condition a ticket fulfils count, all their steps press.

    `since`: since when it stands as it is: what would have pressed before does not press any more."""

    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveIntegerField(default=0)
    when: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; presses nothing")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """One step: how long what must be so, and what is done then.

    `minutes` are counted in `hours`. `only`: narrows the situation: {"status": …} of a state, {"level": key} of a stay,
    {"clock": kind or "", "percent": n} of a clock. `every_min`: it presses again until somebody takes it, at most
    `times` times in all. `deeds`: as `core.deeds` keeps them."""

    policy = models.ForeignKey(EscalationPolicy, models.CASCADE, related_name="steps", db_index=False)
    order = models.PositiveSmallIntegerField(default=0)
    situation = models.CharField(max_length=14, choices=Situation)
    only: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField(default=0)
    hours = models.CharField(max_length=8, choices=Hours, default=Hours.TEAM)
    every_min = models.PositiveIntegerField(null=True)
    times = models.PositiveSmallIntegerField(default=1)
    deeds: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["policy", "order", "pk"]
        indexes = [models.Index(fields=["policy", "order"], name="step_of_policy")]

    def __str__(self) -> str:
        return f"step {self.order} of {self.policy_id}"


class ArmedStep(models.Model):
    """A step that stands ready for one ticket, or that pressed.

    `episode`: the situation that armed it ("stay:12"); `number`: the how-manieth time, from 1; `said`: why it could
    not be done, in words."""

    id = models.BigAutoField(primary_key=True)
    step = models.ForeignKey(Step, models.CASCADE, related_name="armed", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="armed_steps", db_index=False)
    episode = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ArmedState, default=ArmedState.ARMED)
    fired_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="armed_step_of_ticket"),
            models.Index(fields=["due_at"], condition=Q(state="armed"), name="armed_step_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["step", "ticket", "episode", "number"], name="step_once_an_episode")
        ]

    def __str__(self) -> str:
        return f"{self.step_id} on #{self.ticket_id} at {self.due_at} ({self.state})"
