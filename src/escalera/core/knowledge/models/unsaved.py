"""What somebody is writing and has not saved yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.knowledge.models.articles import Article


class Unsaved(models.Model):
    """One person's words in an editor, kept while they type: a reload or a broken machine loses nothing.

    `article` None: of an article that is not there yet; `origin` tells two such apart: "", "ticket 5", "gap 3".
    `place`: what else the form of a new article holds, {field: text}; `files`: pictures put into one, [{"name",
    "content_type", "size", "sha256"}]. `seen`: the number of the version that the words began with."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="unsaved")
    language = models.CharField(max_length=10, blank=True, default="")
    origin = models.CharField(max_length=30, blank=True, default="")
    title = models.CharField(max_length=160, blank=True, default="")
    body = models.TextField(blank=True, default="")
    place: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    files: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    seen = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "article", "language"], condition=Q(article__isnull=False), name="unsaved_of_a_text"
            ),
            models.UniqueConstraint(
                fields=["agent", "origin"], condition=Q(article__isnull=True), name="unsaved_of_a_new_article"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="unsaved_oldest")]

    def __str__(self) -> str:
        return f"{self.title} of {self.agent_id}, not saved"
