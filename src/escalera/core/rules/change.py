"""What conditions may ask of the change itself: who did it, from what to what, what was said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.base.calendars.queries import is_open_at
from escalera.base.log.models import Event
from escalera.base.people.models import Level
from escalera.base.text.thanks import is_only_thanks
from escalera.core.conditions.fields import Field, FieldType, Source, Words, register_source
from escalera.core.deeds.spans import calendar_of
from escalera.core.tickets.choices import Impact, Kind, Priority, Status, Urgency
from escalera.core.tickets.classes import ancestors_of, category_tree
from escalera.core.tickets.conditions import CHANNELS
from escalera.core.tickets.models import Field as CustomField
from escalera.core.tickets.models import Message, Tag, Ticket, WaitReason

PREFIX = "change"
NOTHING = Q(pk__in=[])
LONGEST_TEXT = 20_000  # characters of a message that conditions look at
_TO = {
    "ticket.opened": Status.NEW, "ticket.snoozed": Status.SCHEDULED, "ticket.woken": Status.OPEN,
    "ticket.reopened": Status.OPEN, "ticket.resolved": Status.RESOLVED, "ticket.closed": Status.CLOSED,
    "ticket.cancelled": Status.CANCELLED, "ticket.merged": Status.CLOSED, "ticket.marked_spam": Status.CANCELLED,
}  # fmt: skip
_FROM = {"ticket.woken": Status.SCHEDULED}
Choices = Callable[[], Sequence[tuple[str, Words]]]


@dataclass
class Change:
    """One event as conditions see it. What must be looked up is looked up when it is asked, once."""

    event: Event
    ticket: Ticket

    def values(self, key: str) -> Collection[Any]:
        """Return what the change holds under a key of `_FIELDS`; nothing where it says nothing of it."""
        found = getattr(self, f"_{key}", None)
        if found is None:
            found = self.event.data.get(_NAMES.get(key, key))
        if isinstance(found, (list, tuple, set)):
            return [one for one in found if one not in ("", None)]
        return () if found is None or found == "" else (found,)

    @property
    def _by(self) -> str:
        return {"contact": "customer", "agent": "agent"}.get(self.event.actor_kind, "desk")

    @property
    def _to_status(self) -> str | None:
        return self.event.data.get("status") or _TO.get(self.event.name)

    @property
    def _from_status(self) -> str | None:
        return self.event.data.get("from_status") or _FROM.get(self.event.name)

    @property
    def _field(self) -> list[str]:
        return [str(change[0]) for change in self.event.data.get("changes", ())]

    @property
    def _text(self) -> str:
        return self._message.text[:LONGEST_TEXT] if self._message else ""

    @property
    def _words(self) -> int | None:
        return len(self._message.text[:LONGEST_TEXT].split()) if self._message else None

    @property
    def _thanks(self) -> bool | None:
        return is_only_thanks(self._message.text) if self._message else None

    @property
    def _in_hours(self) -> bool:
        return is_open_at(calendar_of(self.ticket), self.event.at)

    @property
    def _from_level(self) -> str:
        return str(self.event.data.get("from_level", ""))

    @property
    def _to_level(self) -> str:
        return str(self.event.data.get("to_level", ""))

    @property
    def _from_priority(self) -> str | None:
        return self._classed("priority")

    @property
    def _from_kind(self) -> str | None:
        return self._classed("kind")

    @property
    def _from_impact(self) -> str | None:
        return self._classed("impact")

    @property
    def _from_urgency(self) -> str | None:
        return self._classed("urgency")

    @property
    def _from_category(self) -> list[str]:
        """The category that it had, and those above it: a question for one of them means what stands below it too."""
        found = self._classed("category_id")
        return [str(key) for key in ancestors_of(int(found))] if found else []

    @property
    def _field_before(self) -> list[str]:
        return [str(change[1]) for change in self.event.data.get("changes", ())]

    @property
    def _field_after(self) -> list[str]:
        return [str(change[2]) for change in self.event.data.get("changes", ())]

    @cached_property
    def _message(self) -> Message | None:
        number = self.event.data.get("message_id")
        return Message.objects.filter(pk=number).first() if number else None

    def _classed(self, key: str) -> str | None:
        """Return what was said before the event, if it changed that."""
        was = self.event.data.get("before", {}).get(key)
        return None if was is None else str(was)


_NAMES = {"tag_added": "added", "tag_removed": "removed", "clock": "kind", "reason_text": "reason"}


def attach(ticket: Ticket, event: Event) -> Ticket:
    """Let conditions ask the ticket about this event."""
    ticket.__dict__["change"] = Change(event, ticket)
    return ticket


def _values(key: str, type_: FieldType) -> Callable[[Any], Collection[Any]]:
    """Return what a change holds; to a question of yes or no, what says nothing says no."""

    def values(ticket: Any) -> Collection[Any]:
        change = ticket.__dict__.get("change")
        found = () if change is None else change.values(key)
        return (any(found),) if type_ == FieldType.YES_NO else found

    return values


def _levels() -> Sequence[tuple[str, Words]]:
    return [(str(one.order), str(one)) for one in Level.objects.order_by("order")]


def _tags() -> Sequence[tuple[str, Words]]:
    return [(one.name, one.name) for one in Tag.objects.order_by("key")[:500]]


def _reasons() -> Sequence[tuple[str, Words]]:
    return [(one.code, one.name) for one in WaitReason.objects.all()]


def _categories() -> Sequence[tuple[str, Words]]:
    return [(str(twig.category.pk), twig.path) for twig in category_tree(every=True)]


def _labels() -> Sequence[tuple[str, Words]]:
    return [(one.label, one.label) for one in CustomField.objects.all()[:300]]


def _listed(choices: Sequence[tuple[Any, Words]]) -> Choices:
    listed = [(str(key), label) for key, label in choices]
    return lambda: listed


_KINDS_OF_CLOCK: Sequence[tuple[str, Words]] = [
    ("first_reply", _("first reply")), ("next_reply", _("next reply")), ("update", _("update")),
    ("own", _("time to own")), ("resolution", _("resolution")), ("stay", _("stay with a team")),
    ("vendor", _("vendor")), ("legal", _("legal term")), ("promise", _("promise")),
]  # fmt: skip
_CODES: Sequence[tuple[str, Words]] = [
    ("missing_information", _("missing information")), ("wrong_team", _("wrong team")), ("not_ours", _("not ours")),
    ("duplicate", _("duplicate")), ("other", _("something else")),
]  # fmt: skip
_BY: Sequence[tuple[str, Words]] = [
    ("customer", _("the customer")), ("agent", _("one of us")), ("desk", _("the desk by itself")),
]  # fmt: skip


def _field(key: str, label: Words, type_: FieldType, choices: Choices | None = None) -> Field:
    """A question about a change is asked of one ticket at its moment; as a query it finds nothing."""
    return Field(
        f"{PREFIX}.{key}", label, type_, "pk", _values(key, type_), NOTHING, choices, around=lambda q: NOTHING,
        whole=type_ == FieldType.NUMBER, in_editor=False,
    )  # fmt: skip


_FIELDS: dict[str, Field] = {
    key: _field(key, label, type_, choices)
    for key, label, type_, choices in [
        ("by", _("Done by"), FieldType.CHOICE, _listed(_BY)),
        ("to_status", _("Status changed to"), FieldType.CHOICE, _listed(Status.choices)),
        ("from_status", _("Status changed from"), FieldType.CHOICE, _listed(Status.choices)),
        ("from_priority", _("Priority changed from"), FieldType.CHOICE, _listed(Priority.choices)),
        ("from_kind", _("Kind changed from"), FieldType.CHOICE, _listed(Kind.choices)),
        ("from_category", _("Category changed from"), FieldType.CHOICE, _categories),
        ("from_impact", _("Impact changed from"), FieldType.CHOICE, _listed(Impact.choices)),
        ("from_urgency", _("Urgency changed from"), FieldType.CHOICE, _listed(Urgency.choices)),
        ("reason", _("Reason to wait"), FieldType.CHOICE, _reasons),
        ("text", _("Words of the message"), FieldType.TEXT, None),
        ("words", _("Length of the message in words"), FieldType.NUMBER, None),
        ("thanks", _("Says only thanks"), FieldType.YES_NO, None),
        ("channel", _("Channel of the message"), FieldType.CHOICE, _listed(list(CHANNELS.items()))),
        ("in_hours", _("Within working hours"), FieldType.YES_NO, None),
        ("tag_added", _("Tag added"), FieldType.CHOICE, _tags),
        ("tag_removed", _("Tag taken off"), FieldType.CHOICE, _tags),
        ("field", _("Field that was filled in"), FieldType.CHOICE, _labels),
        ("field_before", _("Value before"), FieldType.TEXT, None),
        ("field_after", _("Value now"), FieldType.TEXT, None),
        ("from_level", _("From level"), FieldType.CHOICE, _levels),
        ("to_level", _("To level"), FieldType.CHOICE, _levels),
        ("reason_text", _("Reason given"), FieldType.TEXT, None),
        ("code", _("Why it was rejected"), FieldType.CHOICE, _listed(_CODES)),
        ("clock", _("Which clock"), FieldType.CHOICE, _listed(_KINDS_OF_CLOCK)),
        ("percent", _("Percent of the time"), FieldType.NUMBER, None),
    ]
}


def fields_about(keys: Sequence[str]) -> list[Field]:
    """Return the fields for these changes, in this order."""
    return [_FIELDS[key] for key in dict.fromkeys(keys) if key in _FIELDS]


register_source(Source(PREFIX, _FIELDS.get, lambda: list(_FIELDS.values())))
