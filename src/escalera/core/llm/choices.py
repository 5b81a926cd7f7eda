"""What a model may be asked for, how a call ended, and what a person did with a draft."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a call is for. A consent names these one by one."""

    ANSWER = "answer", _("Word the assistant's answers")
    SUMMARY = "summary", _("Summaries for hand-overs")
    REPLY = "reply", _("Drafts of replies")
    TRANSLATION = "translation", _("Translations")
    ARTICLE = "article", _("Drafts of articles")
    PROBE = "probe", _("Trying the connection")


OFFERED = [one for one in Purpose if one != Purpose.PROBE]


class CallState(models.TextChoices):
    RUNNING = "running", _("On its way")
    DONE = "done", _("Answered")
    REJECTED = "rejected", _("Answer not usable")
    FAILED = "failed", _("No answer")


class Fate(models.TextChoices):
    """What became of a draft."""

    OPEN = "", _("not decided")
    USED = "used", _("used")
    EDITED = "edited", _("changed, then used")
    DROPPED = "dropped", _("not used")


class Asks(models.TextChoices):
    """How the endpoint takes the form of its answer; found out when the connection is tried."""

    SCHEMA = "schema", "json_schema"
    OBJECT = "object", "json_object"
    WORDS = "words", "-"
