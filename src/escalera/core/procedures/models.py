"""Scripts and runbooks as versioned graphs of steps, and what happened when people followed them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Team
from escalera.core.procedures.choices import Outcome, RunState, Use
from escalera.core.tickets.models import Category, Ticket


class Procedure(models.Model):
    """Steps that somebody follows on a ticket. What it says is in its published version; see `graph` for the data.

    `version`: the number of the published one, 0 before the first. `draft`: what is being written, None if nothing is.
    `words`: what tickets that need it say, for proposing it. `language`: of its own texts, "" if that does not matter."""

    use = models.CharField(max_length=8, choices=Use)
    name = models.CharField(max_length=120)
    about = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="", help_text="words and phrases, one a line")
    language = models.CharField(max_length=10, blank=True, default="")
    categories: models.ManyToManyField[Category, Any] = models.ManyToManyField(Category, related_name="procedures")
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, related_name="procedures", help_text="else everybody's"
    )
    version = models.PositiveIntegerField(default=0)
    draft: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, default=None)
    edition = models.PositiveIntegerField(
        default=0, help_text="grows with each change of the draft: who saves says it"
    )
    archived_at = models.DateTimeField(null=True, help_text="offered nowhere; kept for its runs")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["use", "name"], condition=Q(archived_at__isnull=True), name="one_procedure_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProcedureWord(models.Model):
    """A stem of what a procedure is called and of its words, so that proposing one costs no more with many.

    `language`: "" for the stems of a procedure with a language of its own; else each of several, see `proposing`."""

    id = models.BigAutoField(primary_key=True)
    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="stems", db_index=False)
    language = models.CharField(max_length=2, blank=True, default="")
    word = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["word", "language"], name="procedure_by_word")]
        constraints = [models.UniqueConstraint(fields=["procedure", "language", "word"], name="procedure_word_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.word}"


class ProcedureVersion(models.Model):
    """What a procedure said from `at` on; never changed. `data`: see `graph`."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(max_length=200, blank=True, default="", help_text="what changed, in its author's words")
    restored = models.PositiveIntegerField(null=True, help_text="the number of the older version that it repeats")

    class Meta:
        ordering = ["procedure", "-number"]
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"


class Run(models.Model):
    """One time that a procedure was followed on a ticket, on one version for ever.

    `step`: the key of the step that waits for an answer; "" when it has ended. `holder`: who follows it now.
    `pins`: the versions of the procedures within it, as they were when it began (procedure's key: version's key).
    `parent` and `parent_step`: the run that waits for this one. `paused`: seconds that it stood still until now."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="runs", db_index=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="runs", db_index=False)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="runs", db_index=False)
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    step = models.CharField(max_length=40, blank=True, default="")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="runs")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused = models.PositiveIntegerField(default=0, help_text="seconds")
    why = models.CharField(max_length=400, blank=True, default="", help_text="why it is paused or was left")
    pins: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    parent_step = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="procedure_run_on_ticket"),
            models.Index(fields=["procedure", "ended_at"], name="procedure_run_by_end"),
            models.Index(fields=["version"], name="procedure_run_of_version"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} on #{self.ticket_id}"


class RunStep(models.Model):
    """One visit to a step. Going back marks what is taken back by `undone_at`; nothing is deleted.

    `value`: what was answered, by the keys of `StepKind.asks`; `way`: the way that it took; `words`: the answer in one
    line. `seconds`: from its beginning to the answer, without pauses. `ready_at`: when its timer is over, and `rung_at`:
    when that was told."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps", db_index=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300, blank=True, default="")
    began_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    value: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    way = models.CharField(max_length=40, blank=True, default="")
    words = models.CharField(max_length=400, blank=True, default="")
    seconds = models.PositiveIntegerField(null=True)
    paused = models.PositiveIntegerField(default=0, help_text="seconds that the run stood still meanwhile")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "id"], name="step_of_run"),
            models.Index(fields=["procedure", "step", "answered_at"], name="step_of_procedure"),
            models.Index(
                fields=["ready_at"],
                condition=Q(
                    ready_at__isnull=False, rung_at__isnull=True, answered_at__isnull=True, undone_at__isnull=True
                ),
                name="step_to_ring",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(answered_at__isnull=True, undone_at__isnull=True),
                name="one_step_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.run_id}"


class StepRemark(models.Model):
    """Somebody's words on how a step could be better, for who keeps the procedure."""

    id = models.BigAutoField(primary_key=True)
    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="remarks", db_index=False)
    number = models.PositiveIntegerField(help_text="of the version that they followed")
    step = models.CharField(max_length=40, blank=True, default="", help_text="empty: the whole procedure")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="remarks")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["procedure", "done_at", "id"], name="remark_of_procedure")]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.step}: {self.text[:40]}"
