"""The fixed words of a ticket: what it is, how it stands, how much it presses, what a message is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    INCIDENT = "incident", _("Incident")
    REQUEST = "request", _("Request")
    QUESTION = "question", _("Question")
    COMPLAINT = "complaint", _("Complaint")


class Status(models.TextChoices):
    """The fixed categories; metrics and clocks read these, never a label."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for the customer")
    WAITING_INTERNAL = "waiting_internal", _("Waiting for colleagues")
    WAITING_VENDOR = "waiting_vendor", _("Waiting for a vendor")
    SCHEDULED = "scheduled", _("Scheduled")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


ENDED = (Status.RESOLVED, Status.CLOSED, Status.CANCELLED)
WAITING = (Status.WAITING_CUSTOMER, Status.WAITING_INTERNAL, Status.WAITING_VENDOR)


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class MessageKind(models.TextChoices):
    MESSAGE = "message", _("Message")  # said between the customer and us
    NOTE = "note", _("Internal note")
    CALL = "call", _("Call")
    BOT = "bot", _("Automatic")


class FieldKind(models.TextChoices):
    """What a field of the company's own holds."""

    TEXT = "text", _("Short text")
    LONG = "long", _("Long text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several")
    MULTI = "multi", _("Several of several")
    FLAG = "flag", _("Yes or no")


class RequiredAt(models.TextChoices):
    NEVER = "never", _("Never")
    OPEN = "open", _("When the ticket is opened")
    RESOLVE = "resolve", _("When it is resolved")


class LinkKind(models.TextChoices):
    """How one ticket stands to another, said from the first: `ticket` is … of `to`."""

    RELATED = "related", _("Related")
    DUPLICATE = "duplicate", _("Duplicate of")
    PARENT = "parent", _("Part of")


class Woken(models.TextChoices):
    """What ended a sleep."""

    TIME = "time", _("its time came")
    REPLY = "reply", _("the customer wrote")
    AGENT = "agent", _("somebody woke it")
    ENDED = "ended", _("the ticket moved on")
