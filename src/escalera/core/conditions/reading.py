"""Reads a condition out of data, and checks it. What comes out is sound: compiling it never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.conditions.fields import ME, MY_TEAMS, Field, FieldType, choices_of, find_field
from escalera.core.conditions.operators import (
    CONTAINS,
    IS,
    LISTS,
    OPERATORS,
    WITHIN,
    WITHOUT_VALUE,
    operators_of,
)

DEEPEST, MOST_LEAVES, MOST_VALUES, LONGEST_TEXT = 4, 60, 50, 200
DAYS = ("today", "yesterday", "tomorrow")
NOW = "now"
YEARS = range(1970, 2200)
_KEY = re.compile(r"[0-9]{1,18}\Z")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison. `value`: as in the data, normalized: text, whole number, yes/no, or a list of them."""

    field: Field
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Leaf | All | Either | Not


def read(data: Any) -> Condition:
    """Return the condition that the data says; {} is no condition: everything.

    Raises: BadInput, in words that name what to mend."""
    condition = _read(data if data != {} else {"all": []}, DEEPEST)
    if sum(1 for _leaf in leaves(condition)) > MOST_LEAVES:
        raise BadInput(_("That are too many conditions; the most is %(most)d.") % {"most": MOST_LEAVES})
    return condition


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every comparison."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        for part in condition.parts:
            yield from leaves(part)


def data_of(condition: Condition) -> dict[str, Any]:
    """Return the condition as data; reading it gives the same condition."""
    if isinstance(condition, Leaf):
        return {"field": condition.field.key, condition.operator: condition.value}
    if isinstance(condition, Not):
        return {"not": data_of(condition.part)}
    return {"all" if isinstance(condition, All) else "any": [data_of(part) for part in condition.parts]}


def is_relative(condition: Condition) -> bool:
    """Say whether the answer depends on who asks."""
    return any(word in _listed(leaf.value) for leaf in leaves(condition) for word in (ME, MY_TEAMS) if _takes(leaf))


def is_timed(condition: Condition) -> bool:
    """Say whether the answer depends on when it is asked."""
    return any(leaf.operator == WITHIN or leaf.value in (*DAYS, NOW) for leaf in leaves(condition) if _is_time(leaf))


def _takes(leaf: Leaf) -> bool:
    return bool(leaf.field.relative)


def _is_time(leaf: Leaf) -> bool:
    return leaf.field.type in (FieldType.MOMENT, FieldType.DAY) and not isinstance(leaf.value, list)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _read(data: Any, depth: int) -> Condition:
    if not isinstance(data, Mapping):
        raise BadInput(_("A condition is a field with a comparison, or “all”, “any” or “not” of conditions."))
    if depth == 0:
        raise BadInput(_("The conditions are nested too deeply."))
    if len(data) == 1 and (word := next(iter(data))) in ("all", "any"):
        parts = data[word]
        if not isinstance(parts, list) or len(parts) > MOST_LEAVES:
            raise BadInput(_("“all” and “any” want a list of conditions, %(most)d at most.") % {"most": MOST_LEAVES})
        read_parts = tuple(_read(part, depth - 1) for part in parts)
        return All(read_parts) if word == "all" else Either(read_parts)
    if set(data) == {"not"}:
        return Not(_read(data["not"], depth - 1))
    return _leaf(data)


def _leaf(data: Mapping[Any, Any]) -> Leaf:
    key = data.get("field")
    field = find_field(key) if isinstance(key, str) and len(key) <= 60 else None
    if field is None:
        raise BadInput(_("There is no field called “%(field)s”.") % {"field": str(key)[:60]})
    words = [word for word in data if word != "field"]
    if len(words) != 1 or words[0] not in OPERATORS:
        raise BadInput(_("“%(field)s” wants exactly one comparison.") % {"field": field.label})
    operator = words[0]
    if operator == CONTAINS and field.type == FieldType.MANY:
        return _compared(field, IS, data[CONTAINS])
    if operator not in operators_of(field):
        raise BadInput(_("“%(field)s” can't be compared in that way.") % {"field": field.label})
    return _compared(field, operator, data[operator])


def _compared(field: Field, operator: str, value: Any) -> Leaf:
    if operator in WITHOUT_VALUE:
        return Leaf(field, operator, True)
    if operator == WITHIN:
        return Leaf(field, operator, _days(field, value))
    if operator in LISTS:
        if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
            raise BadInput(_("Choose at least one value for “%(field)s”.") % {"field": field.label})
        return Leaf(field, operator, [_value(field, one) for one in value])
    return Leaf(field, operator, _value(field, value))


def _value(field: Field, value: Any) -> Any:
    if field.type == FieldType.YES_NO:
        return _yes_no(field, value)
    if field.type == FieldType.NUMBER:
        return _number(field, value)
    if field.type in (FieldType.MOMENT, FieldType.DAY):
        return _moment(field, value)
    if field.type == FieldType.TEXT:
        return _text(field, value)
    return _choice(field, value)


def _wrong(field: Field, value: Any) -> BadInput:
    return BadInput(
        _("“%(value)s” is not a value of “%(field)s”.") % {"value": str(value)[:60], "field": field.label}
    )


def _yes_no(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false", "yes", "no"):
        return value in ("true", "yes")
    raise _wrong(field, value)


def _number(field: Field, value: Any) -> int | str:
    """Return whole numbers as such and others as text, so that none is rounded on its way through JSON."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)) or len(str(value)) > 19:
        raise _wrong(field, value)
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise _wrong(field, value) from None
    if not number.is_finite() or abs(number) >= 10**12:
        raise _wrong(field, value)
    number = round(number, 6)
    if field.whole and number != int(number):
        raise _wrong(field, value)
    return int(number) if number == int(number) else str(number.normalize())


def _days(field: Field, value: Any) -> int:
    number = _number(field, value)
    if not isinstance(number, int) or not 0 <= number <= 3660:
        raise BadInput(_("“%(field)s” wants a number of days between 0 and 3660.") % {"field": field.label})
    return number


def _moment(field: Field, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise _wrong(field, value)
    text = value.strip()
    if text in DAYS or (text == NOW and field.type == FieldType.MOMENT):
        return text
    try:
        read_value = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(field, value) from None
    is_exact = isinstance(read_value, datetime)
    if read_value.year not in YEARS or (is_exact and field.type == FieldType.DAY):
        raise _wrong(field, value)
    return read_value.isoformat()


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT or "\x00" in value:
        raise BadInput(_("“%(field)s” wants some words, not too many.") % {"field": field.label})
    return value.strip()


def _choice(field: Field, value: Any) -> str:
    text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if text and text == field.relative:
        return text
    if field.by_key:
        if not _KEY.match(text):
            raise _wrong(field, value)
        return text
    if field.choices is None or text not in {key for key, _label in choices_of(field)}:
        raise _wrong(field, value)
    return text
