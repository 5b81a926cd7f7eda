"""The company's own fields on tickets, what was filled in, and the forms that ask for it."""

from __future__ import annotations

from django.db import models

from escalera.base.people.models import Team
from escalera.core.tickets.choices import FieldKind, Kind, RequiredAt
from escalera.core.tickets.models.ticket import Ticket


class Field(models.Model):
    """One thing that the company wants to know of its tickets.

    `kinds` and `segments` narrow where it applies; empty means everywhere. With `shown_if` it applies only while that
    other field holds one of `shown_if_values`."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=FieldKind)
    choices: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    kinds: models.JSONField[list[str], list[str]] = models.JSONField(default=list, help_text="kinds of ticket")
    segments: models.JSONField[list[int], list[int]] = models.JSONField(default=list, help_text="keys of segments")
    required_at = models.CharField(max_length=8, choices=RequiredAt, default=RequiredAt.NEVER)
    shown_if = models.ForeignKey("self", models.SET_NULL, null=True, related_name="shows")
    shown_if_values: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    help = models.CharField(max_length=200, blank=True, default="")
    customer_sees = models.BooleanField(default=False)
    customer_edits = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class FieldValue(models.Model):
    """What a ticket's field holds, in the column of its kind; a field with several choices has a row for each.

    text: `text`, `choice`, `multi` · long: `long` · number: `number` · date: `date` · yes/no: `flag`."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="values", db_index=False)
    field = models.ForeignKey(Field, models.CASCADE, related_name="values", db_index=False)
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=400, null=True)
    long = models.TextField(null=True)
    number = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    date = models.DateField(null=True)
    flag = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "field", "place"], name="value_once_in_a_place")]
        indexes = [
            models.Index(fields=["field", "text"], name="value_by_text"),
            models.Index(fields=["field", "number"], name="value_by_number"),
            models.Index(fields=["field", "date"], name="value_by_date"),
            models.Index(fields=["field", "flag"], name="value_by_flag"),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of #{self.ticket_id}"


class Form(models.Model):
    """Fields in an order, asked when a ticket of one kind is opened; a public one stands in the portal."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REQUEST)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, help_text="where its tickets go; else the entrance")
    intro = models.TextField(blank=True, default="")
    is_public = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    order = models.PositiveIntegerField(default=0)
    fields = models.ManyToManyField(Field, through="FormField", related_name="forms")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class FormField(models.Model):
    """A field's place in a form."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="places")
    field = models.ForeignKey(Field, models.CASCADE, related_name="+")
    order = models.PositiveIntegerField(default=0)
    is_required = models.BooleanField(default=False, help_text="in this form; the field may be required besides")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["form", "field"], name="field_once_in_a_form")]

    def __str__(self) -> str:
        return f"{self.field_id} in {self.form_id}"
