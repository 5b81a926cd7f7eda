"""The fixed words of clocks: what they measure, in which unit, how they stand, and what their policies are."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockKind(models.TextChoices):
    FIRST_REPLY = "first_reply", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    UPDATE = "update", _("Periodic update")
    OWN = "own", _("Somebody takes it")
    RESOLUTION = "resolution", _("Resolution")
    STAY = "stay", _("Time with a team")
    VENDOR = "vendor", _("Vendor's answer")
    LEGAL = "legal", _("Legal term")
    PROMISE = "promise", _("Promise to the customer")


class Unit(models.TextChoices):
    WORKING_MINUTES = "working_minutes", _("Working minutes")
    CALENDAR_MINUTES = "calendar_minutes", _("Calendar minutes")
    WORKING_DAYS = "working_days", _("Working days")


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Standing still")
    LATE = "late", _("Late")  # its time ran out, and what it waits for has not happened
    MET = "met", _("Met")
    MISSED = "missed", _("Missed")  # it happened, too late
    CANCELLED = "cancelled", _("Cancelled")


class PolicyKind(models.TextChoices):
    SLA = "sla", _("Agreement with customers")
    OLA = "ola", _("Agreement between teams")
    UC = "uc", _("Contract with a vendor")
    LEGAL = "legal", _("Legal term")


LIVE: Final = (ClockState.RUNNING, ClockState.PAUSED, ClockState.LATE)
STOPPED: Final = (ClockState.MET, ClockState.MISSED, ClockState.CANCELLED)
# What customers wait for: the earliest due instant of these is the ticket's.
TO_CUSTOMER: Final = (
    ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY, ClockKind.UPDATE, ClockKind.RESOLUTION, ClockKind.LEGAL,
    ClockKind.PROMISE,
)  # fmt: skip
# Which kinds of clock a policy of a kind may have.
KINDS_OF_POLICY: Final[dict[str, tuple[str, ...]]] = {
    PolicyKind.SLA: (
        ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY, ClockKind.UPDATE, ClockKind.OWN, ClockKind.RESOLUTION,
    ),
    PolicyKind.OLA: (ClockKind.OWN, ClockKind.STAY),
    PolicyKind.UC: (ClockKind.VENDOR,),
    PolicyKind.LEGAL: (ClockKind.FIRST_REPLY, ClockKind.LEGAL),
}  # fmt: skip
