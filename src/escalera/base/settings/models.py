"""What the company decides for the whole desk, in the product rather than in the environment."""

from __future__ import annotations

from django.db import models

from escalera.base.calendars.models import Calendar


class Company(models.Model):
    """The one row about the company itself: its name, its brand, its words.

    `color`: "#rrggbb", "" for the product's own; `logo`: key of a stored file; `terms`: the company's own words for
    the product's ({"level_letter": "L"}); `guide`: which steps of the first-run guide are done or put aside."""

    name = models.CharField(max_length=120, default="Escalera")
    founded_at = models.DateTimeField(null=True)
    color = models.CharField(max_length=7, blank=True, default="")
    logo = models.CharField(max_length=64, blank=True, default="")
    logo_type = models.CharField(max_length=40, blank=True, default="")
    welcome = models.CharField(max_length=300, blank=True, default="", help_text="the portal's first words")
    terms: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    guide: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    thanks_reopen = models.BooleanField(default=True, help_text="words that only thank open again what had ended")
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get(cls) -> Company:
        return cls.objects.order_by("pk").first() or cls()
