"""How each segment is served, as versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Segment


class Workflow(models.Model):
    """One segment's way of being served; the default one (without a segment) is everybody else's.

    `version`: the number of the published one, 0 before the first. `draft`: what is being written."""

    segment = models.OneToOneField(Segment, models.CASCADE, null=True, related_name="workflow")
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    draft: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, default=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_workflow"),
            models.CheckConstraint(
                condition=Q(is_default=True, segment__isnull=True) | Q(is_default=False, segment__isnull=False),
                name="workflow_of_a_segment_or_default",
            ),
        ]

    def __str__(self) -> str:
        return f"workflow of {self.segment_id or 'everybody'}"


class WorkflowVersion(models.Model):
    """What a workflow said from `at` on; never changed. `data`: see `choices.PARTS`."""

    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    restored = models.PositiveIntegerField(null=True, help_text="the number of the older version that it repeats")

    class Meta:
        ordering = ["workflow", "-number"]
        constraints = [models.UniqueConstraint(fields=["workflow", "number"], name="workflow_version_once")]

    def __str__(self) -> str:
        return f"{self.workflow_id} v{self.number}"


class Stamp(models.Model):
    """One row that is another whenever a version is published: what processes keep in memory is as old as it.

    It is random and not counted: a rolled-back publishing and the next one never look alike."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
