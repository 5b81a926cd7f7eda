"""The fixed words of working on many tickets at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RunState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", pgettext_lazy("bulk action", "Done")
    STOPPED = "stopped", _("Stopped")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class StepState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", pgettext_lazy("bulk action", "Done")
    SAME = "same", _("Was so already")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Kept: it has changed since")


ACTIVE = (RunState.RUNNING, RunState.UNDOING)
