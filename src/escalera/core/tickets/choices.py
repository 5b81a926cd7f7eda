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
