"""What a person can be told of, on which ways, how often by mail, and how much may stand on a lock screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    ASSIGNED = "assigned", _("A ticket was given to me")
    RELIEVED = "relieved", _("A colleague took a ticket of mine over")
    REPLIED = "replied", _("A customer wrote on a ticket of mine, or one that I follow")
    MENTIONED = "mentioned", _("A colleague mentioned me")
    ASKED = "asked", _("Another team asks for advice")
    ADVISED = "advised", _("My question was answered")
    OFFERED = "offered", _("An escalation was offered to my team")
    HIGHER = "higher", _("A customer asks for a higher level")
    ACCEPTED = "accepted", _("My escalation was accepted")
    REJECTED = "rejected", _("My escalation was rejected, or nobody accepted it in time")
    RETURNED = "returned", _("A ticket came back to me")
    RESOLVED = "resolved", _("A ticket of mine was resolved by somebody else")
    WOKEN = "woken", _("A snoozed ticket is back")
    UNDELIVERED = "undelivered", _("A reply of mine could not be delivered")
    HELD_BACK = "held-back", _("A reply of mine was not sent and waits as a draft")


class Way(models.TextChoices):
    APP = "app", _("In the desk")
    PUSH = "push", _("On the screen")
    MAIL = "mail", _("By mail")


class Rhythm(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    HOURLY = "hourly", _("Once an hour at most")
    DAILY = "daily", _("Once a day")


class LockScreen(models.TextChoices):
    LITTLE = "little", _("Only that there is something new")
    NUMBER = "number", _("What happened, and the ticket's number")
    ALL = "all", _("Also who, and the ticket's subject")


@dataclass(frozen=True, slots=True)
class Wanted:
    """On which ways somebody wants to hear of one kind."""

    app: bool
    push: bool
    mail: bool

    @property
    def ways(self) -> tuple[bool, bool, bool]:
        return self.app, self.push, self.mail


_ALL = Wanted(app=True, push=True, mail=True)
_NEAR = Wanted(app=True, push=True, mail=False)
_DESK = Wanted(app=True, push=False, mail=False)
USUAL: dict[str, Wanted] = {
    NoticeKind.ASSIGNED: _ALL,
    NoticeKind.RELIEVED: _NEAR,
    NoticeKind.REPLIED: _NEAR,
    NoticeKind.MENTIONED: _ALL,
    NoticeKind.ASKED: _ALL,
    NoticeKind.ADVISED: _NEAR,
    NoticeKind.OFFERED: _NEAR,
    NoticeKind.HIGHER: _ALL,
    NoticeKind.ACCEPTED: _DESK,
    NoticeKind.REJECTED: _ALL,
    NoticeKind.RETURNED: _ALL,
    NoticeKind.RESOLVED: _DESK,
    NoticeKind.WOKEN: _NEAR,
    NoticeKind.UNDELIVERED: _ALL,
    NoticeKind.HELD_BACK: _ALL,
}
# Somebody waits for an answer right now: these may come outside working hours, if the person allows it.
URGENT = frozenset({NoticeKind.MENTIONED, NoticeKind.ASKED, NoticeKind.OFFERED})
