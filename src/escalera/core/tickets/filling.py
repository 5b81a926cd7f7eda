"""The company's own fields on one ticket: which apply, what they hold, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.tickets.choices import FieldKind, RequiredAt
from escalera.core.tickets.models import Field, FieldValue, Ticket

Value = str | Decimal | date | bool | tuple[str, ...] | None
LONGEST = {FieldKind.TEXT: 400, FieldKind.LONG: 20_000}
LARGEST = Decimal(10) ** 12
_TRUE, _FALSE = {"yes", "true", "1", "on", "sí", "si", "sim"}, {"no", "false", "0", "off", "não", "nao"}


@dataclass(frozen=True, slots=True)
class Filled:
    """One field of a ticket. `applies`: it is asked of this ticket as it stands, conditions and all."""

    field: Field
    value: Value
    applies: bool

    @property
    def words(self) -> str:
        return in_words(self.field, self.value)


def applies_to(field: Field, *, kind: str, segment_id: int | None, values: Mapping[int, Value]) -> bool:
    """Say whether a field is asked of a ticket of this kind and segment with these values by field key."""
    if not field.is_active or (field.kinds and kind not in field.kinds):
        return False
    if field.segments and segment_id not in field.segments:
        return False
    return condition_holds(field, values)


def condition_holds(field: Field, values: Mapping[int, Value]) -> bool:
    """Say whether the field that this one depends on, if it does, holds what it must; `values` by field key."""
    if field.shown_if_id is None:
        return True
    return bool(set(field.shown_if_values) & _plain(values.get(field.shown_if_id)))


def _plain(value: Value) -> set[str]:
    """Return a value as the words that conditions compare."""
    if isinstance(value, tuple):
        return set(value)
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    return set() if value is None else {str(value)}


def fill(ticket: Ticket, fields: Iterable[Field], values: Mapping[int, Value]) -> list[Filled]:
    """Return the fields with what they hold; one that no longer applies comes only if it holds something.

    A condition holds only if the field that it asks about applies itself."""
    fields = list(fields)
    asked = {one.pk: applies_to(one, kind=ticket.kind, segment_id=ticket.segment_id, values=values) for one in fields}
    for one in fields:
        if one.shown_if_id is not None and not asked.get(one.shown_if_id, False):
            asked[one.pk] = False
    held = [Filled(one, values.get(one.pk), asked[one.pk]) for one in fields]
    return [one for one in held if one.applies or one.value is not None]


def missing(filled: Iterable[Filled], *, at: str) -> list[Field]:
    """Return the fields that must be filled in by then and are not; what opening asks, resolving asks too."""
    asked = {RequiredAt.OPEN} if at == RequiredAt.OPEN else {RequiredAt.OPEN, RequiredAt.RESOLVE}
    return [
        one.field for one in filled if one.applies and one.field.required_at in asked and one.value in (None, "", ())
    ]


def filled_of(ticket: Ticket) -> list[Filled]:
    """Return the fields of a ticket, in their order."""
    return fill(ticket, Field.objects.all(), values_of(ticket.pk))


def values_of(ticket_id: int) -> dict[int, Value]:
    """Return what a ticket's fields hold, by field key."""
    rows = FieldValue.objects.filter(ticket=ticket_id).select_related("field").order_by("field", "place")
    found: dict[int, Value] = {}
    for row in rows:
        if row.field.kind == FieldKind.MULTI:
            before = found.get(row.field_id)
            found[row.field_id] = (*(before if isinstance(before, tuple) else ()), row.text or "")
        else:
            found[row.field_id] = one_of(row.text, row.long, row.number, row.date, row.flag)
    return found


def one_of(text: str | None, long: str | None, number: Decimal | None, day: date | None, flag: bool | None) -> Value:
    """Return the column that holds something."""
    return next((value for value in (text, long, number, day, flag) if value is not None), None)


def rows_of(field: Field, value: Value) -> list[FieldValue]:
    """Return the unsaved rows that hold a value; none for an empty one."""
    if value in (None, "", ()):
        return []
    if field.kind == FieldKind.MULTI:
        choices = value if isinstance(value, tuple) else (str(value),)
        return [FieldValue(field=field, place=place, text=one) for place, one in enumerate(choices)]
    column = {
        FieldKind.LONG: "long", FieldKind.NUMBER: "number", FieldKind.DATE: "date", FieldKind.FLAG: "flag",
    }.get(FieldKind(field.kind), "text")  # fmt: skip
    return [FieldValue(field=field, **{column: value})]


def read(field: Field, given: str | Sequence[str]) -> Value:
    """Return what somebody wrote as the field's own type, None for nothing.

    Numbers take a comma or a point; dates come as 2026-03-02. Raises: BadInput, with the field's name."""
    several = [given] if isinstance(given, str) else list(given)
    several = [one.replace("\x00", "").strip() for one in several]
    text = several[0] if several else ""
    match field.kind:
        case FieldKind.MULTI:
            chosen = tuple(dict.fromkeys(one for one in several if one))
            for one in chosen:
                _choice(field, one)
            return chosen or None
        case FieldKind.CHOICE:
            return _choice(field, text) if text else None
        case FieldKind.NUMBER:
            return _number(field, text) if text else None
        case FieldKind.DATE:
            return _date(field, text) if text else None
        case FieldKind.FLAG:
            return _flag(field, text) if text else None
        case _:
            return _text(field, text) or None


def _choice(field: Field, text: str) -> str:
    if text not in field.choices:
        raise BadInput(_("%(field)s: choose one of the list.") % {"field": field.label})
    return text


def _number(field: Field, text: str) -> Decimal:
    plain = text.replace(" ", "").replace("\u202f", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain) if len(plain) <= 24 else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadInput(_("%(field)s: write a number, such as 12 or 3.5.") % {"field": field.label})
    if abs(number) >= LARGEST:
        raise BadInput(_("%(field)s: this number is too large.") % {"field": field.label})
    return number.quantize(Decimal("0.000001")).normalize() + 0


def _date(field: Field, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            _("%(field)s: write a date as year-month-day, such as 2026-03-02.") % {"field": field.label}
        ) from None


def _flag(field: Field, text: str) -> bool:
    plain = text.casefold()
    if plain not in _TRUE | _FALSE:
        raise BadInput(_("%(field)s: answer yes or no.") % {"field": field.label})
    return plain in _TRUE


def _text(field: Field, text: str) -> str:
    most = LONGEST[FieldKind(field.kind)]
    if len(text) > most:
        raise BadInput(
            _("%(field)s: at most %(limit)d characters.") % {"field": field.label, "limit": most}
        )  # fmt: skip
    return text if field.kind == FieldKind.LONG else " ".join(text.split())


def in_words(field: Field, value: Value) -> str:
    """Return a value as people read it."""
    if value in (None, "", ()):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return str(number_format(value.normalize() if value % 1 else value.quantize(Decimal(1))))
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return ", ".join(value) if isinstance(value, tuple) else str(value)
