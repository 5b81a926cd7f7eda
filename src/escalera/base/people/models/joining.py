"""Two contacts that may be one person: proposed with a reason, and settled by somebody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models.customers import Contact, ContactMerge


class JoinReason(models.TextChoices):
    """Why two may be one: none of it proves that they are."""

    NAME = "name", _("Same name and organization")
    PHONE = "phone", _("Same telephone number, written in another way")
    TYPED = "typed", _("One typed an address of the other")
    USERNAME = "username", _("Same user name")
    VERIFIED = "verified", _("Both have an address that a provider has verified as one person's")


class JoinState(models.TextChoices):
    OPEN = "open"
    JOINED = "joined"
    REFUSED = "refused"


class JoinProposal(models.Model):
    """A pair is proposed once. `contact` is the older of the two; `evidence`: what was found, by name, in few words;
    `by`: who settled it, None for a rule."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="joins", db_index=False)
    other = models.ForeignKey(Contact, models.CASCADE, related_name="joins_as_other")
    reason = models.CharField(max_length=10, choices=JoinReason)
    evidence: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JoinState, default=JoinState.OPEN)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(null=True, help_text="when it was settled")
    merge = models.ForeignKey(ContactMerge, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "other"], name="join_proposed_once"),
            models.CheckConstraint(condition=Q(contact__lt=F("other")), name="join_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} = {self.other_id}? ({self.state})"
