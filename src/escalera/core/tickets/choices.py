"""The fixed words of a ticket: what it is, how it stands, how much it presses, what a message is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
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


class Impact(models.IntegerChoices):
    """How far it reaches."""

    HIGH = 1, _("High: everybody, or the business stands still")
    MEDIUM = 2, _("Medium: a group")
    LOW = 3, _("Low: one person")


class Urgency(models.IntegerChoices):
    """How soon it hurts."""

    HIGH = 1, _("High: now")
    MEDIUM = 2, _("Medium: today")
    LOW = 3, _("Low: it can wait")


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


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A reason that every desk has from the first day, in the reader's language until the company renames it."""

    name: str | Promise
    status: Status
    pauses: tuple[str, ...] = ()


# The first of a status is the status's own: what counts when nobody says why. A promise, a legal term and what the
# customer has not been answered yet never stand still by themselves; our own waiting does not stop the customer's clock.
_CUSTOMER_HAS_IT = ("resolution", "update", "own", "stay")
BUILT_IN: Mapping[str, BuiltIn] = {
    "customer": BuiltIn(_("The customer must answer"), Status.WAITING_CUSTOMER, _CUSTOMER_HAS_IT),
    "customer_tests": BuiltIn(_("The customer tries the solution"), Status.WAITING_CUSTOMER, _CUSTOMER_HAS_IT),
    "colleagues": BuiltIn(_("Colleagues must answer"), Status.WAITING_INTERNAL),
    "approval": BuiltIn(_("An approval is missing"), Status.WAITING_INTERNAL, ("stay",)),
    "vendor": BuiltIn(_("The vendor works on it"), Status.WAITING_VENDOR, ("stay",)),
    "parts": BuiltIn(_("Parts are on their way"), Status.WAITING_VENDOR, ("stay",)),
    "set_aside": BuiltIn(_("Set aside"), Status.SCHEDULED),
    "visit": BuiltIn(_("A visit is agreed with the customer"), Status.SCHEDULED, _CUSTOMER_HAS_IT),
}
OWN_REASONS = frozenset({"customer", "colleagues", "vendor", "set_aside"})  # the first of their statuses
