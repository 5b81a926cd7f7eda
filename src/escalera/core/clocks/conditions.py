"""What views, search and rules may ask of a ticket's clocks.

Policies may not: what a clock says depends on the policies. `FIELDS` names these fields for whoever leaves them out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from escalera.core.clocks.choices import ClockKind, ClockState
from escalera.core.clocks.models import Clock, Policy
from escalera.core.conditions.fields import Field, FieldType, Words, register

FETCH = "clocks__policy_version"
_LIVE = Q(stopped_at=None)
_RISK = _LIVE & Q(state=ClockState.RUNNING, warned__gt=0)
_LATE = _LIVE & Q(state=ClockState.LATE)
_MISSED = Q(breached_at__isnull=False)
Test = Callable[[Clock], bool]


def _some(of: Q) -> Callable[[Q], Q]:
    """Return what asks whether one of a ticket's clocks of this sort fulfils a condition."""

    def around(q: Q) -> Q:
        return Q(Exists(Clock.objects.filter(of, q, ticket=OuterRef("pk"))))

    return around


def _held(test: Test, column: Callable[[Clock], Any]) -> Callable[[Any], Collection[Any]]:
    def values(ticket: Any) -> Collection[Any]:
        found = [column(clock) for clock in ticket.clocks.all() if test(clock)]
        return [value for value in found if value is not None]

    return values


def _is_live(clock: Clock) -> bool:
    return clock.stopped_at is None


def _is_risky(clock: Clock) -> bool:
    return _is_live(clock) and clock.state == ClockState.RUNNING and clock.warned > 0


def _is_late(clock: Clock) -> bool:
    return _is_live(clock) and clock.state == ClockState.LATE


def _is_missed(clock: Clock) -> bool:
    return clock.breached_at is not None


def _kind(clock: Clock) -> str:
    return str(clock.kind)


def _policy(clock: Clock) -> int | None:
    return clock.policy_version.policy_id if clock.policy_version else None


def _yes_no(key: str, label: Words, of: Q, test: Test) -> Field:
    def values(ticket: Any) -> Collection[Any]:
        return (any(test(clock) for clock in ticket.clocks.all()),)

    return Field(key, label, FieldType.YES_NO, "", values, _some(of)(Q()), fetch=FETCH)


def _kinds(key: str, label: Words, of: Q, test: Test) -> Field:
    kinds: Sequence[tuple[str, Words]] = [(str(kind), words) for kind, words in ClockKind.choices]
    return Field(
        key, label, FieldType.MANY, "kind", _held(test, _kind), _some(of)(Q()), lambda: kinds, around=_some(of),
        may_be_empty=True, fetch=FETCH,
    )  # fmt: skip


def _policies() -> Sequence[tuple[str, Words]]:
    rows = Policy.objects.filter(archived_at=None).order_by("kind", "order", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:500]]


FIELDS = (
    _yes_no("clock_late", _("A clock is late"), _LATE, _is_late),
    _yes_no("clock_risk", _("A clock is at risk"), _RISK, _is_risky),
    Field(
        "clock_due", _("A clock ends"), FieldType.MOMENT, "due_at", _held(_is_live, lambda clock: clock.due_at),
        _some(_LIVE)(Q(due_at__isnull=False)), around=_some(_LIVE), may_be_empty=True, ahead=True, fetch=FETCH,
    ),
    _kinds("clock", _("Running clocks"), _LIVE, _is_live),
    _kinds("late_clock", _("Late clocks"), _LATE, _is_late),
    _kinds("missed_clock", _("Targets that were missed"), _MISSED, _is_missed),
    Field(
        "policy", _("Policy"), FieldType.MANY, "policy_version__policy_id", _held(_is_live, _policy),
        _some(_LIVE)(Q(policy_version__isnull=False)), _policies, by_key=True, around=_some(_LIVE), may_be_empty=True,
        fetch=FETCH,
    ),
)  # fmt: skip
KEYS = frozenset(field.key for field in FIELDS)
register(*FIELDS)
