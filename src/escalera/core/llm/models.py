"""The optional language model: where it is, what may go there, what was asked, and what that cost.

Money is kept in millionths of the desk's currency, so that one call of a cheap model is not nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.core.llm.choices import Asks, CallState, Fate, Purpose
from escalera.core.tickets.models import Message

MILLION = 1_000_000


class Endpoint(models.Model):
    """The one row about the model. Without a URL (here or in the environment) nothing is ever called.

    `prices`: micros of money for a million tokens. A cap of 0 money is no money; `cap_tokens` 0 has no limit."""

    url = models.CharField(max_length=300, blank=True, default="", help_text='up to "/v1"')
    model = models.CharField(max_length=120, blank=True, default="")
    secret = models.TextField(blank=True, default="", help_text="the key, sealed")
    is_on = models.BooleanField(default=True, help_text="the switch that stops everything at once")
    purposes: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    price_in = models.PositiveBigIntegerField(default=0, help_text="micros of money for a million tokens sent")
    price_out = models.PositiveBigIntegerField(default=0, help_text="micros of money for a million tokens received")
    cap_money = models.PositiveBigIntegerField(default=0, help_text="micros of money a month; 0: only free calls")
    cap_tokens = models.PositiveBigIntegerField(default=2_000_000, help_text="tokens a month; 0: no limit")
    day_money = models.PositiveBigIntegerField(default=0, help_text="micros of money a day; 0: only the month counts")
    day_calls = models.PositiveIntegerField(default=1000, help_text="calls a day; 0: no limit")
    ticket_calls = models.PositiveSmallIntegerField(default=20, help_text="calls a day about one ticket; 0: no limit")
    timeout_s = models.PositiveSmallIntegerField(default=10, help_text="for a whole call, from 2 to 120")
    at_once = models.PositiveSmallIntegerField(default=2, help_text="calls on their way at a time")
    keep_days = models.PositiveSmallIntegerField(default=30, help_text="how long the words of a call are kept")
    asks = models.CharField(max_length=8, choices=Asks, default=Asks.SCHEMA)
    new_limit = models.BooleanField(default=False, help_text="wants max_completion_tokens")
    consent_host = models.CharField(max_length=253, blank=True, default="", help_text="host:port that was agreed to")
    consent_model = models.CharField(max_length=120, blank=True, default="")
    consent_purposes: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    consent_by = models.CharField(max_length=120, blank=True, default="", help_text="the name at that time")
    consent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    rests_until = models.DateTimeField(null=True, help_text="after too many failures nothing is asked until then")
    tried_at = models.DateTimeField(null=True)
    tried = models.CharField(max_length=200, blank=True, default="", help_text='"": it worked; else why not')

    def __str__(self) -> str:
        return f"{self.model} at {self.url}" if self.url else "no model"


class Spending(models.Model):
    """What a month or a day has cost, and what the calls on their way may still cost; changed by one statement at a time.

    A call stands in both of its rows; `running` counts in that of the month."""

    period = models.CharField(max_length=10, unique=True, help_text="2026-11, or 2026-11-22")
    spent = models.PositiveBigIntegerField(default=0)
    reserved = models.PositiveBigIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    tokens_reserved = models.PositiveBigIntegerField(default=0)
    calls = models.PositiveIntegerField(default=0)
    running = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.period}: {self.spent / MILLION:.2f}"


class Call(models.Model):
    """One question to the model: masked words as they left, the answer as it came, what the checks said, what it cost.

    `ticket_id` and `agent` say whose it was; words are emptied after the endpoint's `keep_days`."""

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    state = models.CharField(max_length=8, choices=CallState, default=CallState.RUNNING)
    month = models.CharField(max_length=7)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    host = models.CharField(max_length=253)
    model = models.CharField(max_length=120)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    ticket_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=40, blank=True, default="", help_text='what is limited: "ticket 7", "talk 3"')
    inputs: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="what the words came from"
    )
    prompt = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    checks: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="what the checks left out"
    )
    problem = models.CharField(max_length=40, blank=True, default="", help_text="a code of problems.py")
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    tokens_reserved = models.PositiveIntegerField(default=0)
    reserved = models.PositiveBigIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=16, blank=True, default="", help_text="a hash of the draft as it was shown")
    fate = models.CharField(max_length=8, choices=Fate, blank=True, default=Fate.OPEN)
    fate_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Call of the model")
        indexes = [
            models.Index(fields=["-id", "purpose"], name="llm_call_newest"),
            models.Index(fields=["month", "purpose"], name="llm_call_month"),
            models.Index(fields=["about", "at"], condition=~Q(about=""), name="llm_call_about"),
            models.Index(fields=["at"], condition=Q(emptied_at__isnull=True), name="llm_call_with_words"),
            models.Index(fields=["at"], condition=Q(state="running"), name="llm_call_running"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} #{self.pk}, {self.state}"


class Translation(models.Model):
    """What somebody said, in another language, for everybody who may read it: asked for once, paid for once."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="translations", db_index=False)
    language = models.CharField(max_length=10)
    text = models.TextField()
    at = models.DateTimeField()
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "language"], name="one_translation_a_language")]

    def __str__(self) -> str:
        return f"message {self.message_id} in {self.language}"
