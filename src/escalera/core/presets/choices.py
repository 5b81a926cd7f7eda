"""The fixed words of presets: what applying one does to a thing, and what became of that when it was undone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.TextChoices):
    ADDED = "added", _("New")
    CHANGED = "changed", _("Changed")
    KEPT = "kept", _("As it is already")
    BLOCKED = "blocked", _("Not possible")


class Outcome(models.TextChoices):
    """Of a step of an applied preset."""

    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Kept")
