"""Saved views, and the stored counts of views and places."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Team

AGENT = settings.AUTH_USER_MODEL
LATE = "late"


class Sharing(models.TextChoices):
    PRIVATE = "private", _("Only me")
    TEAM = "team", _("A team")
    ALL = "all", _("Everybody")


class SavedView(models.Model):
    """A list that somebody built: which tickets, in which columns and order.

    `counted_at`: since when its count is kept; None while it is still to be counted."""

    name = models.CharField(max_length=60)
    agent = models.ForeignKey(AGENT, models.CASCADE, related_name="views", help_text="who made it")
    sharing = models.CharField(max_length=8, choices=Sharing, default=Sharing.PRIVATE)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    condition: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    columns: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    order = models.CharField(max_length=12, default="updated")
    position = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sharing="team", team__isnull=False) | (~Q(sharing="team") & Q(team__isnull=True)),
                name="view_of_a_team_names_it",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """Where the counting reader last saw an open ticket, so that it can move the counts by the difference."""

    ticket_id = models.BigIntegerField(primary_key=True)
    place: models.JSONField[list[Any], list[Any]] = models.JSONField(help_text="see `counting.Place`")

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class PlaceCount(models.Model):
    """How many open tickets stand in one place, as one agent may see them.

    `holder_id`: 0 counts every ticket of the team; an agent's key counts those that they own or hold, wherever.
    `taken`: "" by nobody, "me" by the holder, "other". `due_on`: LATE, or
    the day, only of what the holder works on."""

    id = models.BigAutoField(primary_key=True)
    holder_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    level_id = models.BigIntegerField()
    channel = models.CharField(max_length=16)
    taken = models.CharField(max_length=5)
    asleep = models.BooleanField()
    due_on = models.CharField(max_length=10)
    tickets = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder_id", "team_id", "level_id", "channel", "taken", "asleep", "due_on"],
                name="one_count_per_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder_id}/{self.team_id}: {self.tickets}"


class ViewMember(models.Model):
    """A ticket in a saved view, as the counter last saw it. `reader_id`: 0, or the agent for whom a view that says
    "me" was asked."""

    id = models.BigAutoField(primary_key=True)
    view = models.ForeignKey(SavedView, models.CASCADE, db_index=False)
    reader_id = models.BigIntegerField(default=0)
    ticket_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["view", "reader_id", "ticket_id"], name="once_in_a_view")]
        indexes = [models.Index(fields=["ticket_id"], name="views_of_ticket")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} in {self.view_id}"


class ViewCount(models.Model):
    """How many tickets of a view stand with one team (`holder_id` 0), or belong to an agent there."""

    id = models.BigAutoField(primary_key=True)
    view = models.ForeignKey(SavedView, models.CASCADE, db_index=False)
    reader_id = models.BigIntegerField(default=0)
    holder_id = models.BigIntegerField()
    team_id = models.BigIntegerField()
    tickets = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["view", "reader_id", "holder_id", "team_id"], name="one_count_per_view")
        ]

    def __str__(self) -> str:
        return f"{self.view_id}/{self.holder_id}/{self.team_id}: {self.tickets}"


class Keeper(models.Model):
    """One row that whoever changes the counts locks first: the reader and the clock never count at once."""

    id = models.PositiveSmallIntegerField(primary_key=True)

    def __str__(self) -> str:
        return "keeper"
