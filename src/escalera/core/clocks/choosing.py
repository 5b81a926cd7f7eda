"""Which policies apply to a ticket. The published ones are few: each process keeps them, and looks whether they are
current by one short look-up."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from escalera.base.calendars.hours import Hours
from escalera.base.calendars.models import Calendar, CalendarVersion
from escalera.base.calendars.versions import all_versions, hours_of_version, make_missing
from escalera.base.people.models import Level
from escalera.base.refusals import BadInput
from escalera.base.storage.ready import Ready
from escalera.core.clocks.choices import ClockKind, PolicyKind, Unit
from escalera.core.clocks.models import PolicyVersion, Stamp
from escalera.core.clocks.targets import Target
from escalera.core.conditions.compiling import Asking, holds
from escalera.core.conditions.reading import Condition, leaves, read
from escalera.core.tickets.models import Ticket
from escalera.core.workflows.queries import flow_for

logger = logging.getLogger(__name__)
_STAMP = Ready(lambda: Stamp.objects.values_list("token"))
_TICKET = Ready(
    lambda pk: Ticket.objects.select_related("team", "requester", "organization", "category").filter(pk=pk)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One published policy, ready to be asked. `calendar`: "company", "team" or a calendar's key. `targets`: each with
    its own condition, if it has one."""

    policy: int
    version: int
    kind: str
    when: Condition
    calendar: str | int
    targets: Sequence[tuple[Condition | None, Target]]

    def conditions(self) -> Iterator[Condition]:
        yield self.when
        yield from (when for when, _target in self.targets if when is not None)


@dataclass(frozen=True, slots=True)
class Choice:
    """What applies to a ticket; see `models.Applied`."""

    targets: list[Target]
    considered: list[int]
    seen: dict[str, Any]


class KnownVersions:
    """The calendars' versions; see `engine.Versions`."""

    def __init__(self, versions: Sequence[CalendarVersion]) -> None:
        self._of: dict[int, list[CalendarVersion]] = {}
        self._calendar: dict[int, int] = {}
        for version in versions:
            self._of.setdefault(version.calendar_id, []).append(version)
            self._calendar[version.pk] = version.calendar_id

    def at(self, calendar: int | None, event_id: int) -> int | None:
        known = self._of.get(calendar, ()) if calendar is not None else ()
        current = [version.pk for version in known if version.event_id < event_id]
        return current[-1] if current else known[0].pk if known else None

    def next(self, version: int, event_id: int) -> tuple[int, datetime] | None:
        newest = self.at(self._calendar.get(version), event_id)
        if newest is None or newest == version:
            return None
        known = self._of[self._calendar[version]]
        numbers = {one.pk: one.number for one in known}
        if numbers[newest] < numbers[version]:
            return None
        return newest, next(one.at for one in known if one.pk == newest)

    def hours(self, version: int) -> Hours:
        return hours_of_version(version)


@dataclass(frozen=True, slots=True)
class Policies:
    """All published policies at one moment, in the order in which they are asked; `token` names that moment."""

    token: str = ""
    rules: Sequence[Rule] = ()
    of_levels: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    company_calendar: int | None = None
    versions: KnownVersions = field(default_factory=lambda: KnownVersions([]))
    asks: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.rules and not self.of_levels

    def ask_for(self, prefix: str) -> bool:
        return any(key.startswith(prefix) for key in self.asks)

    def choose(self, ticket: Ticket, at: datetime) -> Choice:
        """Return what applies: of each kind of policy the first that fits, and the level's own targets beside them."""
        asking = Asking(None, at)
        allowed: Collection[int] = flow_for(ticket.segment_id).policies
        targets: list[Target] = []
        asked: list[Rule] = []
        done: set[str] = set()
        for rule in self.rules:
            if allowed and rule.policy not in allowed:
                continue
            asked.append(rule)
            found = None if rule.kind in done else self.choose_by(rule, ticket, asking)
            if found is not None:
                done.add(rule.kind)
                targets += found
        targets += self._of_level(ticket, targets)
        return Choice(targets, [rule.version for rule in asked], _seen(asked, ticket))

    def calendar_of(self, where: str | int, ticket: Ticket) -> int | None:
        """Return the calendar meant by "company", "team" or a key; the company's if that one is gone."""
        if where == "team":
            return ticket.team.calendar_id or self.company_calendar
        known = isinstance(where, int) and self.versions.at(where, 0) is not None
        return int(where) if known else self.company_calendar

    def choose_by(self, rule: Rule, ticket: Ticket, asking: Asking) -> list[Target] | None:
        """Return what one policy sets for a ticket, the first target of each kind; None if it does not fit."""
        if not holds(rule.when, ticket, asking):
            return None
        found: dict[str, Target] = {}
        for when, target in rule.targets:
            if target.kind not in found and (when is None or holds(when, ticket, asking)):
                found[target.kind] = _by(target, self.calendar_of(rule.calendar, ticket))
        return list(found.values())

    def _of_level(self, ticket: Ticket, chosen: Sequence[Target]) -> list[Target]:
        own, stay = self.of_levels.get(ticket.level_id, (None, None))
        taken = {target.kind for target in chosen}
        calendar = self.calendar_of("team", ticket)
        return [
            Target(kind, PolicyKind.OLA, Unit.WORKING_MINUTES, minutes, calendar=calendar)
            for kind, minutes in ((ClockKind.OWN, own), (ClockKind.STAY, stay))
            if minutes and kind not in taken
        ]


