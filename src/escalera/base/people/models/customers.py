"""Those who ask: contacts, the addresses by which channels know them, their companies and segments."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from escalera.base.log.facts import Actor


class Segment(models.Model):
    """A group of customers that shares one way of being served."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    may_ask_higher = models.BooleanField(default=False, help_text="its customers may ask for a higher level")

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A customer's company."""

    name = models.CharField(max_length=160)
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True)
    notes = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["name"], name="organization_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person who asks for help."""

    name = models.CharField(max_length=120)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True)
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True)
    language = models.CharField(max_length=10, blank=True, default="")
    created_at = models.DateTimeField()
    is_coordinator = models.BooleanField(default=False, help_text="sees all requests of their organization")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="absorbed")

    class Meta:
        indexes = [models.Index(fields=["name"], name="contact_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor("contact", self.pk, self.name)


class Identity(models.Model):
    """One address of a contact on one channel: a mail address, a phone number, a chat account."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="identities")
    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=254)
    is_primary = models.BooleanField(default=False, help_text="where answers go first")
    undeliverable_since = models.DateTimeField(null=True, blank=True)
    undeliverable_reason = models.CharField(max_length=400, blank=True, default="")
    joined: models.JSONField[dict[str, str] | None, dict[str, str] | None] = models.JSONField(
        null=True, default=None, help_text="why a rule gave it to this contact: {why, channel, address, at}"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_identity_per_address")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.address}"


class ContactNote(models.Model):
    """What colleagues should know about a customer."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="notes")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note on {self.contact_id}"


class ContactMerge(models.Model):
    """Two contacts that were one person. `moved`: what went over, by kind and key, so that it can go back."""

    survivor = models.ForeignKey(Contact, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Contact, models.CASCADE, related_name="merged")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    at = models.DateTimeField()
    moved: models.JSONField[dict[str, list[int]], dict[str, list[int]]] = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.survivor_id}"


class ContactAccount(models.Model):
    """A customer's way into the portal besides the signed link; `password` is a hash, "" if they use mailed links."""

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="account")
    password = models.CharField(max_length=128, blank=True, default="")
    created_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"account of {self.contact_id}"
