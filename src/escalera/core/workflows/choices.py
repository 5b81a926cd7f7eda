"""The fixed words of workflows: tone, survey, how their tickets are handed out, and what a version holds."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tone(models.TextChoices):
    NEAR = "near", _("Near")
    FORMAL = "formal", _("Formal")


class Survey(models.TextChoices):
    """Which question is asked after the end; what each measures is said where surveys are made."""

    NONE = "", _("No survey")
    CSAT = "csat", _("How satisfied are you? (CSAT)")
    CES = "ces", _("How easy was it? (CES)")
    NPS = "nps", _("Would you recommend us? (NPS)")


class Handing(models.TextChoices):
    """How its tickets find their person; the keys are those of `core.routing`."""

    TEAM = "", _("As each team does")
    PULL = "pull", _("People take from the queue")
    OFFER = "offer", _("Offer, and wait for an answer")
    ROUND_ROBIN = "round_robin", _("In turn")
    LEAST_LOADED = "least_loaded", _("To whoever has least to do")
    LONGEST_IDLE = "longest_idle", _("To whoever has been without new work longest")


class Personal(models.TextChoices):
    """Kinds of personal data that may be covered; the keys are those of `base.text.masking`."""

    CARD = "card", _("Card numbers")
    IBAN = "iban", _("Bank accounts (IBAN)")
    ID = "id", _("Identity numbers")
    PHONE = "phone", _("Phone numbers")
    SECRET = "secret", _("Passwords, PINs and codes")
    EMAIL = "email", _("Mail addresses")


# The parts of a version, in the order in which people read them, each with what it is while nobody says otherwise.
PARTS: Final[dict[str, object]] = {
    "statuses": {},  # {status: words for the customer}
    "hidden": [],  # statuses that its customers do not see
    "forms": [],  # keys of forms; empty: all
    "policies": [],  # keys of clock policies; empty: all
    "path": [],  # keys of levels, lowest first; empty: all
    "entrance": None,  # key of the team where its tickets begin
    "routing": "",
    "channels": [],  # empty: all
    "survey": "",
    "tone": "near",
    "greeting": "",
    "signature": "",
    "may_ask_higher": False,
    "tells_deadline": True,  # its customers read until when we answer
    "covers": [],  # kinds of personal data that are covered before what its customers write is kept
}
