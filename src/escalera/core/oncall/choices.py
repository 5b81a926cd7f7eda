"""The fixed words of being on call: turns, hours, pages, and the situations in which a step presses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Turn(models.TextChoices):
    """How often the next person's turn begins."""

    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")


class Covers(models.TextChoices):
    """Which hours a layer covers."""

    ALWAYS = "always", _("Around the clock")
    INSIDE = "inside", _("During these working hours")
    OUTSIDE = "outside", _("Outside these working hours")


class OverrideState(models.TextChoices):
    ASKED = "asked", _("Asked for")  # a swap that the other has not answered: counts for nothing yet
    STANDS = "stands", _("Agreed")
    ENDED = "ended", pgettext_lazy("swap", "Taken back")


class PageState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    UNANSWERED = "unanswered", _("Nobody answered")
    ENDED = "ended", _("Not needed any more")


class CallState(models.TextChoices):
    """What became of one person's call."""

    RINGING = "ringing", _("Waits for an answer")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    PASSED = "passed", _("Passed on")
    ENDED = "ended", _("Not needed any more")


class Situation(models.TextChoices):
    """What must be so, without a break, for a step to press."""

    STATE = "state", _("It is in a state")
    STAY = "stay", _("It is with the same team")
    NOT_ACCEPTED = "not_accepted", _("An escalation is not accepted")
    NOT_ANSWERED = "not_answered", _("The customer has no answer")
    UNASSIGNED = "unassigned", _("Nobody works on it")
    CLOCK_AT = "clock_at", _("A clock has reached a share")
    CLOCK_OVER = "clock_over", _("A clock has run out")


class Hours(models.TextChoices):
    """In which hours a step's minutes are counted."""

    TEAM = "team", _("The team's working hours")
    COMPANY = "company", _("The company's working hours")
    ALWAYS = "always", _("Around the clock")


class ArmedState(models.TextChoices):
    ARMED = "armed", _("Will press")
    FIRED = "fired", _("Pressed")
    REFUSED = "refused", _("Could not be done")
