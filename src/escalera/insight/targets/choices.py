"""Figures that may have a goal, and how a goal is compared."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Figure(models.TextChoices):
    """Shares are in percent, times in working minutes."""

    PUSH_TO_FRONT = "push_to_front", _("Solved without going up")
    SLA_MET = "sla_met", _("Terms kept")
    ESCALATED = "escalated", _("Went up")
    PING_PONG = "ping_pong", _("Ping-pong")
    REOPENED = "reopened", _("Reopened")
    STAY = "stay", _("Working time per stay (median)")


class Compare(models.TextChoices):
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


class Verdict(models.TextChoices):
    MET = "met", pgettext_lazy("goal", "Met")
    NEAR = "near", _("Nearly")
    MISSED = "missed", pgettext_lazy("goal", "Missed")
    UNKNOWN = "unknown", _("Nothing to compare")


OF_LEVELS = frozenset({Figure.PUSH_TO_FRONT, Figure.ESCALATED, Figure.STAY})  # the others are the whole desk's
ONLY_LEVELS = frozenset({Figure.STAY})
MINUTES = frozenset({Figure.STAY})
LONGEST_MIN = 366 * 24 * 60
