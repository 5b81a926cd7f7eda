"""What may come next in the box: operators, and the values of the one that is being written."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from escalera.base.people.models import Contact, Organization
from escalera.core.search.folding import fold
from escalera.core.search.language import Caret, caret_in
from escalera.core.search.models import CONTACT, ORGANIZATION
from escalera.core.search.naming import every, slug
from escalera.core.search.operators import MYSELF, NOBODY, OPERATORS, Operator, place_of_language
from escalera.core.search.people import keys_of

MOST = 8


@dataclass(frozen=True, slots=True)
class Completion:
    """`written`: what is offered; `meaning`: what it says; `text`, `caret`: the whole box afterwards."""

    written: str
    meaning: str
    text: str
    caret: int


def complete(text: str, at: int) -> list[Completion]:
    """Return what may stand where somebody writes, at most eight. `at`: the place of the caret."""
    caret = caret_in(text, at)
    if caret.operator is None:
        return [_made(text, caret, written, meaning, "") for written, meaning in _operators(caret.value)][:MOST]
    values = _values(caret.operator, fold(caret.value.strip()))
    before = text[caret.start : at].removeprefix("-").partition(":")
    kept = before[0] + ":" + (before[2].rpartition(",")[0] + "," if "," in before[2] else "")
    return [_made(text, caret, kept + value, meaning, " ", value) for value, meaning in values[:MOST]]


def without_unfinished(text: str, at: int) -> str:
    """Return the text without the operator in which somebody writes, as long as its value is not a known one."""
    caret = caret_in(text, at)
    if caret.operator is None:
        return text
    names = {fold(name) for known in caret.operator.values.values() for name in known}
    if fold(caret.value) in names or (caret.value and not caret.operator.values):
        return text
    return text[: caret.start] + text[caret.end :]


def _made(text: str, caret: Caret, written: str, meaning: str, after: str, shown: str = "") -> Completion:
    head = text[: caret.start] + ("-" if caret.negated else "") + written + after
    tail = text[caret.end :].lstrip() if after else text[caret.end :]
    return Completion(shown or written, meaning, head + tail, len(head))


def _operators(begun: str) -> list[tuple[str, str]]:
    """Return operators that begin so, in the reader's language; all of them where nothing is written yet."""
    place, wanted = place_of_language(), fold(begun)
    return [
        (f"{operator.offered[place]}:", str(operator.meaning))
        for operator in OPERATORS
        if any(name.startswith(wanted) for name in operator.names)
    ]


def _values(operator: Operator, begun: str) -> list[tuple[str, str]]:
    place = place_of_language()
    if operator.values:
        return [
            (names[place], "")
            for names in operator.values.values()
            if any(fold(name).startswith(begun) for name in names)
        ]
    if operator.names_of == "contact":
        return _people(begun)
    if operator.names_of == "organization":
        keys = keys_of(ORGANIZATION, begun, MOST)
        return [
            (_quoted(name), "") for name in Organization.objects.filter(pk__in=keys).values_list("name", flat=True)
        ]
    special = [(MYSELF[place], _("me")), (NOBODY[place], _("nobody"))] if operator.names_of == "agent" else []
    begun_slug = slug(begun)
    named = [
        (slug(name.split(" ")[0]) if operator.names_of == "level" else slug(name), name)
        for _key, name in every(operator.names_of)
    ]
    return [
        (written, meaning)
        for written, meaning in [*special, *named]
        if written.startswith(begun_slug) or f"-{begun_slug}" in f"-{slug(meaning)}"
    ]


def _people(begun: str) -> list[tuple[str, str]]:
    if not begun:
        return []
    rows = Contact.objects.filter(pk__in=keys_of(CONTACT, begun, MOST)).order_by("name")
    return [(_quoted(name), company or "") for name, company in rows.values_list("name", F("organization__name"))]


def _quoted(name: str) -> str:
    name = name.replace('"', "")
    return f'"{name}"' if " " in name or "," in name else name
