"""Working together: what somebody has read, follows, was called into, was asked about; who is at a ticket now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Team
from escalera.core.tickets.models import Message, Ticket

AGENT = settings.AUTH_USER_MODEL


class Seen(models.Model):
    """Up to which message an agent has read a ticket. Written often and read by lists; not a fact."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(AGENT, models.CASCADE, db_index=False, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    message_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "ticket"], name="seen_once_each")]

    def __str__(self) -> str:
        return f"{self.agent_id} read #{self.ticket_id} up to {self.message_id}"


class FollowedBecause(models.TextChoices):
    HAND = "hand", _("by hand")
    MENTION = "mention", _("after a mention")
    REPLY = "reply", _("after a reply")
    CONSULTED = "consulted", _("after a consultation")


class Follower(models.Model):
    """Somebody who wants to hear of a ticket. Who left by hand stays as a row, so that a reply doesn't bring them back."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers", db_index=False)
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="+")
    because = models.CharField(max_length=10, choices=FollowedBecause)
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="follows_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} follows #{self.ticket_id}"


class FollowHabit(models.Model):
    """What an agent follows by itself; without a row: what they reply to."""

    agent = models.OneToOneField(AGENT, models.CASCADE, primary_key=True, related_name="+")
    on_reply = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.agent_id}: {'replies' if self.on_reply else 'by hand'}"


class Mention(models.Model):
    """Somebody was called by name, alone or as one of a team. Open until they (or one of that team) answer."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="mentions")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="+", db_index=False)
    consultation_message = models.ForeignKey(
        "ConsultationMessage", models.CASCADE, null=True, related_name="mentions", db_index=False
    )
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(AGENT, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agent", "at"], condition=Q(answered_at__isnull=True), name="mention_open"),
            models.Index(fields=["agent", "at"], name="mention_of_agent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "agent"], name="mentioned_once_in_note"),
            models.UniqueConstraint(fields=["consultation_message", "agent"], name="mentioned_once_in_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} mentioned on #{self.ticket_id}"


class Consultation(models.Model):
    """A question to another team or person that doesn't move the ticket; nothing of it reaches the customer."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="consultations")
    asked_by = models.ForeignKey(AGENT, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    to_agent = models.ForeignKey(AGENT, models.PROTECT, null=True, related_name="+", db_index=False)
    question = models.TextField()
    needed_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="the first answer of those asked")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(AGENT, models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["to_team", "asked_at"], condition=Q(closed_at__isnull=True), name="asked_of_team"),
            models.Index(fields=["to_agent", "asked_at"], condition=Q(closed_at__isnull=True), name="asked_of_agent"),
            models.Index(fields=["asked_by", "asked_at"], condition=Q(closed_at__isnull=True), name="asked_by_agent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_team__isnull=False, to_agent__isnull=True)
                | Q(to_team__isnull=True, to_agent__isnull=False),
                name="asks_a_team_or_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"consultation {self.pk} on #{self.ticket_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ConsultationMessage(models.Model):
    """Something said in a consultation, by either side."""

    id = models.BigAutoField(primary_key=True)
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="messages")
    agent = models.ForeignKey(AGENT, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.agent_id} in consultation {self.consultation_id}"


class Typing(models.TextChoices):
    NOTHING = "", _("looking")
    REPLY = "reply", _("writing a reply")
    NOTE = "note", _("writing a note")


class Presence(models.Model):
    """One open page of an agent that shows a ticket now. Forgotten when it isn't heard of any more; never history."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="+", db_index=False)
    tab = models.CharField(max_length=32)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    typing = models.CharField(max_length=8, choices=Typing, blank=True, default="")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "tab"], name="one_place_per_page")]

    def __str__(self) -> str:
        return f"{self.agent_id} at #{self.ticket_id}"
