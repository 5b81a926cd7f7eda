"""A chat in somebody's browser: who they say they are, how far each side has read, and words that are on no ticket yet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from escalera.core.channels.models.threads import Thread
from escalera.core.tickets.models import Ticket


class ChatSession(models.Model):
    """The visitor's side of a conversation. Whoever holds its token goes on with it; only the token's hash is kept.

    `name` and `email` are what they typed, proof of nothing unless `is_proven`: then the site signed who they are, and
    `external_id` is how it calls them. `tickets`: all that came of it, in order. `left_at`: nobody was there, so it goes
    on by mail. `ended_by`: "visitor" or "idle"; who comes back after an idle end simply goes on."""

    id = models.BigAutoField(primary_key=True)
    thread = models.OneToOneField(Thread, models.CASCADE, related_name="chat")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    is_proven = models.BooleanField(default=False)
    external_id = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    page = models.CharField(max_length=500, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    referrer = models.CharField(max_length=500, blank=True, default="")
    rule = models.CharField(max_length=40, blank=True, default="")
    answers: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(
        default=list, help_text="the questions before the chat: [[label, answer], …]"
    )
    tickets: models.JSONField[list[int], list[int]] = models.JSONField(default=list)
    wants_person_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, blank=True, default="")
    seen_at = models.DateTimeField(help_text="their last sign of life")
    typing_at = models.DateTimeField(null=True)
    read_up_to = models.CharField(max_length=24, blank=True, default="")
    read_message = models.BigIntegerField(default=0, help_text="the newest message of a ticket that they have read")

    class Meta:
        indexes = [models.Index(fields=["seen_at"], condition=Q(ended_at=None), name="chat_that_goes_on")]

    def __str__(self) -> str:
        return f"chat {self.pk}"


class ChatLine(models.Model):
    """What a visitor said before it stood on a ticket: to the assistant, or before saying who they are."""

    id = models.BigAutoField(primary_key=True)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="lines", db_index=False)
    text = models.TextField()
    key = models.CharField(max_length=64, help_text="the browser's name of it")
    at = models.DateTimeField()
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, db_index=False, help_text="where it went")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "key"], name="chat_line_once")]

    def __str__(self) -> str:
        return f"line {self.pk}"
