"""What runbooks may ask machines: diagnostics, hosts that they may call, secrets that they send, what came of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from escalera.core.procedures.models import Run
from escalera.levels.specialists.choices import Kind, ProbeState, Trouble


class AllowedHost(models.Model):
    """A machine that diagnostics may call, by its exact name and port."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=443)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["host", "port"]
        constraints = [models.UniqueConstraint(fields=["host", "port"], name="one_host_and_port")]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Secret(models.Model):
    """A word that only the desk knows, sealed; diagnostics name it as {secret:name}. It is never shown again."""

    name = models.SlugField(max_length=40, unique=True)
    sealed = models.TextField()
    hosts: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="to which it may be sent, as host:port"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Diagnostic(models.Model):
    """One thing that a machine can be asked at a step. Texts have places: {answer:step}, {ticket}, {secret:name}.

    `find`: where the value stands in a JSON answer, "line.signal" ("" for the whole text); `comparison` and `wanted`: how
    it compares when all is well, see `procedures.branching.holds`; "" looks only whether it answered.
    A command's `address` is its name in the administrator's file."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.HTTP)
    method = models.CharField(max_length=6, default="GET")
    address = models.CharField(max_length=1_000)
    headers: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    seconds = models.PositiveSmallIntegerField(default=10, help_text="its time limit")
    find = models.CharField(max_length=200, blank=True, default="")
    comparison = models.CharField(max_length=10, blank=True, default="")
    wanted = models.CharField(max_length=120, blank=True, default="")
    unit = models.CharField(max_length=20, blank=True, default="")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Probe(models.Model):
    """One time that a diagnostic was asked at a step of a run. `shown`: what came back, cut, without secrets.

    Without a run it was tried in the settings; `given` then holds what stood for its places: the ticket's number as
    "ticket", answers by the step's key as "answers"."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, models.CASCADE, null=True, related_name="probes", db_index=False)
    step = models.CharField(max_length=40, blank=True, default="")
    given: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    diagnostic = models.ForeignKey(Diagnostic, models.PROTECT, related_name="probes", db_index=False)
    state = models.CharField(max_length=6, choices=ProbeState, default=ProbeState.ASKED)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True, default="")
    value = models.CharField(max_length=400, blank=True, default="")
    is_well = models.BooleanField(null=True)
    shown = models.TextField(blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True, help_text="of HTTP, or the command's exit code")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["run", "step", "id"], name="probe_of_step"),
            models.Index(fields=["diagnostic"], condition=models.Q(run__isnull=True), name="trial_of_diagnostic"),
        ]

    def __str__(self) -> str:
        return f"{self.diagnostic_id} at {self.run_id or '-'}/{self.step}: {self.state}"
