"""What views, search and rules may ask of what a customer's words sound like. A hint for sorting, by words that are
shown; policies may not ask for it, since it changes while clocks run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalera.core.conditions.fields import Field, FieldType, Words, register
from escalera.core.triage.choices import Sounding, Tone
from escalera.core.triage.models import Signal

FETCH = "signal"


def _held(column: Callable[[Signal], Any]) -> Callable[[Any], Collection[Any]]:
    def values(ticket: Any) -> Collection[Any]:
        signal = getattr(ticket, "signal", None)  # nobody has read it yet
        return () if signal is None else (column(signal),)

    return values


def _listed(choices: Sequence[tuple[Any, Words]]) -> Callable[[], Sequence[tuple[str, Words]]]:
    return lambda: [(str(key), label) for key, label in choices]


FIELDS = (
    Field(
        "sounds", _("Sounds urgent"), FieldType.CHOICE, "signal__urgency", _held(lambda one: one.urgency),
        Q(signal__isnull=False), _listed(Sounding.choices), by_key=True, may_be_empty=True, fetch=FETCH,
    ),
    Field(
        "tone", _("Tone of the customer"), FieldType.CHOICE, "signal__tone", _held(lambda one: str(one.tone)),
        Q(signal__isnull=False), _listed(Tone.choices), may_be_empty=True, fetch=FETCH,
    ),
)  # fmt: skip
register(*FIELDS)
