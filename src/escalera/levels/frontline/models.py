"""The front line's tools: words and deeds for cases that come again and again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalera.base.people.models import Contact, Team
from escalera.core.tickets.models import Ticket


class Macro(models.Model):
    """Words with variables, and what to do besides. Without deeds and note it is a canned answer.

    `texts`: by language ("" fits every customer); `deeds`: [{"do": "classify", "priority": 3}, …], see `deeds.py`.
    `owner`: whose own it is; None is everybody's, or the team's."""

    name = models.CharField(max_length=120)
    folder = models.CharField(max_length=60, blank=True, default="")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="macros")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="macros")
    texts: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    note = models.TextField(blank=True, default="")
    deeds: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    then = models.CharField(
        max_length=8, blank=True, default="", help_text="how its reply leaves: wait, resolve, or stay"
    )
    used = models.PositiveIntegerField(default=0, help_text="times")
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(owner__isnull=True), name="one_shared_macro_per_name"
            ),
            models.UniqueConstraint(fields=["owner", "name"], name="one_own_macro_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_answer(self) -> bool:
        return not self.deeds and not self.note and not self.then


class Check(models.Model):
    """One time that somebody made sure who speaks. What was asked is kept, never what was answered.

    `asked`: the questions; `right`: how many were answered right; `needed`: how many had to be."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="checks", db_index=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="checks", db_index=False)
    asked: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField(default=0)
    needed = models.PositiveSmallIntegerField(default=0)
    passed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="check_of_ticket"),
            models.Index(fields=["contact", "at"], name="check_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} on #{self.ticket_id}: {self.passed}"
