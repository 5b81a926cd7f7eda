"""Questions that nothing answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from escalera.core.knowledge.choices import GapState
from escalera.core.knowledge.models.articles import Article


class Gap(models.Model):
    """What was asked and found no answer, with how often. `samples`: the newest few ways of asking it, without
    personal data: [{"text", "at", "where"}]."""

    language = models.CharField(max_length=10, blank=True, default="")
    text = models.CharField(max_length=300)
    samples: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=GapState, default=GapState.OPEN)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="gaps", db_index=False)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-count", "-id"], condition=Q(state="open"), name="gap_most_asked"),
            models.Index(fields=["last_at"], name="gap_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.count})"


class GapWord(models.Model):
    """A telling word of a gap's question: by these, the next one like it finds it."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["word"], name="gap_word")]

    def __str__(self) -> str:
        return self.word
