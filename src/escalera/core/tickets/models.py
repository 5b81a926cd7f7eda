"""The ticket, what was said on it, and the files that came with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Agent, Contact, Level, Organization, Segment, Team
from escalera.base.storage.ready import Ready
from escalera.core.tickets.choices import ENDED, WAITING, Kind, MessageKind, Priority, Status

__all__ = [
    "ENDED", "WAITING", "Attachment", "Counted", "Kind", "Message", "MessageKind", "Participant", "Priority",
    "QueueCount", "Status", "Ticket", "TicketQuerySet",
]  # fmt: skip


class TicketQuerySet(models.QuerySet["Ticket"]):
    def lock(self, pk: int) -> Ticket:
        """Return the ticket, locked until the transaction ends (SQLite has one writer anyway)."""
        ticket = _LOCKED.first(pk)
        if ticket is None:
            raise Ticket.DoesNotExist(f"there is no ticket #{pk}")
        return ticket


_LOCKED = Ready(
    lambda pk: Ticket.objects.select_for_update(of=("self",))
    .select_related("team__level", "requester")
    .filter(pk=pk)
)  # fmt: skip


class Ticket(models.Model):
    """The record of one need. Its number is its key: counted by the database, never by max()."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INCIDENT)
    status = models.CharField(max_length=20, choices=Status, default=Status.NEW)
    is_open = models.BooleanField(default=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    channel = models.CharField(max_length=16)
    subject = models.CharField(max_length=250)
    snippet = models.CharField(max_length=140, blank=True, default="")
    requester = models.ForeignKey(Contact, models.PROTECT, db_index=False)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, db_index=False)
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, db_index=False)
    level = models.ForeignKey(Level, models.PROTECT, db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="owned", db_index=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="assigned", db_index=False
    )
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField(help_text="when anybody last said or did something on it")
    customer_waits_since = models.DateTimeField(null=True, help_text="the customer's oldest word without an answer")
    resolved_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            # Queues show what is open: a small part of all, with an index for each. They are read backwards, which
            # gives the newest first and, for SQLite, whose indexes end in the key, the highest number among equals.
            models.Index(fields=["updated_at"], condition=Q(is_open=True), name="ticket_queue"),
            models.Index(fields=["team", "updated_at"], condition=Q(is_open=True), name="ticket_queue_of_team"),
            models.Index(fields=["level", "updated_at"], condition=Q(is_open=True), name="ticket_queue_of_level"),
            models.Index(fields=["channel", "updated_at"], condition=Q(is_open=True), name="ticket_queue_of_channel"),
            # Whoever does not see everything reads what they own and hold apart from their teams' (see `lanes.py`).
            models.Index(fields=["assignee", "is_open", "updated_at"], name="ticket_of_agent"),
            models.Index(fields=["owner", "is_open", "updated_at"], name="ticket_of_owner"),
            models.Index(fields=["updated_at"], name="ticket_newest"),
            models.Index(fields=["team", "updated_at"], name="ticket_newest_of_team"),
            models.Index(fields=["requester", "updated_at"], name="ticket_of_requester"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, status__in=[s for s in Status if s not in ENDED])
                | Q(is_open=False, status__in=list(ENDED)),
                name="ticket_open_says_its_status",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    def move_to_status(self, status: Status) -> None:
        self.status = status
        self.is_open = status not in ENDED

    def place(self, team: Team, assignee: Agent | None) -> None:
        """Stand the ticket with a team; its level is the team's level, always."""
        self.team = team
        self.level = team.level
        self.assignee = assignee

    def touch(self, at: datetime) -> None:
        """Note that something happened at `at`; a replayed past never pulls a ticket backwards."""
        self.updated_at = max(self.updated_at, at)


class Message(models.Model):
    """What was said, once. `contact` or `agent` said it; neither means the product itself did."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField(max_length=8, choices=MessageKind, default=MessageKind.MESSAGE)
    channel = models.CharField(max_length=16)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    text = models.TextField()
    folded: models.JSONField[list[dict[str, str]] | None, list[dict[str, str]] | None] = models.JSONField(
        null=True, default=None, help_text="quotes and signatures: [{kind, text, header}], in order"
    )
    html = models.TextField(null=True, default=None, help_text="sanitized, remote images switched off")
    extra: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(
        null=True, default=None, help_text="what the channel knows besides: threading rule, invitation, signed by…"
    )
    key = models.CharField(max_length=64, null=True, default=None, help_text="the sender's idempotency key")

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="message_of_ticket")]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="message_once_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} on #{self.ticket_id}"

    @property
    def is_inbound(self) -> bool:
        return self.contact_id is not None

    @property
    def author(self) -> Agent | Contact | None:
        return self.agent or self.contact


class Attachment(models.Model):
    """A file of a message. Its bytes stand in the file store under their hash; equal files are stored once."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    content_id = models.CharField(max_length=250, blank=True, default="")
    is_inline = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """Somebody besides the requester who belongs to the conversation: a CC, a colleague of the customer."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "contact"], name="once_in_a_conversation")]

    def __str__(self) -> str:
        return f"{self.contact_id} on #{self.ticket_id}"


class QueueCount(models.Model):
    """How many open tickets stand in one place; kept by a reader of the log, never recounted for a page."""

    scope = models.CharField(max_length=12)  # "team" | "level" | "agent" | "unassigned" | "channel"
    key = models.CharField(max_length=24)
    tickets = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_count_per_queue")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}={self.tickets}"


class Counted(models.Model):
    """Where the counting reader last saw a ticket, so that it can move the counts by the difference."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True)
    team_id = models.BigIntegerField()
    level_id = models.BigIntegerField()
    assignee_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    is_open = models.BooleanField()

    def __str__(self) -> str:
        return f"#{self.ticket_id}"
