"""How a service is, and what a notice is about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WORKING = "working", _("Working")
    DEGRADED = "degraded", _("With problems")
    DOWN = "down", _("Not working")
    MAINTENANCE = "maintenance", _("Under maintenance")


class NoticeKind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    PLANNED = "planned", _("Planned work")
