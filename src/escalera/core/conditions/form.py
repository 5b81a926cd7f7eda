"""What an editor of conditions needs to know: fields, their operators, and what may be given as a value."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from escalera.core.conditions.fields import Field, FieldType, all_fields
from escalera.core.conditions.operators import LISTS, WITHIN, WITHOUT_VALUE, operator_name, operators_of
from escalera.core.conditions.reading import DAYS, NOW
from escalera.core.conditions.wording import relative_words

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A field in an editor. `operators`: key and name, in the order in which they are offered."""

    key: str
    label: str
    type: str
    operators: list[Option]


def fields_for_editor() -> list[FieldForm]:
    """Return every field that people may choose."""
    return [form_of(field) for field in all_fields() if field.in_editor]


def input_of(field: Field, operator: str) -> str:
    """Return how a value is given: "none", "text", "number", "days", "moment", "day", "choice" or "choices"."""
    if operator in WITHOUT_VALUE:
        return "none"
    if operator == WITHIN:
        return "days"
    if operator in LISTS:
        return "choices"
    if field.type in (FieldType.TEXT, FieldType.NUMBER, FieldType.MOMENT, FieldType.DAY):
        return field.type.value
    return "choice"


def options_of(field: Field) -> list[Option]:
    """Return the values to choose from, relative ones first; of moments, the words that stand for a day."""
    known = relative_words()
    if field.type in (FieldType.MOMENT, FieldType.DAY):
        return [(word, known[word]) for word in ((*DAYS, NOW) if field.type == FieldType.MOMENT else DAYS)]
    if field.type == FieldType.YES_NO:
        return [("true", _("yes")), ("false", _("no"))]
    listed = [(key, str(label)) for key, label in field.choices()] if field.choices else []
    return [(field.relative, known[field.relative]), *listed] if field.relative else listed


def form_of(field: Field) -> FieldForm:
    """Return one field as an editor shows it."""
    names = [(operator, str(operator_name(field, operator))) for operator in operators_of(field)]
    return FieldForm(field.key, str(field.label), field.type.value, names)
