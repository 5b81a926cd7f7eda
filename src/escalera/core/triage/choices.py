"""The fixed words of triage: what is proposed, how far it goes, what became of it."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """What is proposed of a ticket."""

    CATEGORY = "category", _("Category")
    KIND = "kind", _("Kind")
    PRIORITY = "priority", _("Priority")
    LEVEL = "level", _("Level")
    TEAM = "team", _("Team")


class Mode(models.TextChoices):
    OFF = "off", _("Propose nothing")
    SUGGEST = "suggest", _("Suggest")
    APPLY = "apply", _("Apply when sure enough, else suggest")


class ModelState(models.TextChoices):
    """A model that was not better stays as a row with its figures, without what it learned."""

    LIVE = "live", _("In use")
    RETIRED = "retired", _("Replaced")
    REFUSED = "refused", _("Not better")
    SHORT = "short", _("Not enough history")


class Fate(models.TextChoices):
    OPEN = "open", _("Waits for its answer")
    APPLIED = "applied", _("Set by the desk")
    CONFIRMED = "confirmed", _("Taken by a person")
    CHANGED = "changed", _("Something else was chosen")
    DISMISSED = "dismissed", _("Dismissed")
    IGNORED = "ignored", _("Never answered")


class Sounding(models.IntegerChoices):
    """How urgent words sound, by rules."""

    CALM = 0, _("Not urgent")
    SOME = 1, _("A little")
    URGENT = 2, _("Urgent")
    VERY = 3, _("Very urgent")


class Tone(models.TextChoices):
    """A hint for sorting, never a judgement about a person."""

    PLAIN = "plain", _("Plain")
    UPSET = "upset", _("Upset")
    THANKFUL = "thankful", _("Thankful")


# A level is where people climb to with a hand-over, so it is never changed by itself.
MAY_APPLY: Final = (Field.CATEGORY, Field.KIND, Field.PRIORITY, Field.TEAM)
LEAST_TO_APPLY = (200, 20)  # examples in all and of the proposed value: under that nothing is applied
LEAST_TO_SUGGEST = 5  # examples of a value: under that it is not proposed
