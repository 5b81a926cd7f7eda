"""The ticket itself: its state, its places, its moments."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Agent, Contact, Level, Organization, Segment, Team
from escalera.base.storage.ready import Ready
from escalera.core.tickets.choices import ENDED, Impact, Kind, Priority, Status, Urgency
from escalera.core.tickets.models.classes import Category, WaitReason

STATUS_FIELDS = ("status", "is_open", "wait_reason")
MOST_MERGES = 50  # one into the next


class TicketQuerySet(models.QuerySet["Ticket"]):
    def lock(self, pk: int) -> Ticket:
        """Return the ticket, locked until the transaction ends (SQLite has one writer anyway)."""
        ticket = _LOCKED.first(pk)
        if ticket is None:
            raise Ticket.DoesNotExist(f"there is no ticket #{pk}")
        return ticket

    def lock_standing(self, pk: int) -> Ticket:
        """Return the ticket where this one's conversation goes on (itself, if it was not merged), locked."""
        ticket = self.lock(pk)
        for _step in range(MOST_MERGES):
            if ticket.merged_into_id is None:
                break
            ticket = self.lock(ticket.merged_into_id)
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
    impact = models.PositiveSmallIntegerField(choices=Impact, null=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, null=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="tickets", db_index=False)
    language = models.CharField(max_length=10, blank=True, default="", help_text="in which the customer is served")
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
    bounces = models.PositiveSmallIntegerField(
        default=0, help_text="how often it came back to a team that already had it: A, B, A is one"
    )
    promised_at = models.DateTimeField(null=True, help_text="until when somebody promised it")
    due_at = models.DateTimeField(null=True, help_text="the earliest of the promise and of its running clocks")
    wait_reason = models.ForeignKey(WaitReason, models.PROTECT, null=True, related_name="+", db_index=False)
    snoozed_until = models.DateTimeField(null=True, help_text="when it wakes by itself; its status is `scheduled`")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="absorbed", db_index=False,
        help_text="where its conversation goes on; it has ended here",
    )  # fmt: skip

    # Whoever asked for it may read it and leave notes, but it is another team's to work on; see `queries.find_ticket`.
    only_seen = False

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
            # The other orders of a queue (see `orders.py`).
            models.Index(fields=["opened_at"], condition=Q(is_open=True), name="ticket_oldest"),
            models.Index(fields=["opened_at"], condition=Q(kind="complaint"), name="ticket_complaints"),
            models.Index(fields=["priority", "updated_at"], condition=Q(is_open=True), name="ticket_pressing"),
            models.Index(
                fields=["customer_waits_since"],
                condition=Q(is_open=True, customer_waits_since__isnull=False),
                name="ticket_waiting",
            ),
            models.Index(fields=["due_at"], condition=Q(is_open=True, due_at__isnull=False), name="ticket_due"),
            models.Index(
                fields=["snoozed_until"],
                condition=Q(is_open=True, snoozed_until__isnull=False),
                name="ticket_asleep",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="ticket_absorbed"),
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

    def move_to_status(self, status: Status, reason: WaitReason | None = None) -> None:
        """Stand the ticket so; `reason`: why it waits, if it does. The caller saves STATUS_FIELDS."""
        self.status = status
        self.is_open = status not in ENDED
        self.wait_reason = reason

    def place(self, team: Team, assignee: Agent | None) -> None:
        """Stand the ticket with a team; its level is the team's level, always."""
        self.team = team
        self.level = team.level
        self.assignee = assignee

    def touch(self, at: datetime) -> None:
        """Note that something happened at `at`; a replayed past never pulls a ticket backwards."""
        self.updated_at = max(self.updated_at, at)
