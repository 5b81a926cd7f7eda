"""The operators, and which of them a field takes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from escalera.core.conditions.fields import Field, FieldType, Words

IS, IS_NOT, ONE_OF, NONE_OF, CONTAINS = "is", "is_not", "one_of", "none_of", "contains"
BEFORE, AFTER, AT_LEAST, AT_MOST, WITHIN = "before", "after", "at_least", "at_most", "within_days"
EMPTY, FILLED = "empty", "filled"
OPERATORS = (IS, IS_NOT, ONE_OF, NONE_OF, CONTAINS, BEFORE, AFTER, AT_LEAST, AT_MOST, WITHIN, EMPTY, FILLED)
LISTS = (ONE_OF, NONE_OF)
WITHOUT_VALUE = (EMPTY, FILLED)

_ONE, _LIST, _ORDERED = (IS, IS_NOT), (IS, IS_NOT, ONE_OF, NONE_OF), (BEFORE, AFTER, AT_LEAST, AT_MOST)
_BY_TYPE: dict[FieldType, tuple[str, ...]] = {
    FieldType.TEXT: (CONTAINS, *_ONE),
    FieldType.CHOICE: _LIST,
    FieldType.PERSON: _LIST,
    FieldType.MANY: _LIST,
    FieldType.NUMBER: (*_ONE, *_ORDERED),
    FieldType.MOMENT: (IS, *_ORDERED, WITHIN),
    FieldType.DAY: (IS, *_ORDERED, WITHIN),
    FieldType.YES_NO: (IS,),
}
_NAMES: dict[str, Words] = {
    IS: _("is"),
    IS_NOT: _("is not"),
    ONE_OF: _("is one of"),
    NONE_OF: _("is none of"),
    CONTAINS: _("contains"),
    BEFORE: _("is before"),
    AFTER: _("is after"),
    AT_LEAST: _("is not before"),
    AT_MOST: _("is not after"),
    EMPTY: _("is empty"),
    FILLED: _("is filled in"),
}
_OF_NUMBERS: dict[str, Words] = {
    BEFORE: _("is less than"),
    AFTER: _("is more than"),
    AT_LEAST: _("is at least"),
    AT_MOST: _("is at most"),
}
_OF_MANY: dict[str, Words] = {
    IS: _("has"),
    IS_NOT: _("has not"),
    ONE_OF: _("has one of"),
    NONE_OF: _("has none of"),
}
_SPAN_AHEAD, _SPAN_BACK = _("is in the next days"), _("is in the last days")


def operators_of(field: Field) -> tuple[str, ...]:
    """Return what may be asked of a field."""
    return _BY_TYPE[field.type] + (WITHOUT_VALUE if field.may_be_empty else ())


def operator_name(field: Field, operator: str) -> Words:
    """Return an operator in words, as it reads between the field and the value."""
    if operator == WITHIN:
        return _SPAN_AHEAD if field.ahead else _SPAN_BACK
    if field.type == FieldType.NUMBER and operator in _OF_NUMBERS:
        return _OF_NUMBERS[operator]
    if field.type == FieldType.MANY and operator in _OF_MANY:
        return _OF_MANY[operator]
    return _NAMES[operator]
