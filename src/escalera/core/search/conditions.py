"""Operators become conditions: the same language in which views and rules are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.conditions.fields import Field, FieldType, register
from escalera.core.search.folding import WORD, fold
from escalera.core.search.language import Asked, Term
from escalera.core.search.moments import read_moment
from escalera.core.search.naming import called
from escalera.core.search.operators import HAS, IS, MYSELF, NOBODY, value_called
from escalera.core.tickets.models import Attachment, Message, MessageKind, Participant, Ticket

Data = dict[str, Any]
MOST_KEYS = 50  # that a condition takes
_FIELD_OF = {
    "opened_at": "opened", "updated_at": "updated", "resolved_at": "resolved", "due_at": "due", "tag": "tags",
    "requester": "requester_id", "organization": "organization_id",
}  # fmt: skip
_WAITING = ["waiting_customer", "waiting_internal", "waiting_vendor"]


def _takes_part(q: Q) -> Q:
    return Q(Exists(Participant.objects.filter(q, ticket=OuterRef("pk"))))


def _contacts(ticket: Ticket) -> set[int]:
    return {row.contact_id for row in ticket.participants.all()}


def _some(key: str, label: Any, q: Q, values: Callable[[Any], Any]) -> Field:
    return Field(key, label, FieldType.YES_NO, "", values, q, in_editor=False)


register(
    Field(
        "participant", gettext_lazy("Takes part"), FieldType.MANY, "contact_id", _contacts, _takes_part(Q()),
        by_key=True, around=_takes_part, in_editor=False,
    ),
    _some(
        "attachment", gettext_lazy("Attachment"), Q(Exists(Attachment.objects.filter(message__ticket=OuterRef("pk")))),
        lambda ticket: (Attachment.objects.filter(message__ticket=ticket.pk).exists(),),
    ),
    _some(
        "note", gettext_lazy("Internal note"),
        Q(Exists(Message.objects.filter(ticket=OuterRef("pk"), kind=MessageKind.NOTE))),
        lambda ticket: (ticket.messages.filter(kind=MessageKind.NOTE).exists(),),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Meant:
    """The operators of a search as a condition; `words` that turned out to be none, and `hints` that say so."""

    parts: list[Data] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    @property
    def data(self) -> Data:
        return {"all": self.parts}


def meant(asked: Asked, at: datetime) -> Meant:
    """Return the condition that the operators say. What has no known value becomes words, with a hint."""
    found = Meant()
    now = at.astimezone(timezone.get_default_timezone())
    for written in asked.unknown:
        found.hints.append(_("“%(word)s” is no operator, so it was searched as words.") % {"word": written})
    for term in asked.terms:
        part = _part(term, now)
        if part is not None:
            found.parts.append({"not": part} if term.negated else part)
        elif term.operator.names_of in ("contact", "organization"):
            # nobody of that name has written: then no ticket is theirs
            found.parts.append({"not": {"all": []}} if not term.negated else {"all": []})
            found.hints.append(_("Nobody found for “%(word)s”.") % {"word": term.written})
        else:
            found.words += WORD.findall(" ".join(term.values))
            found.hints.append(
                _("“%(word)s” has no such value, so it was searched as words.") % {"word": term.written}
            )
    return found


def _part(term: Term, now: datetime) -> Data | None:
    key = term.operator.key
    if term.operator.is_date:
        return _moment_part(term, now)
    if key == "subject":
        return {"field": "subject", "contains": " ".join(term.values)[:200]}
    if key in ("is", "has"):
        return _either([(_has if key == "has" else _is)(fold(value)) for value in term.values])
    if term.operator.names_of:
        return _named_part(term)
    values = [value_called(term.operator.values, fold(value)) for value in term.values]
    known = [one for value in values if value for one in (_WAITING if value == "waiting" else [value])]
    return _one_of(key, known) if known else None


def _moment_part(term: Term, now: datetime) -> Data | None:
    comparisons = read_moment(term.values[0], now, ahead=term.operator.key == "due_at")
    if comparisons is None:
        return None
    name = _FIELD_OF[term.operator.key]
    return {"all": [{"field": name, operator: value} for operator, value in comparisons]}


def _named_part(term: Term) -> Data | None:
    key, kind = _FIELD_OF.get(term.operator.key, term.operator.key), term.operator.names_of
    keys: list[str] = []
    parts: list[Data] = []
    for value in term.values:
        if kind == "agent" and fold(value) in MYSELF:
            keys.append("me")
        elif kind == "agent" and fold(value) in NOBODY:
            parts.append({"field": key, "empty": True})
        else:
            keys += map(str, called(kind, value))
    if keys:
        parts.append(_one_of(key, list(dict.fromkeys(keys))[:MOST_KEYS]))
    return _either(parts)


def _one_of(key: str, values: list[str]) -> Data:
    return {"field": key, "is": values[0]} if len(values) == 1 else {"field": key, "one_of": values}


def _either(parts: list[Data | None] | list[Data]) -> Data | None:
    known = [part for part in parts if part]
    return known[0] if len(known) == 1 else {"any": known} if known else None


def _has(value: str) -> Data | None:
    known: dict[str, Data] = {
        "attachment": {"field": "attachment", "is": True},
        "note": {"field": "note", "is": True},
        "due": {"field": "due", "filled": True},
        "tag": {"field": "tags", "filled": True},
    }
    return known.get(value_called(HAS, value) or "")


def _is(value: str) -> Data | None:
    known: dict[str, Data] = {
        "open": {"field": "open", "is": True},
        "ended": {"field": "open", "is": False},
        "unassigned": {"field": "assignee", "empty": True},
        "assigned": {"field": "assignee", "filled": True},
        "mine": {"field": "assignee", "is": "me"},
        "waits": {"field": "waits", "is": True},
        "reopened": {"field": "reopened", "at_least": 1},
    }
    return known.get(value_called(IS, value) or "")
