"""Who gets a ticket and why: presence, capacity, what a queue asks for, offers, decisions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Skill, Team
from escalera.core.routing.choices import Affinity, Mode, OfferState, OnAbsence, Presence
from escalera.core.tickets.models import Ticket

AGENT = settings.AUTH_USER_MODEL
POINTS = 12  # of a person, if nobody said otherwise
OFFER_S = 60
AGE_MIN = 60


class Availability(models.Model):
    """What an agent last said of themselves, and since when. Nothing said yet counts as not available.

    `until`: when it ends by itself (a pause is over, the working day is). `until_closed`: it ends with their hours.
    `given_at`, `freed_at`: when they last got work from a queue, and when work of theirs last ended."""

    agent = models.OneToOneField(AGENT, models.CASCADE, related_name="availability", primary_key=True)
    state = models.CharField(max_length=8, choices=Presence, default=Presence.OFFLINE)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    until_closed = models.BooleanField(default=False)
    missed = models.PositiveSmallIntegerField(default=0, help_text="offers in a row that they let pass")
    given_at = models.DateTimeField(null=True)
    freed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="availability_ends"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.agent_id} {self.state}"


class ChannelPoints(models.Model):
    """What one ticket of a channel takes up.

    `resting`: per cent of it that stay reserved while the ticket waits for somebody else, because it may wake up."""

    channel = models.CharField(max_length=16, unique=True)
    points = models.PositiveSmallIntegerField(default=1)
    resting = models.PositiveSmallIntegerField(default=25)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=100), name="channel_points_1_to_100"),
            models.CheckConstraint(condition=Q(resting__lte=100), name="channel_resting_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.points}"


class Capacity(models.Model):
    """How much one person takes at a time, if not what their team does. `limits`: most points of a channel, by channel."""

    agent = models.OneToOneField(AGENT, models.CASCADE, related_name="capacity", primary_key=True)
    points = models.PositiveSmallIntegerField()
    limits: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.points}"


class Queue(models.Model):
    """A team's queue: what each of its people takes at a time, and what becomes of the work of those who are away.

    Its row is also the lock that one worker holds while it works the queue off."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="queue", primary_key=True)
    points = models.PositiveSmallIntegerField(default=POINTS)
    limits: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    on_absence = models.CharField(max_length=12, choices=OnAbsence, default=OnAbsence.STAY)

    def __str__(self) -> str:
        return f"queue of {self.team_id}"


class QueueRule(models.Model):
    """How tickets are handed out. The first rule that fits counts, a team's own before those for all teams.

    `when`: a condition as views use it, {} for all tickets. `offer_s`: how long an offer waits for its answer.
    `age_min`: after so many minutes of waiting a ticket counts as one priority higher, and so on."""

    team = models.ForeignKey(
        Team, models.CASCADE, null=True, related_name="queue_rules", help_text="none: every team"
    )
    name = models.CharField(max_length=80)
    order = models.PositiveIntegerField(default=0)
    when: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    mode = models.CharField(max_length=14, choices=Mode, default=Mode.PULL)
    offer_s = models.PositiveIntegerField(default=OFFER_S)
    affinity = models.CharField(max_length=8, choices=Affinity, default=Affinity.NONE)
    age_min = models.PositiveIntegerField(default=AGE_MIN)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(offer_s__gte=5, offer_s__lte=86400), name="offer_5s_to_a_day"),
            models.CheckConstraint(condition=Q(age_min__gte=1), name="ageing_at_least_a_minute"),
        ]

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """What somebody must know to get certain tickets; all that fit a ticket count together.

    Mandatory: only who has it. Otherwise: whoever has it first. After `relax_min` minutes of waiting it is let go."""

    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", help_text="none: every team")
    when: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="needs")
    grade = models.PositiveSmallIntegerField(default=1)
    mandatory = models.BooleanField(default=True)
    relax_min = models.PositiveIntegerField(null=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="need_grade_1_to_5")]

    def __str__(self) -> str:
        return f"{self.skill_id} ≥ {self.grade}"


class Offer(models.Model):
    """Work held out to one person for a while. While it stands, its points are taken."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="offers", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="offers", db_index=False)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OFFERED)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], name="offer_of_ticket"),
            models.Index(fields=["expires_at"], condition=Q(state="offered"), name="offer_expiring"),
            models.Index(fields=["agent"], condition=Q(state="offered"), name="offer_standing_to"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="offered"), name="one_person_is_offered_it")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} to {self.agent_id} ({self.state})"


class Decision(models.Model):
    """Why this person, or why nobody yet, as it was seen at that moment.

    `why`: see `deciding.Why`; everything that is needed to say it in words later, in any language."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="decisions", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    agent = models.ForeignKey(AGENT, models.SET_NULL, null=True, related_name="+", db_index=False)
    why: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="decision_of_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.agent_id}"


class Mark(models.Model):
    """A queue that must be looked at, from `at` on. Many marks of one team are one look.

    Rows are only added and taken away, so whoever marks never waits for whoever works."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.team_id} from {self.at}"


class ArmedMove(models.Model):
    """Work that is to move when an absence begins (see `OnAbsence`)."""

    absence_id = models.BigIntegerField(primary_key=True)
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.at}"
