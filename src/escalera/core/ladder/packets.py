"""What a hand-over says, which of it is required between two levels, and what is known of it before anybody writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Level
from escalera.base.refusals import BadInput
from escalera.core.ladder.models import HandoverTemplate
from escalera.core.tickets.classes import ancestors_of
from escalera.core.tickets.models import Ticket

LONGEST_FIELD = 10_000  # characters
MOST_OWN = 20
DRAFTED = "drafted_by"  # "model": a language model began it, and a person read it
ALWAYS = ("summary", "tried", "question")  # stored even when empty: every hand-over has had them
STANDARD: Mapping[str, str | Promise] = {
    "summary": gettext_lazy("What is wrong"),
    "symptom": gettext_lazy("Symptom, in the customer's words"),
    "service": gettext_lazy("Affected service or device"),
    "tried": gettext_lazy("What was tried"),
    "evidence": gettext_lazy("Evidence"),
    "question": gettext_lazy("What is asked"),
    "promise": gettext_lazy("What was promised to the customer"),
}


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next level needs so that it asks nothing twice. Only the summary is always required.

    `own`: the company's own fields, by key."""

    summary: str
    tried: str = ""
    question: str = ""
    symptom: str = ""
    service: str = ""
    evidence: str = ""
    promise: str = ""
    own: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> str:
        return str(getattr(self, key) if key in STANDARD else self.own.get(key, "")).strip()

    def stored(self) -> dict[str, Any]:
        """Return it as a row keeps it: by key, without what is empty."""
        keys = [*STANDARD, *self.own]
        values = {key: self.value(key).replace("\x00", "") for key in keys}
        return {key: value for key, value in values.items() if value or key in ALWAYS}

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Handover:
        """Return the hand-over of values by key; unknown keys are the company's own."""
        standard = {key: values.get(key, "") for key in STANDARD}
        return cls(**standard, own={key: value for key, value in values.items() if key not in STANDARD})


@dataclass(frozen=True, slots=True)
class PacketField:
    key: str
    label: str
    required: bool


def fields_between(here: Level, there: Level, category_id: int | None) -> list[PacketField]:
    """Return the fields of a hand-over between two levels, in their order: the standard ones, then the company's own.

    The nearest template counts: of this category before those above it before any, of the pair before one end."""
    template = _template(here.pk, there.pk, category_id)
    given = {one["key"]: one for one in (template.fields if template else [])}
    fields = [
        PacketField(key, str(label), key == "summary" or bool(given.get(key, {}).get("required")))
        for key, label in STANDARD.items()
    ]
    own = [one for key, one in given.items() if key not in STANDARD]
    return fields + [PacketField(one["key"], one["label"], bool(one["required"])) for one in own]


def _template(here: int, there: int, category_id: int | None) -> HandoverTemplate | None:
    fits = Q(from_level=here) | Q(from_level=None), Q(to_level=there) | Q(to_level=None)
    found = list(HandoverTemplate.objects.filter(*fits))
    if not found:
        return None
    near = {key: distance for distance, key in enumerate(ancestors_of(category_id))}
    found = [one for one in found if one.category_id is None or one.category_id in near]

    def distance(one: HandoverTemplate) -> tuple[int, int, int]:
        far = len(near) if one.category_id is None else near[one.category_id]
        return far, (one.from_level_id is None) + (one.to_level_id is None), one.pk

    return min(found, key=distance, default=None)


def check(handover: Handover, fields: Sequence[PacketField]) -> None:
    """Raises: BadInput with the names of what is missing, or if a field is too long."""
    if not handover.value("summary"):
        raise BadInput(_("Write a hand-over: what is wrong, and what you found."))
    missing = [one.label for one in fields if one.required and not handover.value(one.key)]
    if missing:
        raise BadInput(_("The next level needs this too: %(fields)s.") % {"fields": ", ".join(missing)})
    if len(handover.own) > MOST_OWN or any(
        len(handover.value(key)) > LONGEST_FIELD for key in [*STANDARD, *handover.own]
    ):
        raise BadInput(
            _("The hand-over is too long: at most %(limit)d characters a field.") % {"limit": LONGEST_FIELD}
        )


def labels_of(template_fields: Sequence[PacketField] = ()) -> dict[str, str]:
    """Return the words of every standard field, and of these."""
    return {key: str(label) for key, label in STANDARD.items()} | {one.key: one.label for one in template_fields}


def label_of_own(key: str) -> str:
    """Return the words of a field of the company's own; its key if no template has it any more."""
    for fields in HandoverTemplate.objects.values_list("fields", flat=True):
        for one in fields:
            if one["key"] == key:
                return str(one.get("label") or key)
    return key


def packet_lines(handover: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a stored hand-over says, label and words, in the order of the form."""
    lines = [(str(label), str(handover[key])) for key, label in STANDARD.items() if handover.get(key)]
    others = [key for key, value in handover.items() if key not in STANDARD and key != DRAFTED and value]
    own = [(label_of_own(key), str(handover[key])) for key in others]
    drafted = [(_("Drafted by"), _("the language model; a person read it"))] if handover.get(DRAFTED) else []
    return lines + own + drafted


SourceFn = Callable[[Ticket], Mapping[str, str]]
_SOURCES: list[SourceFn] = []


def register_source(source: SourceFn) -> None:
    """Add something that knows part of a hand-over (a script's answers, a runbook's evidence): text by field key.

    What several know of one field stands one below the other, in the order of registration."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def known(ticket: Ticket) -> dict[str, str]:
    """Return what the desk knows of a hand-over already, by field key: a person reads and corrects it."""
    found: dict[str, list[str]] = {}
    for source in _SOURCES:
        for key, text in source(ticket).items():
            if text.strip():
                found.setdefault(key, []).append(text.strip())
    return {key: "\n".join(texts)[:LONGEST_FIELD] for key, texts in found.items()}
