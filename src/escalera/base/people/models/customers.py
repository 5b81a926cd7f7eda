"""Those who ask: contacts, the addresses by which channels know them, their companies and segments."""

from __future__ import annotations

from django.db import models

from escalera.base.log.facts import Actor


class Segment(models.Model):
    """A group of customers that shares one way of being served."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A customer's company."""

    name = models.CharField(max_length=160)
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, blank=True)

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
    undeliverable_since = models.DateTimeField(null=True, blank=True)
    undeliverable_reason = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_identity_per_address")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.address}"
