"""Filling in the company's own fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets import filling
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.choices import RequiredAt
from escalera.core.tickets.facts import FieldsSet
from escalera.core.tickets.models import Field, FieldValue, Ticket

Given = Mapping[str, str | Sequence[str]]


class BadFields(BadInput):
    """Some fields can't be filled in like that; `errors` says for each key why."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@together()
def set_fields(*, ticket_id: int, values: Given, by: Agent | Contact, at: datetime) -> Ticket:
    """Fill in fields by their keys; "" empties one. What a condition hides keeps its value, and is not asked.

    Raises: NotAllowed (also a customer at a field that is not theirs), BadFields, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    write_fields(ticket, values, by=by, at=at)
    return ticket


def write_fields(ticket: Ticket, values: Given, *, by: Agent | Contact, at: datetime, opening: bool = False) -> None:
    """Fill in fields of a locked ticket and record what changed; with `opening` all that opening asks must be there."""
    fields = {field.key: field for field in Field.objects.all()}
    read = _read(fields, values, by)
    before = filling.values_of(ticket.pk)
    after = {**before, **{fields[key].pk: value for key, value in read.items()}}
    if opening:
        asked = filling.missing(filling.fill(ticket, fields.values(), after), at=RequiredAt.OPEN)
        if lacking := {field.key: _("%(field)s is needed.") % {"field": field.label} for field in asked}:
            raise BadFields(lacking)
    changed = [fields[key] for key, value in read.items() if before.get(fields[key].pk) != value]
    if not changed:
        return
    FieldValue.objects.filter(ticket=ticket, field__in=changed).delete()
    rows = [row for field in changed for row in filling.rows_of(field, after[field.pk])]
    for row in rows:
        row.ticket = ticket
    FieldValue.objects.bulk_create(rows)
    ticket.touch(at)
    ticket.save(update_fields=["updated_at"])
    words = tuple(
        (
            field.label,
            filling.in_words(field, before.get(field.pk))[:200],
            filling.in_words(field, after[field.pk])[:200],
        )
        for field in changed
    )
    record(FieldsSet(ticket_id=ticket.pk, changes=words), actor=by.actor, at=at)


def _read(fields: Mapping[str, Field], values: Given, by: Agent | Contact) -> dict[str, filling.Value]:
    errors: dict[str, str] = {}
    read: dict[str, filling.Value] = {}
    for key, given in values.items():
        field = fields.get(key)
        if field is None or not field.is_active:
            errors[key] = _("There is no field “%(key)s”.") % {"key": key[:40]}
        elif isinstance(by, Contact) and not field.customer_edits:
            raise NotAllowed(_("%(field)s is not filled in by customers.") % {"field": field.label})
        else:
            try:
                read[key] = filling.read(field, given)
            except BadInput as refusal:
                errors[key] = str(refusal)
    if errors:
        raise BadFields(errors)
    return read


@together()
def fill_form(*, ticket_id: int, values: Given, by: Agent | Contact, at: datetime) -> Ticket:
    """Fill in the fields of a ticket that is just being opened: what opening asks must be there.

    Call it with the opening in one `together()`, so that a refusal leaves no ticket behind.
    Raises: NotAllowed, BadFields, Ticket.DoesNotExist."""
    ticket = locked(ticket_id, by)
    write_fields(ticket, values, by=by, at=at, opening=True)
    return ticket
