"""Words of procedures: what they are for, and how runs stand and end."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Use(models.TextChoices):
    """What a procedure is for. Each kind of step says in which of them it can stand."""

    SCRIPT = "script", _("Script")  # questions for the first line, with the customer listening
    RUNBOOK = "runbook", _("Runbook")  # work of specialists, with expected results and evidence


class RunState(models.TextChoices):
    RUNNING = "running", _("Under way")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")  # it reached one of its ends
    LEFT = "left", _("Stopped")  # somebody stopped it before an end


class Outcome(models.TextChoices):
    """What an end says. Only solved and done count as a success."""

    SOLVED = "solved", _("Solved")
    ESCALATE = "escalate", _("Escalated")
    VISIT = "visit", _("A visit is needed")
    DONE = "done", _("Done")  # worked through; whether the ticket is solved is said elsewhere
    FAILED = "failed", _("Did not help")


SUCCESSES = (Outcome.SOLVED, Outcome.DONE)
