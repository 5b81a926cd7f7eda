"""One target as it applies to a ticket: what is measured, how long it may take, by whose hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from escalera.core.clocks.choices import Unit

WARN_AT = (75, 90)  # where nobody says otherwise: of a promise, of a level's own targets
Key = tuple[str, str]  # kind of policy ("" for a promise) and kind of clock: a ticket has one live clock of each


@dataclass(frozen=True, slots=True)
class Target:
    """`version`: the policy version's key, None for a level's own target; `number`: its place in the version.

    `calendar`: a calendar's key, None for always open. `amount`: minutes or working days. `anew`: a reopened ticket
    starts it again, instead of going on with what was left."""

    kind: str
    policy_kind: str
    unit: str
    amount: int
    version: int | None = None
    number: int = 0
    calendar: int | None = None
    warn: tuple[int, ...] = WARN_AT
    anew: bool = False

    @property
    def key(self) -> Key:
        return (self.policy_kind, self.kind)

    def data(self) -> dict[str, Any]:
        """Return it as it is stored; what holds its default is left out."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["warn"] = list(self.warn)
        return {name: value for name, value in plain.items() if value not in (None, False, 0)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Target:
        return cls(**{**data, "warn": tuple(data.get("warn", ()))})


def by_key(targets: Iterable[Target]) -> dict[Key, Target]:
    """Return the targets by what they measure; the first of a kind counts."""
    found: dict[Key, Target] = {}
    for target in targets:
        found.setdefault(target.key, target)
    return found


def amount_of(unit: str, amount: int) -> timedelta:
    """Return an amount as elapsed time of its unit is told: minutes as time, each working day as one day."""
    return timedelta(days=amount) if unit == Unit.WORKING_DAYS else timedelta(minutes=amount)
