"""The front line's tools: answers that are written once and given often."""

from __future__ import annotations

from django.db import models


class CannedAnswer(models.Model):
    """Words for a case that comes again and again; `{cliente}`, `{ticket}` and `{agente}` are filled in."""

    title = models.CharField(max_length=120)
    text = models.TextField()
    language = models.CharField(max_length=10, blank=True, default="", help_text='"" fits every customer')

    class Meta:
        constraints = [models.UniqueConstraint(fields=["title", "language"], name="one_answer_per_title")]

    def __str__(self) -> str:
        return self.title
