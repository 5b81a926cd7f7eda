"""What a person was told, how they want to be told, and the browsers that can be reached."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from escalera.base.people.models import Agent
from escalera.core.notifications.choices import LockScreen, NoticeKind, Rhythm
from escalera.core.tickets.models import Ticket


class Notification(models.Model):
    """One thing that a person should know. What happens again before they have seen it is counted on the same row.

    `event_id`, `who`: of the last time; `message_id`: of the first, where reading goes on. `push_due_at`,
    `mail_due_at`: when it is to go out on that way; null once it went, was seen, or was never wanted there.
    `in_app`: it stands in the list and is counted. `ticket`: None for what is about none (a rule); `about`: what it is
    about beside the ticket: words, or a key that the words know."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=12, choices=NoticeKind)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, db_index=False)
    about = models.CharField(max_length=200, blank=True, default="")
    event_id = models.BigIntegerField()
    message_id = models.BigIntegerField(null=True)
    who = models.CharField(max_length=120, blank=True, default="")
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    in_app = models.BooleanField(default=True)
    push_due_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agent", "last_at", "id"], name="notification_newest"),
            models.Index(fields=["ticket"], condition=Q(seen_at__isnull=True), name="notification_of_ticket"),
            models.Index(fields=["push_due_at"], condition=Q(push_due_at__isnull=False), name="notification_to_push"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_to_mail"),
            models.Index(fields=["last_at"], name="notification_oldest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "kind", "ticket"], condition=Q(seen_at__isnull=True), name="one_until_seen"
            ),
            models.UniqueConstraint(
                fields=["agent", "kind", "about"],
                condition=Q(seen_at__isnull=True, ticket__isnull=True),
                name="one_about_no_ticket_until_seen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ×{self.count} on #{self.ticket_id} for {self.agent_id}"


class Reach(models.Model):
    """How one person may be reached, and how many things they have not seen.

    `daily_min`: minutes after midnight of their calendar's day; `quiet_until`: nothing but the list before."""

    agent = models.OneToOneField(Agent, models.CASCADE, primary_key=True, related_name="reach")
    unseen = models.PositiveIntegerField(default=0)
    only_working_hours = models.BooleanField(default=True)
    urgent_always = models.BooleanField(default=False)
    quiet_until = models.DateTimeField(null=True)
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.HOURLY)
    daily_min = models.PositiveSmallIntegerField(default=9 * 60)
    lock_screen = models.CharField(max_length=8, choices=LockScreen, default=LockScreen.NUMBER)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(daily_min__lt=1440), name="daily_min_within_a_day")]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.unseen} unseen"


class Preference(models.Model):
    """On which ways somebody wants to hear of one kind, where that is not what is usual (see `choices.USUAL`)."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="notice_preferences", db_index=False)
    kind = models.CharField(max_length=12, choices=NoticeKind)
    app = models.BooleanField()
    push = models.BooleanField()
    mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "kind"], name="one_preference_a_kind")]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.kind}"


class PushSubscription(models.Model):
    """One browser that takes messages for somebody while they are signed in there.

    `endpoint_hash`: SHA-256 of the address at the browser's push service; `p256dh`, `auth`: its keys (RFC 8291);
    `session_hash`: of the session that asked for it; signing out there ends it."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    browser = models.CharField(max_length=80, blank=True, default="")
    session_hash = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.browser} of {self.agent_id}"


class PushKey(models.Model):
    """The desk's own pair of keys towards push services (VAPID, RFC 8292): made once, the private half encrypted."""

    public = models.CharField(max_length=100)
    secret = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public
