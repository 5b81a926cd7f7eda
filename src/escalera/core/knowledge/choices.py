"""Who may read an article."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    INTERNAL = "internal", _("Only the team")