class _Kept:
    policies = Policies()


def policies() -> Policies:
    """Return all published policies; one short look-up, and a reading only after something changed."""
    rows = _STAMP.rows()
    token = rows[0][0] if rows else ""
    if not token:
        return Policies()
    if _Kept.policies.token != token:
        _Kept.policies = read_all(token)
    return _Kept.policies


def touch() -> None:
    """Say that policies, calendars or levels' targets have changed; called in the transaction of the change."""
    Stamp.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})


def choice_for(ticket_id: int, at: datetime, known: Policies) -> Choice:
    """Return what applies to a ticket as it is now. Raises: Ticket.DoesNotExist."""
    ticket = _TICKET.first(ticket_id)
    if ticket is None:
        raise Ticket.DoesNotExist(f"there is no ticket #{ticket_id}")
    return known.choose(ticket, at)


def rule_from(version: PolicyVersion) -> Rule:
    """Return a version, ready to be asked. Raises: BadInput (a field of its conditions is no longer there)."""
    data, kind = version.data, version.policy.kind
    targets = [
        (read(one["when"]) if one.get("when") else None, _target(one, kind, version.pk, number))
        for number, one in enumerate(data["targets"])
    ]
    return Rule(version.policy_id, version.pk, kind, read(data.get("when") or {}), data["calendar"], targets)


def _target(data: dict[str, Any], kind: str, version: int, number: int) -> Target:
    return Target(
        data["clock"], kind, data["unit"], data["amount"], version, number,
        warn=tuple(sorted(data.get("warn", ()))), anew=bool(data.get("anew")),
    )  # fmt: skip


def _by(target: Target, calendar: int | None) -> Target:
    if target.unit == Unit.CALENDAR_MINUTES:
        return target
    return Target.of({**target.data(), "calendar": calendar})


def read_all(token: str) -> Policies:
    """Read all published policies, levels' targets and calendars' versions."""
    make_missing(timezone.now())
    current = PolicyVersion.objects.filter(
        number=F("policy__version"), policy__is_active=True, policy__archived_at__isnull=True
    )
    rules = []
    for version in current.select_related("policy").order_by("policy__order", "policy_id"):
        try:
            rules.append(rule_from(version))
        except BadInput as problem:
            logger.warning("The policy %s is passed over: %s", version.policy.name, problem)
    levels = Level.objects.filter(Q(own_within_min__gt=0) | Q(stay_within_min__gt=0))
    return Policies(
        token=token,
        rules=rules,
        of_levels={
            key: (own, stay) for key, own, stay in levels.values_list("pk", "own_within_min", "stay_within_min")
        },
        company_calendar=Calendar.objects.filter(is_default=True).values_list("pk", flat=True).first(),
        versions=KnownVersions(all_versions()),
        asks=frozenset(leaf.field.key for rule in rules for when in rule.conditions() for leaf in leaves(when)),
    )


def _seen(rules: Sequence[Rule], ticket: Ticket) -> dict[str, Any]:
    fields = {leaf.field.key: leaf.field for rule in rules for when in rule.conditions() for leaf in leaves(when)}
    return {key: [_plain(value) for value in fields[key].values(ticket)] for key in sorted(fields)}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
