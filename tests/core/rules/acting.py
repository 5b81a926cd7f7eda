"""Small steps that the tests of rules share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from escalera.base.log.readers import read_all
from escalera.core.rules.actions import NewRule, add_rule, fire_due
from escalera.core.rules.models import Rule, RuleRun
from tests.cast import NOON, Desk, later

Deeds = list[dict[str, Any]]


def write_rule(desk: Desk, trigger: str, *deeds: dict[str, Any], name: str = "R", **more: Any) -> Rule:
    """Let somebody who keeps the settings write a rule. `more`: when, after, stops."""
    boss = boss_of(desk)
    data = {"trigger": trigger, "deeds": list(deeds), **more}
    return add_rule(rule=NewRule(name, data), by=boss, at=NOON)


def boss_of(desk: Desk) -> Any:
    """Return Sara, who keeps the settings here."""
    from escalera.base.people.models import Role

    role, _made = Role.objects.get_or_create(
        code="boss",
        defaults={
            "name": "Boss",
            "permissions": ["tickets.see_all", "tickets.work", "settings.manage", "content.manage"],
        },
    )
    desk.sara.role = role
    desk.sara.save()
    return desk.sara


def settle(at: datetime) -> None:
    """Let the readers and the rules do all that is due."""
    for _round in range(20):
        if not read_all() + fire_due(at=at):
            return
    raise AssertionError("the rules never come to rest")


def runs() -> list[tuple[str, str, list[str]]]:
    """Return all runs, oldest first: rule, outcome, what it did."""
    rows = RuleRun.objects.select_related("rule").order_by("pk")
    return [(run.rule.name, run.outcome, run.did) for run in rows]


__all__ = ["boss_of", "later", "runs", "settle", "write_rule"]
