"""What a policy may say: every part is checked, and what is wrong is said in the words of the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.calendars.models import Calendar
from escalera.base.refusals import BadInput
from escalera.core.clocks.choices import KINDS_OF_POLICY, ClockKind, PolicyKind, Unit
from escalera.core.clocks.conditions import KEYS
from escalera.core.conditions.reading import data_of, is_relative, is_timed, leaves, read

COMPANY, TEAM = "company", "team"
MOST_TARGETS, MOST_WARNINGS = 40, 6
MOST_MINUTES, MOST_DAYS = 2 * 366 * 24 * 60, 1000
# What changes with every word on a ticket, or by itself, cannot decide what was agreed.
CHANGES_BY_ITSELF = KEYS | {
    "open", "status", "assignee", "owner", "waits", "waits_since", "due", "snoozed", "updated", "resolved", "reopened",
    "wait_reason", "number", "sounds", "tone",
}  # fmt: skip


def checked(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy's data whole, in its stored shape. Raises: BadInput, in words that name what to mend."""
    if kind not in PolicyKind.values:
        raise BadInput(_("There is no such kind of policy."))
    targets = data.get("targets")
    if not isinstance(targets, list) or not targets:
        raise BadInput(_("A policy needs at least one target."))
    if len(targets) > MOST_TARGETS:
        raise BadInput(_("A policy has at most %(count)d targets.") % {"count": MOST_TARGETS})
    found = [_target(kind, one) for one in targets]
    _refuse_hidden(found)
    return {"when": _condition(data.get("when")) or {}, "calendar": _calendar(data.get("calendar")), "targets": found}


def _target(kind: str, data: Any) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise BadInput(_("A target says what is measured, how long it may take and in which unit."))
    clock, unit = data.get("clock"), data.get("unit")
    if clock not in KINDS_OF_POLICY[kind]:
        raise BadInput(_("A policy of this kind cannot measure that."))
    if unit not in Unit.values:
        raise BadInput(_("Choose how the time is counted."))
    found = {
        "clock": str(clock),
        "unit": str(unit),
        "amount": _amount(clock, unit, data.get("amount")),
        "when": _condition(data.get("when")),
        "warn": _warnings(data.get("warn") or []),
    }
    return found | ({"anew": True} if data.get("anew") else {})


def _amount(clock: str, unit: str, value: Any) -> int:
    most = MOST_DAYS if unit == Unit.WORKING_DAYS else MOST_MINUTES
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        words = {"clock": ClockKind(clock).label, "most": most, "unit": Unit(unit).label}
        raise BadInput(_("“%(clock)s” takes between 1 and %(most)d, counted in: %(unit)s.") % words)
    return value


def _warnings(value: Any) -> list[int]:
    is_list = isinstance(value, list) and len(value) <= MOST_WARNINGS
    if not is_list or not all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= 99 for one in value):
        raise BadInput(
            _("Warn at percentages between 1 and 99, at most %(count)d of them.") % {"count": MOST_WARNINGS}
        )
    return sorted(set(value))


def _condition(value: Any) -> dict[str, Any] | None:
    """Return a condition's data; None for none. It may ask for what is agreed upon, not for what changes by itself."""
    if value is None or value == {} or value == {"all": []}:
        return None
    condition = read(value)
    for leaf in leaves(condition):
        if leaf.field.key in CHANGES_BY_ITSELF:
            raise BadInput(
                _("A policy cannot ask for “%(field)s”: it changes while the clock runs.")
                % {"field": leaf.field.label}
            )
    if is_relative(condition):
        raise BadInput(_("A policy counts for everybody: it cannot ask for “me” or “my teams”."))
    if is_timed(condition):
        raise BadInput(_("A policy cannot depend on the day on which it is asked."))
    return data_of(condition)


def _calendar(value: Any) -> str | int:
    if value in (COMPANY, TEAM):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and Calendar.objects.filter(pk=value).exists():
        return value
    raise BadInput(_("Choose whose working hours count."))


def _refuse_hidden(targets: list[dict[str, Any]]) -> None:
    """Raises: BadInput for a target that never counts, because one of the same kind for every ticket comes before."""
    for_all: set[str] = set()
    for target in targets:
        if target["clock"] in for_all:
            words = {"clock": ClockKind(target["clock"]).label}
            raise BadInput(
                _("“%(clock)s” stands twice, and the first counts for every ticket. Put the exception first.") % words
            )
        if target["when"] is None:
            for_all.add(target["clock"])
