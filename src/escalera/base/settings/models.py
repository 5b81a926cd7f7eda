"""What the company decides for the whole desk, in the product rather than in the environment."""

from __future__ import annotations

from django.db import models


class Company(models.Model):
    """The one row about the company itself."""

    name = models.CharField(max_length=120, default="Escalera")
    founded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get(cls) -> Company:
        return cls.objects.order_by("pk").first() or cls()
