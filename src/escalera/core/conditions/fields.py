"""The fields that conditions may ask for. Rooms register theirs; company-made ones come from a source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

Words = str | Promise
Choices = Callable[[], Sequence[tuple[str, Words]]]
ME, MY_TEAMS = "me", "my_teams"


class FieldType(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MOMENT = "moment"
    DAY = "day"
    YES_NO = "yes_no"
    PERSON = "person"
    MANY = "many"  # several of a list at once: tags


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `column`: what it is called in a query; `values(ticket)`: what a loaded ticket holds there, leaving out None and "".
    `around`: wraps the condition on `column` where the values stand in rows of their own: one that fits is enough.
    `has`: the condition that anything is there at all; of yes or no, that it is yes.
    `by_key`: its choices are keys of rows, and numbers in the database; `whole`: a number without fractions.
    `fetch`: the relation of a loaded ticket in which its values stand, for whoever asks many tickets.
    `below`: adds to chosen keys those of what stands below them, where the choices are a tree.
    `relative`: ME or MY_TEAMS, if the field takes it; `ahead`: a future moment, so that "within 3 days" looks forward.
    """

    key: str
    label: Words
    type: FieldType
    column: str
    values: Callable[[Any], Collection[Any]]
    has: Q
    choices: Choices | None = None
    by_key: bool = False
    relative: str = ""
    around: Callable[[Q], Q] | None = None
    ahead: bool = False
    whole: bool = False
    may_be_empty: bool = False
    in_editor: bool = True
    fetch: str = ""
    below: Callable[[Iterable[int]], Collection[int]] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Fields that are made while the desk runs. `find` takes the key without its prefix."""

    prefix: str
    find: Callable[[str], Field | None]
    every: Callable[[], Sequence[Field]]


_FIELDS: dict[str, Field] = {}
_SOURCES: dict[str, Source] = {}
_REMEMBERED: ContextVar[dict[str, Sequence[tuple[str, Words]]] | None] = ContextVar("remembered", default=None)


def register(*fields: Field) -> None:
    """Add fields; the last of a key counts."""
    _FIELDS.update({field.key: field for field in fields})


def register_source(source: Source) -> None:
    """Add the fields whose keys begin with "prefix."."""
    _SOURCES[source.prefix] = source


def find_field(key: str) -> Field | None:
    """Return the field with this key, or None."""
    prefix, dot, rest = key.partition(".")
    if dot:
        source = _SOURCES.get(prefix)
        return source.find(rest) if source else None
    return _FIELDS.get(key)


def choices_of(field: Field) -> Sequence[tuple[str, Words]]:
    """Return what may be chosen of a field; () where nothing is listed."""
    if field.choices is None:
        return ()
    known = _REMEMBERED.get()
    if known is None:
        return field.choices()
    if field.key not in known:
        known[field.key] = field.choices()
    return known[field.key]


@contextmanager
def remembering() -> Iterator[None]:
    """Look up what may be chosen of a field only once inside: for pages with many conditions."""
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def all_fields() -> list[Field]:
    """Return every field, in the order of registration, company-made ones last."""
    return [*_FIELDS.values(), *(field for source in _SOURCES.values() for field in source.every())]
