"""What a person can be told of, on which ways, how often by mail, and how much may stand on a lock screen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models.helpers import CONTENT, GATE, SEE_ALL, SETTINGS


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
    WORK_OFFERED = "work-offered", _("Work was offered to me")
    CLOCK_WARNED = "clock-warned", _("The time of a ticket of mine runs short")
    CLOCK_OVER = "clock-over", _("The time of a ticket of mine has run out")
    TOLD = "told", _("A rule or an escalation policy tells me of a ticket")
    PAGE = "page", _("I am on call and paged")
    PAGE_LOST = "page-lost", _("Nobody answered a page")
    RULE_OFF = "rule-off", _("A rule was switched off because it failed")
    RUN_HANDED = "run-handed", _("A script or a runbook was handed to me")
    TIMER_OVER = "timer-over", _("The timer of a step that I follow is over")
    REMARK = "step-remark", _("Somebody proposes to improve a script or a runbook of mine")
    REVIEW = "review", _("A colleague asks me to look at an article")
    PUBLISHED = "published", _("A text that I wrote was published")
    SENT_BACK = "sent-back", _("A text that I wrote came back from its review")
    REVIEW_DUE = "review-due", _("An article of mine is to be looked at again")
    LACKING = "article-lack", _("A reader says what an article of mine lacks")
    CHANNEL_BAD = "channel-bad", _("A channel is in trouble, or its access runs out")
    CHANNEL_OK = "channel-ok", _("A channel works again")
    CALL = "call", _("My telephone rings for a customer")


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
    NoticeKind.WORK_OFFERED: _NEAR,
    NoticeKind.CLOCK_WARNED: _NEAR,
    NoticeKind.CLOCK_OVER: _ALL,
    NoticeKind.TOLD: _ALL,
    NoticeKind.PAGE: _ALL,
    NoticeKind.PAGE_LOST: _ALL,
    NoticeKind.RULE_OFF: _ALL,
    NoticeKind.RUN_HANDED: _ALL,
    NoticeKind.TIMER_OVER: _NEAR,
    NoticeKind.REMARK: _DESK,
    NoticeKind.REVIEW: _ALL,
    NoticeKind.PUBLISHED: _DESK,
    NoticeKind.SENT_BACK: _ALL,
    NoticeKind.REVIEW_DUE: _ALL,
    NoticeKind.LACKING: _DESK,
    NoticeKind.CHANNEL_BAD: _ALL,
    NoticeKind.CHANNEL_OK: _NEAR,
    NoticeKind.CALL: _NEAR,
}
# Somebody waits for an answer right now: these may come outside working hours, if the person allows it.
URGENT = frozenset(
    {NoticeKind.MENTIONED, NoticeKind.ASKED, NoticeKind.OFFERED, NoticeKind.WORK_OFFERED, NoticeKind.PAGE_LOST,
     NoticeKind.CALL}
)  # fmt: skip
# Whoever is on call has chosen it: these come at once, on every way, whatever else was chosen.
ALWAYS = frozenset({NoticeKind.PAGE})
ONLY_PEOPLE_WHO = {  # others are never told
    NoticeKind.RULE_OFF: SETTINGS, NoticeKind.PAGE_LOST: SEE_ALL, NoticeKind.REMARK: CONTENT,
    NoticeKind.REVIEW: CONTENT, NoticeKind.CHANNEL_BAD: GATE, NoticeKind.CHANNEL_OK: GATE,
}  # fmt: skip
