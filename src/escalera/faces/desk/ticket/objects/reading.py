"""Everything that hangs on a ticket besides its words and its history, read in one statement.

Each part is a look-up by an index that finds a few rows; together they are one trip to the database instead of a
dozen. All columns come as text: what is a number or a moment is read from it here."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.tickets.filling import Filled, Value, fill, one_of
from escalera.core.tickets.models import Field, Ticket
from escalera.faces.desk.ticket.clocks.card import Ticking
from escalera.faces.desk.ticket.reading import Coming, File, Sending, Talk

# what, key, and up to seven more; %(t)s the ticket, %(c)s its requester, %(a)s the agent, %(all)s 1 if they see all
_SEES = (
    "(%(all)s = 1 OR o.owner_id = %(a)s OR o.assignee_id = %(a)s OR EXISTS "
    "(SELECT 1 FROM people_membership ms WHERE ms.agent_id = %(a)s AND ms.team_id = o.team_id))"
)
_PARTS = (
    "SELECT 'tag', g.id, g.name, {g.hue}, '', '', '', '', '' FROM tickets_tickettag tt "
    "JOIN tickets_tag g ON g.id = tt.tag_id WHERE tt.ticket_id = %(t)s",
    "SELECT 'way', i.id, i.channel, i.address, {i.undeliverable_since}, i.undeliverable_reason, '', '', '' "
    "FROM people_identity i WHERE i.contact_id = %(c)s",
    "SELECT 'person', p.id, {p.contact_id}, c.name, (SELECT i.address FROM people_identity i WHERE "
    "i.contact_id = c.id ORDER BY i.id LIMIT 1), '', '', '', '' "
    "FROM tickets_participant p JOIN people_contact c ON c.id = p.contact_id WHERE p.ticket_id = %(t)s",
    f"SELECT 'link', l.id, l.kind, 'to', {{o.id}}, o.status, {{v.order}}, CASE WHEN {_SEES} THEN o.subject END, '' "  # noqa: S608 - our own words
    "FROM tickets_link l JOIN tickets_ticket o ON o.id = l.to_id JOIN people_level v ON v.id = o.level_id "
    "WHERE l.ticket_id = %(t)s",
    f"SELECT 'link', l.id, l.kind, 'from', {{o.id}}, o.status, {{v.order}}, CASE WHEN {_SEES} THEN o.subject END, '' "  # noqa: S608 - our own words
    "FROM tickets_link l JOIN tickets_ticket o ON o.id = l.ticket_id JOIN people_level v ON v.id = o.level_id "
    "WHERE l.to_id = %(t)s",
    "SELECT 'merge', m.id, {m.absorbed_id}, o.subject, '', '', '', '', '' FROM tickets_merge m "
    "JOIN tickets_ticket o ON o.id = m.absorbed_id WHERE m.survivor_id = %(t)s AND m.undone_at IS NULL",
    "SELECT 'merged', m.id, {m.survivor_id}, '', '', '', '', '', '' FROM tickets_merge m "
    "WHERE m.absorbed_id = %(t)s AND m.undone_at IS NULL",
    "SELECT 'list', k.id, k.name, '', '', '', '', '', '' FROM tickets_checklist k WHERE k.ticket_id = %(t)s",
    "SELECT 'step', s.id, {s.checklist_id}, s.text, {s.order}, {s.done_at}, w.name, '', '' FROM tickets_checklist k "
    "JOIN tickets_checklistitem s ON s.checklist_id = k.id LEFT JOIN people_agent w ON w.id = s.done_by_id "
    "WHERE k.ticket_id = %(t)s",
    "SELECT 'time', e.id, {e.minutes}, e.note, {e.at}, w.name, {e.agent_id}, '', '' FROM tickets_timeentry e "
    "JOIN people_agent w ON w.id = e.agent_id WHERE e.ticket_id = %(t)s",
    "SELECT 'timer', r.id, {r.started_at}, '', '', '', '', '', '' FROM tickets_timer r "
    "WHERE r.ticket_id = %(t)s AND r.agent_id = %(a)s",
    "SELECT 'field', f.id, f.key, f.label, f.kind, {f.required_at}, f.help, "
    "{f.order}, {f.shown_if_id} FROM tickets_field f WHERE f.is_active",
    "SELECT 'more', f.id, {f.choices}, {f.kinds}, {f.segments}, {f.shown_if_values}, '', '', '' "
    "FROM tickets_field f WHERE f.is_active",
    "SELECT 'value', q.field_id, {q.place}, q.text, q.long, {q.number}, {q.date}, {q.flag}, '' "
    "FROM tickets_fieldvalue q WHERE q.ticket_id = %(t)s",
    "SELECT 'clock', k.id, k.kind, k.policy_kind, k.state, {k.due_at}, {k.paused_since}, {k.warned}, {k.stopped_at} "
    "FROM clocks_clock k WHERE k.ticket_id = %(t)s AND k.state <> 'cancelled'",
    "SELECT 'spam', z.id, '', '', '', '', '', '', '' FROM tickets_spam z "
    "WHERE z.ticket_id = %(t)s AND z.undone_at IS NULL",
    "SELECT 'file', a.id, {a.message_id}, a.name, a.content_type, {a.size}, a.content_id, {a.is_inline}, '' "
    "FROM tickets_message m JOIN tickets_attachment a ON a.message_id = m.id WHERE m.ticket_id = %(t)s",
    "SELECT 'sent', d.id, {d.message_id}, d.state, {d.attempts}, d.answer, {d.to}, {d.cc}, "
    "COALESCE({d.sent_at}, '') || '|' || COALESCE({d.delivered_at}, '') || '|' || COALESCE({d.read_at}, '') "
    "FROM tickets_message m JOIN channels_delivery d ON d.message_id = m.id WHERE m.ticket_id = %(t)s",
    "SELECT 'coming', y.id, {y.message_id}, y.name, y.state, y.error, '', '', '' "
    "FROM tickets_message m JOIN channels_mediafetch y ON y.message_id = m.id "
    "WHERE m.ticket_id = %(t)s AND y.state <> 'done'",
    "SELECT 'talk', h.id, n.kind, '', '', '', '', '', '' "
    "FROM channels_thread h JOIN channels_channel n ON n.id = h.channel_id "
    "WHERE h.ticket_id = %(t)s AND n.is_active AND h.last_in_at IS NOT NULL AND h.stopped_at IS NULL",
    "SELECT 'door', n.id, n.kind, n.name, '', '', '', '', '' FROM channels_channel n",
)
_RESERVED = ("order", "to", "date", "at", "place", "number")


@dataclass(slots=True)
class Tag:
    id: int
    name: str
    hue: int


@dataclass(slots=True)
class Way:
    """One address of the customer."""

    channel: str
    address: str
    undeliverable_since: datetime | None
    undeliverable_reason: str


@dataclass(slots=True)
class Person:
    contact_id: int
    name: str
    address: str


@dataclass(slots=True)
class Linked:
    """Another ticket; `role` is what it is to this one. `subject` is None if the agent does not see it."""

    id: int
    role: str
    number: int
    status: str
    level: int
    subject: str | None

    @property
    def is_open(self) -> bool:
        return self.status not in ("resolved", "closed", "cancelled")


@dataclass(slots=True)
class Step:
    id: int
    text: str
    done_at: datetime | None
    done_by: str


@dataclass(slots=True)
class Steps:
    id: int
    name: str
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Spent:
    id: int
    minutes: int
    note: str
    at: datetime
    who: str
    agent_id: int


@dataclass(slots=True)
class Things:
    """What hangs on one ticket. `merges`: key and number of what was merged in; `merged`: the open merge out."""

    tags: list[Tag] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    merges: list[tuple[int, int, str]] = field(default_factory=list)
    merged: tuple[int, int] | None = None
    lists: list[Steps] = field(default_factory=list)
    times: list[Spent] = field(default_factory=list)
    timer_since: datetime | None = None
    fields: list[Filled] = field(default_factory=list)
    is_spam: bool = False
    files: dict[int, list[File]] = field(default_factory=lambda: defaultdict(list))
    sendings: dict[int, Sending] = field(default_factory=dict)
    coming: dict[int, list[Coming]] = field(default_factory=lambda: defaultdict(list))
    talks: list[Talk] = field(default_factory=list)
    doors: dict[int, str] = field(default_factory=dict)  # names, of kinds that have several
    clocks: list[Ticking] = field(default_factory=list)


ROLES = {
    ("related", "to"): "related", ("related", "from"): "related", ("duplicate", "to"): "original",
    ("duplicate", "from"): "duplicate", ("parent", "to"): "parent", ("parent", "from"): "child",
}  # fmt: skip
_PLACE = re.compile(r"%\((\w+)\)s")
_NAMES = [name for part in _PARTS for name in _PLACE.findall(part)]
_SQL: dict[str, str] = {}


def things_of(agent: Agent, ticket: Ticket) -> Things:
    """Return everything that hangs on a ticket, from one statement."""
    values = {"t": ticket.pk, "c": ticket.requester_id, "a": agent.pk, "all": 1 if agent.may(SEE_ALL) else 0}
    by: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    sql, names = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [values[name] for name in names])
        for what, *row in cursor.fetchall():
            by[what].append(tuple(row))
    return _things(by, ticket)


def _statement() -> tuple[str, Sequence[str]]:
    """Return the SQL of this database with its places, and whose value each is."""
    vendor = connection.vendor
    if vendor not in _SQL:
        _SQL[vendor] = _PLACE.sub("%s", " UNION ALL ".join(_spelled(part) for part in _PARTS))
    return _SQL[vendor], _NAMES


def _spelled(part: str) -> str:
    """Write `{t.column}` as a text, and quote the columns whose names are words of SQL."""
    pieces = part.split("{")
    out = [pieces[0]]
    for piece in pieces[1:]:
        column, _, rest = piece.partition("}")
        out.append(f"CAST({column} AS text){rest}")
    sql = "".join(out)
    for word in _RESERVED:
        for alias in "sefvqdp":
            sql = sql.replace(f"{alias}.{word} ", f'{alias}."{word}" ').replace(
                f"{alias}.{word},", f'{alias}."{word}",'
            )
    return sql


def _things(by: dict[str, list[tuple[Any, ...]]], ticket: Ticket) -> Things:
    found = Things(
        tags=sorted((Tag(r[0], r[1], int(r[2])) for r in by["tag"]), key=lambda one: one.name.casefold()),
        ways=[Way(r[1], r[2], _moment(r[3]), r[4]) for r in sorted(by["way"], key=lambda r: (r[1], r[0]))[:20]],
        people=[Person(int(r[1]), r[2], r[3] or "") for r in sorted(by["person"])],
        links=sorted((_linked(r) for r in by["link"]), key=lambda one: one.id),
        merges=[(r[0], int(r[1]), r[2]) for r in sorted(by["merge"])],
        merged=next(((r[0], int(r[1])) for r in by["merged"]), None),
        lists=_lists(by),
        times=[
            Spent(r[0], int(r[1]), r[2], _moment(r[3]) or ticket.opened_at, r[4], int(r[5]))
            for r in sorted(by["time"], key=lambda r: (r[3], r[0]))
        ],
        timer_since=_moment(by["timer"][0][1]) if by["timer"] else None,
        is_spam=bool(by["spam"]),
        clocks=[
            Ticking(r[0], r[1], r[2], r[3], _moment(r[4]), _moment(r[5]), int(r[6]), _moment(r[7]))
            for r in sorted(by["clock"])
        ],
        sendings={
            int(r[1]): Sending(
                r[0], r[2], int(r[3]), r[4], json.loads(r[5]), json.loads(r[6]), *map(_moment, r[7].split("|"))
            )
            for r in by["sent"]
        },
        talks=[Talk(r[0], r[1]) for r in sorted(by["talk"], key=lambda r: r[0])],
        doors=_doors(by["door"]),
    )
    for r in sorted(by["coming"]):
        found.coming[int(r[1])].append(Coming(r[2], r[4], r[3] == "failed"))
    if by["field"]:
        found.fields = fill(ticket, _fields(by), _values(by))
    for r in sorted(by["file"]):
        found.files[int(r[1])].append(File(r[0], r[2], r[3], int(r[4]), r[5], _flag(r[6])))
    return found


def _doors(rows: Sequence[tuple[Any, ...]]) -> dict[int, str]:
    """Return the names of the doors; one that is alone of its kind needs none."""
    kinds = Counter(r[1] for r in rows)
    return {r[0]: r[2] for r in rows if kinds[r[1]] > 1}


def _linked(row: tuple[Any, ...]) -> Linked:
    key, kind, side, number, status, level, subject, *_ = row
    return Linked(key, ROLES[(kind, side)], int(number), status, int(level), subject)


def _lists(by: dict[str, list[tuple[Any, ...]]]) -> list[Steps]:
    lists = {r[0]: Steps(r[0], r[1]) for r in sorted(by["list"])}
    for r in sorted(by["step"], key=lambda r: (int(r[3]), r[0])):
        lists[int(r[1])].steps.append(Step(r[0], r[2], _moment(r[4]), r[5] or ""))
    return list(lists.values())


def _fields(by: dict[str, list[tuple[Any, ...]]]) -> list[Field]:
    more = {r[0]: r for r in by["more"]}
    fields = []
    for r in sorted(by["field"], key=lambda r: (int(r[6]), r[0])):
        one = more[r[0]]
        fields.append(
            Field(
                id=r[0],
                key=r[1],
                label=r[2],
                kind=r[3],
                required_at=r[4],
                help=r[5],
                shown_if_id=int(r[7]) if r[7] else None,
                choices=json.loads(one[1]),
                kinds=json.loads(one[2]),
                segments=json.loads(one[3]),
                shown_if_values=json.loads(one[4]),
                is_active=True,
            )
        )
    return fields


def _values(by: dict[str, list[tuple[Any, ...]]]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    multi = {r[0] for r in by["field"] if r[3] == "multi"}
    for key, _place, text, long, number, day, flag, _ in sorted(by["value"], key=lambda r: (r[0], int(r[1]))):
        if key in multi:
            before = found.get(key)
            found[key] = (*(before if isinstance(before, tuple) else ()), text or "")
            continue
        found[key] = one_of(
            text,
            long,
            Decimal(number).normalize() + 0 if number is not None else None,
            date.fromisoformat(day) if day else None,
            _flag(flag) if flag is not None else None,
        )
    return found


def _flag(text: Any) -> bool:
    return str(text) in ("1", "true", "True", "t")


def _moment(text: str | None) -> datetime | None:
    """Read a moment as either database writes it: in UTC."""
    if not text:
        return None
    found = datetime.fromisoformat(text.replace(" ", "T") + ("" if "+" in text else "+00:00"))
    return found.astimezone(UTC)
