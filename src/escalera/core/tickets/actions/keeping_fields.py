"""The company's own fields: made, changed, put in order, retired."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage.together import together
from escalera.core.tickets.actions.keeping import changed, clean_label, refuse_others
from escalera.core.tickets.choices import FieldKind, Kind, RequiredAt
from escalera.core.tickets.models import Field, FieldValue

MOST_FIELDS = 200
MOST_CHOICES = 200
LONGEST_CHOICE = 120
CHOSEN = (FieldKind.CHOICE, FieldKind.MULTI)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class FieldWords:
    """Everything that a field says of itself; see `models.Field`."""

    label: str
    kind: str
    key: str = ""
    choices: Sequence[str] = ()
    kinds: Sequence[str] = ()
    segments: Sequence[int] = ()
    required_at: str = RequiredAt.NEVER
    shown_if: int | None = None
    shown_if_values: Sequence[str] = ()
    help: str = ""
    customer_sees: bool = False
    customer_edits: bool = False
    active: bool = field(default=True)


@together()
def save_field(*, words: FieldWords, by: Agent, at: datetime, field_id: int | None = None) -> Field:
    """Make or change a field. Its key and, once something is filled in, its kind stay as they are.

    Raises: NotAllowed, BadInput, Field.DoesNotExist."""
    refuse_others(by)
    one = Field.objects.select_for_update().get(pk=field_id) if field_id else _new(words)
    label = clean_label(words.label, _("Give the field a name."))
    _check_kind(one, words.kind)
    one.label, one.kind = label, words.kind
    one.choices = _choices(words)
    one.kinds = [kind for kind in Kind.values if kind in words.kinds]
    one.segments = sorted(set(words.segments))
    one.required_at = RequiredAt(words.required_at) if words.required_at in RequiredAt.values else RequiredAt.NEVER
    one.shown_if = _condition(one, words.shown_if)
    one.shown_if_values = (
        [str(v)[:LONGEST_CHOICE] for v in words.shown_if_values][:MOST_CHOICES] if one.shown_if else []
    )
    if one.shown_if and not one.shown_if_values:
        raise BadInput(
            _("Choose at least one value of “%(field)s” for the condition.") % {"field": one.shown_if.label}
        )
    one.help = " ".join(words.help.split())[:200]
    one.customer_sees = words.customer_sees or words.customer_edits
    one.customer_edits = words.customer_edits
    one.is_active = words.active
    one.save()
    changed("field", one.pk, one.label, "saved", by, at)
    return one


@together()
def order_fields(*, field_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Put the fields into this order; those not named come after. Raises: NotAllowed."""
    refuse_others(by)
    place = {key: order for order, key in enumerate(field_ids)}
    fields = list(Field.objects.select_for_update().all())
    fields.sort(key=lambda one: place.get(one.pk, len(place)))
    for order, one in enumerate(fields):
        one.order = order
    Field.objects.bulk_update(fields, ["order"])
    if fields:
        changed("field", fields[0].pk, fields[0].label, "ordered", by, at)


@together()
def drop_field(*, field_id: int, by: Agent, at: datetime) -> None:
    """Delete a field that nothing was filled into; one that holds something is retired, its values kept.

    Raises: NotAllowed, Field.DoesNotExist."""
    refuse_others(by)
    one = Field.objects.select_for_update().get(pk=field_id)
    if FieldValue.objects.filter(field=one).exists():
        one.is_active = False
        one.save(update_fields=["is_active"])
        changed("field", one.pk, one.label, "retired", by, at)
        return
    changed("field", one.pk, one.label, "removed", by, at)
    one.delete()


def _new(words: FieldWords) -> Field:
    if Field.objects.count() >= MOST_FIELDS:
        raise BadInput(_("There are %(limit)d fields already: nobody fills in more.") % {"limit": MOST_FIELDS})
    key = slugify(words.key or words.label)[:40].strip("-_").replace("_", "-")
    if not _KEY.match(key):
        raise BadInput(_("Write a key of letters, digits and hyphens."))
    if Field.objects.filter(key=key).exists():
        raise BadInput(_("There is a field with the key “%(key)s” already.") % {"key": key})
    return Field(key=key, order=Field.objects.count())


def _check_kind(one: Field, kind: str) -> None:
    if kind not in FieldKind.values:
        raise BadInput(_("Choose what the field holds."))
    if one.pk and one.kind != kind and FieldValue.objects.filter(field=one).exists():
        raise BadInput(_("Something is filled in already: make a new field for another kind."))


def _choices(words: FieldWords) -> list[str]:
    if words.kind not in CHOSEN:
        return []
    choices = [" ".join(one.replace("\x00", "").split())[:LONGEST_CHOICE] for one in words.choices]
    choices = list(dict.fromkeys(one for one in choices if one))
    if not choices:
        raise BadInput(_("Write the choices, one a line."))
    if len(choices) > MOST_CHOICES:
        raise BadInput(_("At most %(limit)d choices.") % {"limit": MOST_CHOICES})
    return choices


def _condition(one: Field, shown_if: int | None) -> Field | None:
    """Return the field that the condition asks about; conditions may stand on conditions, but not in a circle."""
    if shown_if is None:
        return None
    asked = above = Field.objects.get(pk=shown_if)
    for _step in range(MOST_FIELDS):
        if above.pk == one.pk:
            raise BadInput(_("A field can't depend on itself."))
        if above.shown_if is None:
            return asked
        above = above.shown_if
    raise BadInput(_("A field can't depend on itself."))
