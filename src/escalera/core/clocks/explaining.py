"""Why a clock is as it is: which conditions held, which policies did not apply and why, each pause with who made it, who
held the ticket how long, and what would stop it. Data; faces say it in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.clocks.choices import ClockKind
from escalera.core.clocks.choosing import KnownVersions, Rule, rule_from
from escalera.core.clocks.engine import Engine, State
from escalera.core.clocks.models import Applied, Clock, PolicyVersion
from escalera.core.clocks.queries import Reading, counted, find_clock, read
from escalera.core.clocks.reading import turns_of
from escalera.core.clocks.targets import Target
from escalera.core.clocks.tracing import hands, pauses, stretches
from escalera.core.conditions.compiling import Asking, holds
from escalera.core.conditions.fields import Field
from escalera.core.conditions.reading import All, Condition, Either, Leaf, Not, leaves
from escalera.core.conditions.wording import words
from escalera.core.tickets import policies as ticket_policies
from escalera.core.tickets.models import WaitReason

MOST_CONSIDERED = 60
_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # policies ask for no time


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison in words, and whether it held when the policy was chosen."""

    text: str
    held: bool


@dataclass(frozen=True, slots=True)
class Considered:
    """A policy of the same kind that does not measure this. `why_not`: "condition" (it does not fit: see `reasons`) or
    "earlier" (it fits, but another one came first)."""

    policy_id: int
    policy: str
    version: int
    why_not: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stood still. `until` None: it still does. `status`: what the ticket waited for; "open"
    while it had ended. `reason`: in words; `who`: who made it wait."""

    since: datetime
    until: datetime | None
    status: str
    reason: str
    who: str
    by: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """Whose the ticket was: `spent` of the clock's own time, `percent` of what has elapsed, `waited` (calendar time)
    while it stood still. `agent` "" while nobody of the team held it."""

    team_id: int | None
    team: str
    agent_id: int | None
    agent: str
    spent: timedelta
    waited: timedelta
    percent: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`why`: what made the policy fit, empty if it fits every ticket; `attached_at`: since when this target applies.

    `stops`: what would stop the clock, "" once it has stopped; `calendar`: name and number of the version that it runs by,
    "" for always open."""

    clock: Reading
    policy: str
    version: int | None
    target: int
    attached_at: datetime
    why: Sequence[Reason]
    why_target: Sequence[Reason]
    others: Sequence[Considered]
    pauses: Sequence[Pause]
    shares: Sequence[Share]
    stops: str
    calendar: str
    calendar_number: int | None


def explain(clock_id: int, by: Agent, at: datetime) -> Explanation:
    """Return everything that made a clock as it is at `at`. A fixed number of queries.

    Raises: NotAllowed (who may not see the ticket), Clock.DoesNotExist."""
    clock = find_clock(clock_id)
    if not ticket_policies.visible_to(by).filter(pk=clock.ticket_id).exists():
        raise NotAllowed(_("This ticket belongs to another team."))
    row = _applied(clock)
    asked = _asked(row)
    mine = next((rule for rule, _version in asked if rule.version == clock.policy_version_id), None)
    seen = row.seen if row else {}
    version = clock.calendar_version
    return Explanation(
        clock=read(clock, at),
        policy=clock.policy_version.policy.name if clock.policy_version else "",
        version=clock.policy_version.number if clock.policy_version else None,
        target=clock.target,
        attached_at=row.at if row else clock.started_at,
        why=_reasons(mine.when, seen) if mine else (),
        why_target=_reasons(mine.targets[clock.target][0], seen) if mine else (),
        others=_others(clock, asked, seen),
        stops="" if clock.stopped_at else str(_STOPS[clock.kind]()),
        calendar=version.name if version else "",
        calendar_number=version.number if version else None,
        **_life(clock, at),
    )


_STOPS: dict[str, Callable[[], str]] = {
    ClockKind.FIRST_REPLY: lambda: _("A person's answer to the customer. Automatic messages don't count."),
    ClockKind.NEXT_REPLY: lambda: _("A person's answer to the customer's last words."),
    ClockKind.UPDATE: lambda: _("A person's next message to the customer starts it anew; the solution ends it."),
    ClockKind.OWN: lambda: _("Somebody takes the ticket, or is given it."),
    ClockKind.RESOLUTION: lambda: _("The ticket is resolved."),
    ClockKind.STAY: lambda: _("The ticket is resolved, or goes to another team."),
    ClockKind.VENDOR: lambda: _("The ticket no longer waits for the vendor."),
    ClockKind.LEGAL: lambda: _("The ticket is resolved."),
    ClockKind.PROMISE: lambda: _("The ticket is resolved, or the promise is changed."),
}


