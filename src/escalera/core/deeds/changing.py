"""Deeds that change what a ticket is: kind, priority, tags, fields, promise, checklist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.deeds import spans
from escalera.core.deeds.inputs import Given, Input, InputType, Words
from escalera.core.deeds.registry import MOST, Deed, Turn, register
from escalera.core.tickets import actions as tickets
from escalera.core.tickets import filling
from escalera.core.tickets.actions.tagging import clean_name, tag_key
from escalera.core.tickets.choices import FieldKind, Impact, Kind, Priority, Urgency
from escalera.core.tickets.models import Category, ChecklistTemplate, Tag, Ticket
from escalera.core.tickets.models import Field as CustomField

AS_IT_IS = gettext_lazy("as it is")
_CLASSES: tuple[tuple[str, Any], ...] = (
    ("kind", Kind), ("priority", Priority), ("impact", Impact), ("urgency", Urgency),
)  # fmt: skip
_LABELS = {
    "kind": gettext_lazy("Kind"),
    "priority": gettext_lazy("Priority"),
    "impact": gettext_lazy("Impact"),
    "urgency": gettext_lazy("Urgency"),
}


def _categories() -> Sequence[tuple[str, Words]]:
    return [(str(one.pk), one.name) for one in Category.objects.filter(archived_at__isnull=True)[:500]]


def _class_inputs(given: Given) -> Sequence[Input]:
    return [
        *(_class_input(key, choices) for key, choices in _CLASSES),
        Input(
            "category", gettext_lazy("Category"), InputType.CHOICE, _categories, required=False, empty=AS_IT_IS,
            keeps_name=True, whole=True,
        ),
    ]  # fmt: skip


def _class_input(key: str, choices: Any) -> Input:
    listed = [(str(value), label) for value, label in choices.choices]
    whole = key != "kind"
    return Input(
        key, _LABELS[key], InputType.CHOICE, lambda: listed, required=False, empty=AS_IT_IS, whole=whole
    )  # fmt: skip


def _class_check(kept: dict[str, Any]) -> dict[str, Any]:
    if not kept:
        raise BadInput(_("Choose a kind, a priority or a category."))
    return kept


def _classify(given: Given, turn: Turn) -> None:
    """Set what is named; the rest stays."""
    named: dict[str, Any] = {key: given[key] for key, _choices in _CLASSES if key in given}
    if "category" in given:
        named["category"] = _category(given)
    tickets.classify(ticket_id=turn.ticket_id, by=turn.by, at=turn.at, **named)


def _category(given: Given) -> Category:
    found = Category.objects.filter(pk=given["category"], archived_at__isnull=True).first()
    if found is None:
        raise BadInput(_("The category %(name)s is gone.") % {"name": given.get("category_name", "")})
    return found


def _class_words(given: Given) -> str:
    parts = [str(Kind(given["kind"]).label)] if "kind" in given else []
    if "priority" in given:
        label = Priority(given["priority"]).label
        parts.append(_("priority %(priority)s") % {"priority": str(label).lower()})
    for key, choices in (("impact", Impact), ("urgency", Urgency)):
        if key in given:
            parts.append(f"{str(_LABELS[key]).lower()}: {choices(given[key]).label}")
    if "category" in given:
        parts.append(_("category %(name)s") % {"name": given.get("category_name", "")})
    return ", ".join(parts)


def _names(kept: dict[str, Any]) -> dict[str, Any]:
    tags = list(dict.fromkeys(clean_name(one) for one in kept["tags"].split(",") if one.strip()))
    if not tags or len(tags) > MOST:
        raise BadInput(_("Name one to %(limit)d tags.") % {"limit": MOST})
    return {"tags": tags}


def _tag_inputs(given: Given) -> Sequence[Input]:
    return [
        Input("tags", gettext_lazy("Tags"), InputType.TEXT, most=600, hint=gettext_lazy("with commas between"))
    ]  # fmt: skip


def _tag(given: Given, turn: Turn) -> None:
    tickets.tag(ticket_id=turn.ticket_id, names=given["tags"], by=turn.by, at=turn.at)


def _untag(given: Given, turn: Turn) -> None:
    keys = [tag_key(name) for name in given["tags"]]
    tags = list(Tag.objects.filter(key__in=keys).values_list("pk", flat=True))
    tickets.untag(ticket_id=turn.ticket_id, tag_ids=tags, by=turn.by, at=turn.at)


def _fields() -> Sequence[tuple[str, Words]]:
    return [(one.key, one.label) for one in CustomField.objects.filter(is_active=True)[:200]]


def _field_inputs(given: Given) -> Sequence[Input]:
    """The value is asked for in the way of the field that was chosen."""
    chosen = Input(
        "field", gettext_lazy("Field"), InputType.CHOICE, _fields, keeps_name=True, reshapes=True,
    )  # fmt: skip
    field = CustomField.objects.filter(key=str(given.get("field", ""))[:40], is_active=True).first()
    if field is None:
        return [chosen]
    return [chosen, _value_input(field)]


def _value_input(field: CustomField) -> Input:
    label, empty = gettext_lazy("Value"), gettext_lazy("empty")
    listed: list[tuple[str, Words]] = [(one, one) for one in field.choices]
    if field.kind == FieldKind.FLAG:
        listed = [("yes", _("yes")), ("no", _("no"))]
    if field.kind == FieldKind.MULTI:
        return Input("value", label, InputType.CHOICES, lambda: listed, required=False)
    if listed:
        return Input("value", label, InputType.CHOICE, lambda: listed, required=False, empty=empty)
    kind = InputType.LONG if field.kind == FieldKind.LONG else InputType.TEXT
    return Input("value", label, kind, required=False, most=20_000 if kind == InputType.LONG else 400)


def _field_check(kept: dict[str, Any]) -> dict[str, Any]:
    field = CustomField.objects.filter(key=kept["field"], is_active=True).first()
    if field is None:
        raise BadInput(_("There is no field “%(key)s”.") % {"key": kept["field"]})
    filling.read(field, kept.get("value", ""))
    return {**kept, "value": kept.get("value", "")}


def _set_field(given: Given, turn: Turn) -> None:
    values = {given["field"]: given.get("value", "")}
    tickets.set_fields(ticket_id=turn.ticket_id, values=values, by=turn.by, at=turn.at)


def _field_words(given: Given) -> str:
    value = given.get("value", "")
    shown = ", ".join(value) if isinstance(value, list) else str(value)
    return f"{given.get('field_name', given['field'])}: {shown[:80] or '—'}"


def span_inputs(given: Given) -> Sequence[Input]:
    """Return how long, and in what."""
    return [
        Input("amount", gettext_lazy("How long"), InputType.NUMBER, most=10_000),
        Input("unit", gettext_lazy("Unit"), InputType.CHOICE, spans.units),
    ]


def span_check(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a span that is one. Raises: BadInput."""
    if not spans.fits(kept["amount"], kept["unit"]):
        raise BadInput(_("Choose a span between one minute and a year."))
    return kept


