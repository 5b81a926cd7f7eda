"""What tickets are about, how priority follows from impact and urgency, and why tickets wait."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from escalera.base.people.models import Team
from escalera.core.tickets.choices import BUILT_IN, WAITING, Impact, Kind, Priority, Status, Urgency


class Category(models.Model):
    """What a ticket is about; a tree. `team`: where its tickets go when they are opened, else the entrance."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=12, choices=Kind, blank=True, default="", help_text="what its tickets are")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; offered nowhere")

    class Meta:
        ordering = ["order", "name", "pk"]

    def __str__(self) -> str:
        return self.name


# What the matrix says where the company has not: by impact, then urgency.
MATRIX: Mapping[tuple[int, int], Priority] = {
    (Impact.HIGH, Urgency.HIGH): Priority.URGENT,
    (Impact.HIGH, Urgency.MEDIUM): Priority.HIGH,
    (Impact.HIGH, Urgency.LOW): Priority.NORMAL,
    (Impact.MEDIUM, Urgency.HIGH): Priority.HIGH,
    (Impact.MEDIUM, Urgency.MEDIUM): Priority.NORMAL,
    (Impact.MEDIUM, Urgency.LOW): Priority.LOW,
    (Impact.LOW, Urgency.HIGH): Priority.NORMAL,
    (Impact.LOW, Urgency.MEDIUM): Priority.LOW,
    (Impact.LOW, Urgency.LOW): Priority.LOW,
}


class PriorityCell(models.Model):
    """One cell of the matrix that the company set: the priority of an impact with an urgency."""

    impact = models.PositiveSmallIntegerField(choices=Impact)
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    priority = models.PositiveSmallIntegerField(choices=Priority)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["impact", "urgency"], name="one_priority_a_cell")]

    def __str__(self) -> str:
        return f"{self.impact} × {self.urgency} = {self.priority}"


class WaitReason(models.Model):
    """Why a ticket waits, in the company's words, and which kinds of clock stand still meanwhile.

    `pauses`: keys of kinds of clock (see `core.clocks`)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, blank=True, help_text="else the built-in words of its code")
    status = models.CharField(max_length=20, choices=Status)
    pauses: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; offered nowhere")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[*WAITING, Status.SCHEDULED]), name="wait_reason_of_a_waiting_status"
            )
        ]

    def __str__(self) -> str:
        built_in = BUILT_IN.get(self.code)
        return self.name or str(built_in.name if built_in else self.code)
