"""The fixed words of routing: how present somebody is, how a queue is worked off, what became of an offer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Presence(models.TextChoices):
    """What people say of themselves. Whether a page of theirs is open plays no part: a telephone goes to sleep."""

    ONLINE = "online", pgettext_lazy("presence", "Available")
    AWAY = "away", pgettext_lazy("presence", "Pause")
    OFFLINE = "offline", pgettext_lazy("presence", "Not available")


class Mode(models.TextChoices):
    PULL = "pull", _("People take from the queue")
    OFFER = "offer", _("Offer, and wait for an answer")
    ROUND_ROBIN = "round_robin", _("In turn")
    LEAST_LOADED = "least_loaded", _("To whoever has least to do")
    LONGEST_IDLE = "longest_idle", _("To whoever has been without new work longest")


class Affinity(models.TextChoices):
    NONE = "none", _("Nobody in particular")
    TICKET = "ticket", _("Who worked on this ticket last")
    CUSTOMER = "customer", _("Who last helped this customer")


class OnAbsence(models.TextChoices):
    STAY = "stay", _("It stays with them")
    QUEUE = "queue", _("It goes back to the team's queue")
    REPLACEMENT = "replacement", _("It goes to who stands in, else to the queue")


class OfferState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
