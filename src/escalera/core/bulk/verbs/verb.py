"""The shape of a verb: how its values are checked, how it is done with one ticket, and how it is undone there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.tickets.models import Ticket

Given = Mapping[str, Any]
Before = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One ticket's turn. `key` is the same at every try of this step."""

    ticket: Ticket
    given: Given
    by: Agent
    at: datetime
    key: str


class Verb(ABC):
    """Something that can be done with many tickets."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    waits_for_undo: ClassVar[bool] = (
        False  # what can't be undone once it is done begins later, and can be dropped until then
    )

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        """Return the values as they are kept. Raises: BadInput."""
        return {}

    @abstractmethod
    def do(self, step: Step) -> Before | None:
        """Do it through the ticket's own actions; return what undoing needs, None if it was so already."""

    def undo(self, step: Step, before: Before) -> bool:
        """Put it back; False if the ticket has changed since, so that it stays as it is."""
        return False


_VERBS: dict[str, Verb] = {}


def register_verb(verb: type[Verb]) -> None:
    _VERBS[verb.name] = verb()


def find_verb(name: str) -> Verb:
    """Return the verb of this name. Raises: BadInput."""
    if name not in _VERBS:
        raise BadInput(_("This can't be done with many tickets at once."))
    return _VERBS[name]


def known_verbs() -> list[Verb]:
    return list(_VERBS.values())


def number_in(given: Given, name: str) -> int | None:
    """Return a whole number out of a form's values, None if there is none. Raises: BadInput."""
    value = str(given.get(name) or "").strip()
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise BadInput(_("“%(value)s” is not a number.") % {"value": value[:40]})
    return int(value)
