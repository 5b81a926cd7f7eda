"""Topics and their articles; an article's text in each language, and every version of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Level, Segment
from escalera.core.knowledge.choices import Audience, TextState, Translated


class Topic(models.Model):
    """A shelf of articles, or a part of one (`parent`; parts have no parts). `icon` is the name of a symbol. `order`
    counts among the topics with the same parent. A topic that is not public hides its articles and its parts too."""

    name = models.CharField(max_length=80)
    names: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict, help_text="its name in other languages: {language: name}"
    )
    slug = models.SlugField(max_length=90, unique=True)
    icon = models.CharField(max_length=24, blank=True, default="book")
    order = models.PositiveSmallIntegerField(default=0)
    is_public = models.BooleanField(default=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its name with that of the topic that it is a part of; `parent` is to be loaded."""
        return f"{self.parent.name} / {self.name}" if self.parent is not None else self.name

    @property
    def is_open(self) -> bool:
        """Customers may see it; `parent` is to be loaded."""
        return self.is_public and (self.parent is None or self.parent.is_public)

    def name_in(self, language: str) -> str:
        """Return the name in a language, or in its main one ("es" for "es-419"), or the topic's own."""
        return self.names.get(language) or self.names.get(language.split("-")[0]) or self.name


class Article(models.Model):
    """One answer. `language` is that of the original; `title` and `body` are copies of what readers see of it (of what
    is being written, while nothing is published). Texts, also of the original, stand in `texts`.

    What readers see follows from `is_published`, the audience and the topic: see `policies.visible_to`."""

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    body = models.TextField(help_text="Markdown")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="articles", db_index=False)
    language = models.CharField(max_length=10, blank=True, default="", help_text="es, pt…; empty: any")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.PUBLIC)
    segments = models.ManyToManyField(Segment, related_name="+")
    from_level = models.ForeignKey(Level, models.PROTECT, null=True, related_name="+", db_index=False)
    is_published = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    archived_at = models.DateTimeField(null=True, help_text="kept for its history; offered nowhere")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="who keeps it true",
    )  # fmt: skip
    review_every_days = models.PositiveSmallIntegerField(null=True)
    review_on = models.DateField(null=True, help_text="when somebody should look whether it is still true")
    review_told = models.DateField(null=True, help_text="the last such day of which its keeper was told")
    position = models.PositiveSmallIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0, help_text="how often it was read or proposed")
    used = models.PositiveIntegerField(default=0, help_text="in how many tickets it was sent or followed")
    solved = models.PositiveIntegerField(default=0, help_text="how often it made a request unnecessary or ended it")
    failed = models.PositiveIntegerField(default=0, help_text="in how many tickets it was used and did not help")
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    source = models.CharField(
        max_length=200, null=True, default=None, help_text="where it was imported from, so that it is imported once"
    )

    class Meta:
        indexes = [
            models.Index(fields=["topic", "position"], name="article_of_topic"),
            models.Index(fields=["-updated_at"], name="article_newest"),
            models.Index(fields=["-helpful"], condition=Q(is_published=True), name="article_most_helpful"),
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="article_to_review"),
            models.Index(fields=["owner"], condition=Q(owner__isnull=False), name="article_of_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(source__isnull=False), name="article_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ArticleVersion(models.Model):
    """A text as it was saved once, for ever. Numbers count for each language of an article, from 1."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions", db_index=False)
    language = models.CharField(max_length=10, blank=True, default="")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField()
    note = models.CharField(max_length=200, blank=True, default="", help_text="why it was changed")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language", "number"], name="article_version_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.language} v{self.number}"


class ArticleText(models.Model):
    """An article in one language: what is being written (title, body, its `number`) and the version that readers see.

    `published` None: readers don't see this language. `state` tells of what is being written; it is PUBLISHED exactly
    when `published.number == number`. `of_number`: of a translation, the original's version that it follows."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="texts", db_index=False)
    language = models.CharField(max_length=10, blank=True, default="")
    title = models.CharField(max_length=160)
    body = models.TextField(help_text="Markdown")
    number = models.PositiveIntegerField(help_text="of the newest version")
    state = models.CharField(max_length=9, choices=TextState, default=TextState.DRAFT)
    published = models.ForeignKey(ArticleVersion, models.RESTRICT, null=True, related_name="+", db_index=False)
    of_number = models.PositiveIntegerField(null=True)
    sought = models.TextField(default="", help_text="folded title and text of what readers don't see: finds drafts")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True, default="", help_text="why a reviewer sent it back")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="article_text_once")]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="review"), name="article_text_in_review"),
            models.Index(fields=["article"], condition=~Q(state="published"), name="article_text_being_written"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language or '*'})"

    @property
    def has_changes(self) -> bool:
        """Something newer than what readers see is being written."""
        return self.published_id is not None and self.state != TextState.PUBLISHED

    def translated(self, original: ArticleText) -> Translated:
        """Say how a translation stands to its original; `published` of both must be loaded."""
        if self.published is None:
            return Translated.STARTED
        newest = original.published.number if original.published is not None else original.number
        return Translated.DONE if (self.of_number or 0) >= newest else Translated.OUTDATED
