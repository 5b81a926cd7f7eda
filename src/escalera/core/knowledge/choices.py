"""Who may read an article, how far its texts are, what it did for a ticket."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    SEGMENT = "segment", _("Some segments of customers")
    INTERNAL = "internal", _("Only the team")
    LEVEL = "level", _("Only from one level upwards")


class TextState(models.TextChoices):
    """Of what is being written; what readers see meanwhile is the published version."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")


class Translated(models.TextChoices):
    MISSING = "missing", _("missing")
    STARTED = "started", _("not published yet")
    OUTDATED = "outdated", _("older than the original")
    DONE = "done", _("up to date")


class How(models.TextChoices):
    """What an article did for one ticket."""

    SHOWN = "shown", _("shown")
    USED = "used", _("used")
    SOLVED = "solved", _("solved")
    FAILED = "failed", _("did not help")


class LinkKind(models.TextChoices):
    TICKET = "ticket", _("Ticket")
    SCRIPT = "script", _("Script")
    RUNBOOK = "runbook", _("Runbook")
    ARTICLE = "article", _("Article")


class GapState(models.TextChoices):
    OPEN = "open", pgettext_lazy("questions", "Open")
    ANSWERED = "answered", pgettext_lazy("questions", "Answered")
    IGNORED = "ignored", pgettext_lazy("questions", "Set aside")
