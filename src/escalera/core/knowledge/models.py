"""Topics, their articles, and what readers thought of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.core.knowledge.choices import Audience

__all__ = ["Article", "Audience", "Topic", "Vote"]


class Topic(models.Model):
    """A shelf of articles. `icon` is the name of a symbol; a topic that is not public hides its articles too."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=90, unique=True)
    icon = models.CharField(max_length=24, blank=True, default="book")
    order = models.PositiveSmallIntegerField(default=0)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One answer, in Markdown. What readers see of it follows from `is_published`, its audience and its topic's."""

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    body = models.TextField(help_text="Markdown")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="articles", db_index=False)
    language = models.CharField(max_length=10, blank=True, default="", help_text="es, pt…; empty: any")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.PUBLIC)
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0, help_text="how often it made a request unnecessary")

    class Meta:
        indexes = [
            models.Index(fields=["topic", "position"], name="article_of_topic"),
            models.Index(fields=["-updated_at"], name="article_newest"),
            models.Index(fields=["-helpful"], condition=Q(is_published=True), name="article_most_helpful"),
        ]

    def __str__(self) -> str:
        return self.title


class Vote(models.Model):
    """One reader's yes or no. `voter` is a hash of who they are, never their address."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes", db_index=False)
    voter = models.CharField(max_length=40)
    is_helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "voter"], name="one_vote_per_reader")]

    def __str__(self) -> str:
        return f"{'yes' if self.is_helpful else 'no'} to {self.article_id}"
