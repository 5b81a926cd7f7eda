"""Ways in: sign-in attempts, one-time links, and bearer tokens for programs. Secrets are stored only as hashes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignInAttempt(models.Model):
    """One failed sign-in; counted to slow down guessing."""

    email = models.CharField(max_length=254)
    ip = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["email", "at"], name="attempt_by_email"),
            models.Index(fields=["ip", "at"], name="attempt_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.email} from {self.ip}"


class OneTimeLink(models.Model):
    """A link that lets somebody in once: the first owner, an invited agent, a customer of the portal."""

    purpose = models.CharField(max_length=16)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    contact = models.ForeignKey("people.Contact", models.CASCADE, null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.purpose


class Token(models.Model):
    """A program's key. A plain SHA-256 is enough: the key itself is random, 256 bits."""

    name = models.CharField(max_length=80)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class UseState(models.TextChoices):
    BEGUN = "begun", _("Begun")
    DONE = "done", pgettext_lazy("call", "Done")
    REFUSED = "refused", pgettext_lazy("call", "Refused")
    FAILED = "failed", pgettext_lazy("call", "Failed")


class TokenUse(models.Model):
    """One call that an assistant made with a key, also of what only reads. What it changed stands in the log as well."""

    id = models.BigAutoField(primary_key=True)
    token = models.ForeignKey(Token, models.CASCADE, related_name="uses", db_index=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=60, help_text="the tool's name")
    ticket_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=UseState, default=UseState.BEGUN)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["token", "at"], name="token_use_by_token"),
            models.Index(fields=["at"], name="token_use_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.state}"
