"""Jobs, the schedules' ticks, and the worker processes' signs of life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> JobQuerySet:
        """Those that may be claimed: waiting ones whose time has come, and running ones whose lease has ended."""
        return self.filter(finished_at=None, due_at__lte=now)

    def waiting_under(self, task: str, key: str) -> JobQuerySet:
        """The one fresh job of this task and key; those waiting for another try are not fresh."""
        return self.filter(task=task, key=key, state=Job.State.WAITING, attempts=0)


class Job(models.Model):
    """One call of a task, to be made later. `due_at`: the earliest start; while it runs, the end of the lease."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=200)
    args: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    kwargs: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=120, default="", blank=True)
    lane = models.CharField(max_length=120, default="", blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=10)
    worker = models.CharField(max_length=40, default="", blank=True)
    error_class = models.CharField(max_length=200, default="", blank=True)
    error = models.TextField(default="", blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-priority", "due_at", "id"],
                condition=models.Q(finished_at__isnull=True),
                name="job_open",
            ),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "key"],
                condition=models.Q(state="waiting", attempts=0) & ~models.Q(key=""),
                name="job_one_fresh_per_key",
            ),
            models.UniqueConstraint(
                fields=["lane"],
                condition=models.Q(state="running") & ~models.Q(lane=""),
                name="job_one_running_per_lane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk} ({self.state})"


class Tick(models.Model):
    """A schedule's time that has been taken care of; the constraint lets one of many nodes do it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="tick_once")]

    def __str__(self) -> str:
        return f"{self.name} at {self.due_at:%Y-%m-%d %H:%M:%S}"


class WorkerBeat(models.Model):
    """A sign of life of one worker process. `loops`: by loop name, when its last step ended, its failures in a row
    and the last error."""

    id = models.CharField(max_length=40, primary_key=True)
    host = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    loops: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.id} on {self.host}"
