"""A condition as a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.core.conditions.fields import ME, MY_TEAMS, Field, FieldType, choices_of
from escalera.core.conditions.operators import IS, IS_NOT, NONE_OF, ONE_OF, WITHIN, WITHOUT_VALUE, operator_name
from escalera.core.conditions.reading import All, Condition, Leaf, Not

MOST_NAMED = 5


def words(condition: Condition) -> str:
    """Return the condition in the reader's language: "Status is Open, and Level is N2 or Priority is High"."""
    return _words(condition, inside=False)


def relative_words() -> dict[str, str]:
    """Return the values that mean something else for each reader, or each day."""
    return {
        ME: _("me"), MY_TEAMS: _("my teams"), "today": _("today"), "yesterday": _("yesterday"),
        "tomorrow": _("tomorrow"), "now": _("now"),
    }  # fmt: skip


def _words(condition: Condition, *, inside: bool) -> str:
    if isinstance(condition, Leaf):
        return _leaf(condition)
    if isinstance(condition, Not):
        return _("not (%(condition)s)") % {"condition": _words(condition.part, inside=False)}
    is_all = isinstance(condition, All)
    if not condition.parts:
        return _("everything") if is_all else _("nothing")
    joint = _(" and ") if is_all else _(" or ")
    whole = joint.join(_words(part, inside=len(condition.parts) > 1) for part in condition.parts)
    return f"({whole})" if inside and len(condition.parts) > 1 else whole


def _leaf(leaf: Leaf) -> str:
    field = leaf.field
    if leaf.operator == WITHIN:
        return _span(field, leaf.value)
    if field.type == FieldType.YES_NO:
        return (
            _("%(field)s: yes") % {"field": field.label}
            if leaf.value
            else _("%(field)s: no") % {"field": field.label}
        )
    start = f"{field.label} {operator_name(field, _as_said(leaf))}"
    return start if leaf.operator in WITHOUT_VALUE else f"{start} {_value(field, leaf.value)}"


def _as_said(leaf: Leaf) -> str:
    """A list of one is no list: "Priority is Urgent", not "is one of Urgent"."""
    alone = isinstance(leaf.value, list) and len(leaf.value) == 1 and MY_TEAMS not in leaf.value
    return {ONE_OF: IS, NONE_OF: IS_NOT}.get(leaf.operator, leaf.operator) if alone else leaf.operator


def _span(field: Field, days: int) -> str:
    if field.ahead:
        text = ngettext("%(field)s in the next %(days)d day", "%(field)s in the next %(days)d days", days)
    else:
        text = ngettext("%(field)s in the last %(days)d day", "%(field)s in the last %(days)d days", days)
    return text % {"field": field.label, "days": days}


def _value(field: Field, value: Any) -> str:
    if isinstance(value, list):
        named = [_value(field, one) for one in value[:MOST_NAMED]]
        return ", ".join(named) + (" …" if len(value) > MOST_NAMED else "")
    known = relative_words()
    is_time = field.type in (FieldType.MOMENT, FieldType.DAY)
    if (is_time or value == field.relative) and value in known:
        return known[value]
    if is_time:
        return _moment(value)
    if field.choices is not None:
        return next((str(label) for key, label in choices_of(field) if key == value), _("(no longer there)"))
    return f"“{value}”" if field.type == FieldType.TEXT else str(value)


def _moment(text: str) -> str:
    if len(text) == 10:
        return formats.date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    return formats.date_format(datetime.fromisoformat(text), "SHORT_DATETIME_FORMAT")