def _promise(given: Given, turn: Turn) -> None:
    ticket = Ticket.objects.lock(turn.ticket_id)
    due = spans.moment_after(turn.at, given["amount"], given["unit"], spans.calendar_of(ticket))
    if due is None:
        raise BadInput(_("This calendar never opens for that long."))
    tickets.set_due(ticket_id=ticket.pk, due=due, by=turn.by, at=turn.at)


def _templates() -> Sequence[tuple[str, Words]]:
    return [(str(one.pk), one.name) for one in ChecklistTemplate.objects.order_by("name", "pk")[:300]]


def _checklist_inputs(given: Given) -> Sequence[Input]:
    label = gettext_lazy("Checklist")
    return [Input("checklist", label, InputType.CHOICE, _templates, keeps_name=True, whole=True)]


def _add_checklist(given: Given, turn: Turn) -> None:
    if not ChecklistTemplate.objects.filter(pk=given["checklist"]).exists():
        raise BadInput(_("The checklist %(name)s is gone.") % {"name": given.get("checklist_name", "")})
    tickets.add_checklist(ticket_id=turn.ticket_id, template_id=given["checklist"], by=turn.by, at=turn.at)


def _tagged(given: Given) -> str:
    return _("tagged %(tags)s") % {"tags": ", ".join(given["tags"])}


def register_all() -> None:
    """Make them known; called when the product starts."""

    register(
        "classify",
        Deed(
            gettext_lazy("Set kind, priority, category"),
            _classify,
            _class_words,
            _class_inputs,
            _class_check,
            tells=True,
            order=10,
        ),
    )
    register("tag", Deed(gettext_lazy("Add tags"), _tag, _tagged, _tag_inputs, _names, tells=True, order=11))
    register(
        "untag",
        Deed(
            gettext_lazy("Take tags off"), _untag,
            lambda given: _("took %(tags)s off") % {"tags": ", ".join(given["tags"])}, _tag_inputs, _names,
            tells=True, order=12,
        ),
    )  # fmt: skip
    register(
        "field",
        Deed(
            gettext_lazy("Fill in a field"),
            _set_field,
            _field_words,
            _field_inputs,
            _field_check,
            tells=True,
            order=13,
        ),
    )
    register(
        "promise",
        Deed(
            gettext_lazy("Promise it within"), _promise,
            lambda given: _("promised within %(span)s") % {"span": spans.words(given["amount"], given["unit"])},
            span_inputs, span_check, tells=True, order=14,
        ),
    )  # fmt: skip
    register(
        "checklist",
        Deed(
            gettext_lazy("Add a checklist"), _add_checklist,
            lambda given: _("added the checklist “%(name)s”") % {"name": given.get("checklist_name", "")},
            _checklist_inputs, tells=True, order=15,
        ),
    )  # fmt: skip