def _applied(clock: Clock) -> Applied | None:
    """Return the choice by which the clock runs: the last one of the ticket that named this version for this kind."""
    for row in Applied.objects.filter(ticket=clock.ticket_id).order_by("-event_id")[:MOST_CONSIDERED]:
        for target in map(Target.of, row.targets):
            if target.key == (clock.policy_kind, clock.kind) and target.version == clock.policy_version_id:
                return row
    return None


def _asked(row: Applied | None) -> list[tuple[Rule, PolicyVersion]]:
    """Return the policies that were asked, ready to be asked again; those that can no longer be read are left out."""
    if row is None:
        return []
    versions = PolicyVersion.objects.select_related("policy").in_bulk(row.considered[:MOST_CONSIDERED])
    found = []
    for key in row.considered[:MOST_CONSIDERED]:
        try:
            found.append((rule_from(versions[key]), versions[key]))
        except (KeyError, BadInput):
            continue
    return found


def _others(clock: Clock, asked: Sequence[tuple[Rule, PolicyVersion]], seen: dict[str, Any]) -> list[Considered]:
    """Return the policies of the same kind that were asked and do not measure this, with the reason."""
    return [
        Considered(rule.policy, version.policy.name, version.number, *_why_not(rule, seen))
        for rule, version in asked
        if rule.kind == clock.policy_kind and rule.version != clock.policy_version_id
    ]


def _why_not(rule: Rule, seen: dict[str, Any]) -> tuple[str, Sequence[Reason]]:
    return "earlier" if _held(rule.when, seen) else "condition", _reasons(rule.when, seen)


def _reasons(condition: Condition | None, seen: dict[str, Any]) -> list[Reason]:
    if condition is None:
        return []
    return [Reason(words(leaf), _held(leaf, seen)) for leaf in leaves(condition)]


def _held(condition: Condition, seen: dict[str, Any]) -> bool:
    """Ask a condition of what was seen when the policies were chosen, not of what the ticket is now."""
    return holds(_of_seen(condition, seen), None, Asking(None, _NO_MOMENT))


def _of_seen(condition: Condition, seen: dict[str, Any]) -> Condition:
    if isinstance(condition, Leaf):
        return replace(condition, field=_seen_field(condition.field, seen.get(condition.field.key, [])))
    if isinstance(condition, Not):
        return Not(_of_seen(condition.part, seen))
    parts = tuple(_of_seen(part, seen) for part in condition.parts)
    return All(parts) if isinstance(condition, All) else Either(parts)


def _seen_field(field: Field, values: list[Any]) -> Field:
    return replace(field, values=lambda _ticket: values)


def _life(clock: Clock, at: datetime) -> dict[str, Any]:
    """Return pauses and shares: the ticket's facts, as this clock counts."""
    run = counted(clock, at)
    parts = stretches(turns_of(clock.ticket_id), run, at)
    held = hands(parts, Engine(State(), KnownVersions([])).measure(run))
    teams = dict(Team.objects.filter(pk__in={one.team for one in held if one.team}).values_list("pk", "name"))
    people = dict(Agent.objects.filter(pk__in={one.holder for one in held if one.holder}).values_list("pk", "name"))
    total = sum((one.spent for one in held), timedelta())
    still = pauses(parts)
    reasons = {one.code: str(one) for one in WaitReason.objects.filter(code__in={one.reason for one in still})}
    return {
        "pauses": [
            Pause(
                one.since, None if run.paused_since and one.until >= at else one.until, one.status,
                reasons.get(one.reason, one.reason), one.who, one.by,
            )
            for one in still
        ],
        "shares": [
            Share(
                one.team, teams.get(one.team or 0, ""), one.holder, people.get(one.holder or 0, ""), one.spent, one.waited,
                round(one.spent * 100 / total) if total else 0,
            )
            for one in held
        ],
    }  # fmt: skip
