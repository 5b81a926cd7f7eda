"""What views, search and rules may ask of a ticket."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Agent, Level, Organization, Segment, Team
from escalera.base.storage.ready import Ready
from escalera.core.conditions.fields import (
    ME,
    MY_TEAMS,
    Field,
    FieldType,
    Source,
    Words,
    register,
    register_source,
)
from escalera.core.conditions.reading import All, Condition, Leaf
from escalera.core.tickets.choices import ENDED, FieldKind, Impact, Kind, Priority, Status, Urgency
from escalera.core.tickets.classes import category_tree, under
from escalera.core.tickets.models import Field as CustomField
from escalera.core.tickets.models import FieldValue, Tag, Ticket, TicketTag, WaitReason

MOST_CHOICES = 500
CUSTOM = "custom"
CHANNELS: dict[str, Words] = {
    "email": _("mail"), "chat": _("chat"), "phone": _("telephone"), "web": _("website"), "portal": _("portal"),
    "api": _("program"), "whatsapp": "WhatsApp", "counter": _("counter"), "telegram": "Telegram", "sms": "SMS",
    "voice": _("call"), "messenger": "Messenger", "instagram": "Instagram", "slack": "Slack",
    "alerts": _("monitoring"), "form": _("web form"),
}  # fmt: skip
Values = Callable[[Any], Collection[Any]]


def asks_only_open(condition: Condition) -> bool:
    """Say whether every ticket that fulfils the condition is an open one."""
    if isinstance(condition, All):
        return any(asks_only_open(part) for part in condition.parts)
    if not isinstance(condition, Leaf):
        return False
    key, operator, value = condition.field.key, condition.operator, condition.value
    if key == "open":
        return bool(value)
    asked = {"is": [value], "one_of": value}.get(operator, [])
    return key == "status" and bool(asked) and not set(asked) & set(ENDED)


def _held(name: str) -> Values:
    """Return what one column of a ticket holds; nothing and "" are nothing."""
    get = attrgetter(name)

    def values(ticket: Any) -> Collection[Any]:
        value = get(ticket)
        return () if value is None or value == "" else (value,)

    return values


def _name_of(relation: str) -> Values:
    def values(ticket: Any) -> Collection[Any]:
        other = getattr(ticket, relation)
        return () if other is None or not other.name else (other.name,)

    return values


def _filled(column: str) -> Q:
    return Q(**{f"{column}__isnull": False})


def _rows(model: Any, *, label: str = "name", order: str = "name") -> Callable[[], Sequence[tuple[str, Words]]]:
    def choices() -> Sequence[tuple[str, Words]]:
        return [(str(row.pk), str(getattr(row, label))) for row in model.objects.order_by(order)[:MOST_CHOICES]]

    return choices


def _levels() -> Sequence[tuple[str, Words]]:
    return [(str(level.pk), str(level)) for level in Level.objects.order_by("order")]


def _agents() -> Sequence[tuple[str, Words]]:
    return [(str(a.pk), a.name) for a in Agent.objects.filter(is_active=True).order_by("name")[:MOST_CHOICES]]


def _choice(key: str, label: Words, choices: Sequence[tuple[Any, Words]], *, by_key: bool = False) -> Field:
    listed = [(str(value), words) for value, words in choices]
    return Field(key, label, FieldType.CHOICE, key, _held(key), _filled(key), lambda: listed, by_key=by_key)


def _row(
    key: str,
    label: Words,
    choices: Callable[[], Sequence[tuple[str, Words]]],
    *,
    relative: str = "",
    empty: bool = False,
    below: Callable[[Iterable[int]], Collection[int]] | None = None,
) -> Field:
    type_ = FieldType.PERSON if relative == ME else FieldType.CHOICE
    column = f"{key}_id"
    return Field(
        key, label, type_, column, _held(column), _filled(column), choices, by_key=True, relative=relative,
        may_be_empty=empty, below=below,
    )  # fmt: skip


def _graded(key: str, label: Words, choices: Sequence[tuple[Any, Words]]) -> Field:
    """Return a field of fixed grades that need not be said."""
    listed = [(str(value), words) for value, words in choices]
    return Field(
        key, label, FieldType.CHOICE, key, _held(key), _filled(key), lambda: listed, by_key=True, may_be_empty=True
    )


def _categories() -> Sequence[tuple[str, Words]]:
    return [(str(twig.category.pk), twig.path) for twig in category_tree(every=True)]


def _reasons() -> Sequence[tuple[str, Words]]:
    return [(str(one.pk), str(one)) for one in WaitReason.objects.all()[:MOST_CHOICES]]


def _moment(key: str, label: Words, column: str, *, empty: bool = False, ahead: bool = False) -> Field:
    return Field(
        key, label, FieldType.MOMENT, column, _held(column), _filled(column), may_be_empty=empty, ahead=ahead
    )


def _yes_no(key: str, label: Words, yes: Q, values: Values) -> Field:
    return Field(key, label, FieldType.YES_NO, "", values, yes)


def _tagged(q: Q) -> Q:
    return Q(Exists(TicketTag.objects.filter(q, ticket=OuterRef("pk"))))


def _tags(ticket: Any) -> Collection[Any]:
    return {row.tag_id for row in ticket.tags.all()}


register(
    _yes_no("open", _("Open"), Q(is_open=True), lambda ticket: (ticket.is_open,)),
    _choice("status", _("Status"), Status.choices),
    _row("level", _("Level"), _levels),
    _row("team", _("Team"), _rows(Team), relative=MY_TEAMS),
    _row("assignee", _("Who works on it"), _agents, relative=ME, empty=True),
    _row("owner", _("Owner"), _agents, relative=ME, empty=True),
    _choice("priority", _("Priority"), Priority.choices, by_key=True),
    _choice("kind", _("Kind"), Kind.choices),
    _row("category", _("Category"), _categories, empty=True, below=under),
    _graded("impact", _("Impact"), Impact.choices),
    _graded("urgency", _("Urgency"), Urgency.choices),
    _row("wait_reason", _("Waits because"), _reasons, empty=True),
    _choice("channel", _("Channel"), list(CHANNELS.items())),
    Field("subject", _("Subject"), FieldType.TEXT, "subject", _held("subject"), ~Q(subject="")),
    Field("requester", _("Customer"), FieldType.TEXT, "requester__name", _name_of("requester"), ~Q(requester__name="")),
    Field(
        "organization", _("Organization"), FieldType.TEXT, "organization__name", _name_of("organization"),
        Q(organization__name__gt=""), may_be_empty=True,
    ),
    _row("segment", _("Segment"), _rows(Segment), empty=True),
    _yes_no(
        "waits", _("Customer waits"), _filled("customer_waits_since"), lambda t: (t.customer_waits_since is not None,)
    ),
    _moment("waits_since", _("Customer waits since"), "customer_waits_since", empty=True),
    _moment("due", _("Due"), "due_at", empty=True, ahead=True),
    _moment("snoozed", _("Snoozed until"), "snoozed_until", empty=True, ahead=True),
    _moment("opened", _("Opened"), "opened_at"),
    _moment("updated", _("Last activity"), "updated_at"),
    _moment("resolved", _("Resolved"), "resolved_at", empty=True),
    Field(
        "reopened", _("Times reopened"), FieldType.NUMBER, "reopened", _held("reopened"), _filled("reopened"), whole=True
    ),
    Field(
        "tags", _("Tags"), FieldType.MANY, "tag_id", _tags, _tagged(Q()), _rows(Tag, order="key"), by_key=True,
        around=_tagged, may_be_empty=True,
    ),
    # chosen by programs and by search, not from a list of thousands
    Field(
        "number", _("Number"), FieldType.NUMBER, "id", _held("id"), _filled("id"), whole=True, in_editor=False,
    ),
    Field(
        "requester_id", _("Customer"), FieldType.CHOICE, "requester_id", _held("requester_id"), _filled("requester_id"),
        by_key=True, in_editor=False,
    ),
    Field(
        "organization_id", _("Organization"), FieldType.CHOICE, "organization_id", _held("organization_id"),
        _filled("organization_id"), _rows(Organization), by_key=True, may_be_empty=True, in_editor=False,
    ),
)  # fmt: skip

_VALUES = Ready(lambda ticket: FieldValue.objects.filter(ticket=ticket))
_TYPES: dict[str, tuple[FieldType, str]] = {
    FieldKind.TEXT: (FieldType.TEXT, "text"),
    FieldKind.LONG: (FieldType.TEXT, "long"),
    FieldKind.NUMBER: (FieldType.NUMBER, "number"),
    FieldKind.DATE: (FieldType.DAY, "date"),
    FieldKind.FLAG: (FieldType.YES_NO, "flag"),
    FieldKind.CHOICE: (FieldType.CHOICE, "text"),
    FieldKind.MULTI: (FieldType.MANY, "text"),
}


def _values_of(ticket: Any) -> Iterable[FieldValue]:
    is_read = "values" in getattr(ticket, "_prefetched_objects_cache", ())
    return ticket.values.all() if is_read or not isinstance(ticket, Ticket) else _VALUES.all(ticket.pk)


def _custom(field: CustomField) -> Field:
    """Return a company's own field as conditions see it."""
    type_, column = _TYPES[field.kind]
    number, choices = field.pk, [(value, value) for value in field.choices]

    def around(q: Q) -> Q:
        return Q(Exists(FieldValue.objects.filter(q, ticket=OuterRef("pk"), field=number)))

    def values(ticket: Any) -> Collection[Any]:
        held = (getattr(row, column) for row in _values_of(ticket) if row.field_id == number)
        found = [value for value in held if value is not None and value != ""]
        return [any(found)] if type_ == FieldType.YES_NO else found

    there = Q(**{column: True}) if type_ == FieldType.YES_NO else _filled(column) & _not_blank(type_, column)
    return Field(
        f"{CUSTOM}.{field.key}", field.label, type_, column, values, around(there), (lambda: choices) if choices else None,
        around=around, may_be_empty=type_ != FieldType.YES_NO,
    )  # fmt: skip


def _not_blank(type_: FieldType, column: str) -> Q:
    is_text = type_ in (FieldType.TEXT, FieldType.CHOICE, FieldType.MANY)
    return ~Q(**{column: ""}) if is_text else Q()


def _find(key: str) -> Field | None:
    field = CustomField.objects.filter(key=key).first()
    return _custom(field) if field else None


def _every() -> Sequence[Field]:
    return [_custom(field) for field in CustomField.objects.filter(is_active=True).order_by("order", "pk")[:200]]


register_source(Source(CUSTOM, _find, _every))
