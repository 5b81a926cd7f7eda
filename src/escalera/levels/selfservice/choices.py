"""The fixed words of a conversation with the assistant."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a conversation stands. Only an open one is answered."""

    OPEN = "open", _("Under way")
    WANTS_PERSON = "wants", _("Asks for a person")  # the assistant is silent; who they are is not known yet
    HANDED = "handed", _("With a person")
    HELPED = "helped", _("It helped")
    LEFT = "left", _("Left in silence")


GOES_ON = (State.OPEN, State.WANTS_PERSON)


class Side(models.TextChoices):
    CUSTOMER = "you", _("Customer")
    ASSISTANT = "us", _("Assistant")


class Said(models.TextChoices):
    """What a turn of the assistant is; `words` is the customer's."""

    WORDS = "words", _("Said")
    ANSWER = "answer", _("Answered with a quote")
    OFFERS = "offers", _("Offered articles")
    UNKNOWN = "unknown", _("Did not know")
    QUESTION = "question", _("Asked")
    PERSON = "person", _("Leads to a person")
    THANKS = "thanks", _("Thanked")


class Reason(models.TextChoices):
    """Why a person took over."""

    ASKED = "asked", _("The customer asked for a person")
    UNKNOWN = "unknown", _("The assistant did not know")
    UNHELPFUL = "unhelpful", _("The answers did not help")
    REPEATED = "repeated", _("The customer had to say it again")
    LONG = "long", _("It went on for too long")
    SCRIPT = "script", _("A script leads to a person")
    MAIL = "mail", _("The answer in the mail was not enough")
