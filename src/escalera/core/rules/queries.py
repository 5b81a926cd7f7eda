"""Lists of rules and of their runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.rules import policies
from escalera.core.rules.models import Outcome, Rule, RuleRun, RuleVersion

PAGE = 30
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the list. `ran`, `failed`: in the last seven days."""

    rule: Rule
    version: RuleVersion
    ran: int
    failed: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first; `after`: the key to go on from, None at the end."""

    runs: Sequence[RuleRun]
    after: int | None


def rules_for(agent: Agent, at: datetime) -> list[RuleLine]:
    """Return all rules in their order, with what they did lately; two queries. Raises: NotAllowed."""
    _refuse_others(agent)
    rows = (
        RuleVersion.objects.select_related("rule")
        .filter(rule__archived_at__isnull=True, number=F("rule__version"))
        .order_by("rule__order", "rule__pk")
    )
    counts = (
        RuleRun.objects.filter(rule__archived_at__isnull=True, at__gt=at - WEEK)
        .values("rule")
        .annotate(
            ran=Count("pk", filter=Q(outcome=Outcome.DID)),
            failed=Count("pk", filter=Q(outcome__in=[Outcome.REFUSED, Outcome.FAILED])),
        )
    )
    by_rule = {row["rule"]: (row["ran"], row["failed"]) for row in counts}
    return [RuleLine(row.rule, row, *by_rule.get(row.rule_id, (0, 0))) for row in rows]


def find_rule(agent: Agent, rule_id: int) -> tuple[Rule, RuleVersion]:
    """Return a rule and what it says now. Raises: NotAllowed, Rule.DoesNotExist."""
    _refuse_others(agent)
    rule = Rule.objects.get(pk=rule_id, archived_at__isnull=True)
    return rule, RuleVersion.objects.get(rule=rule, number=rule.version)


def runs_of(agent: Agent, rule_id: int, before: int | None = None, limit: int = PAGE) -> RunPage:
    """Return a rule's runs, newest first. Raises: NotAllowed."""
    _refuse_others(agent)
    runs = RuleRun.objects.filter(rule=rule_id).select_related("ticket").order_by("-pk")
    if before is not None:
        runs = runs.filter(pk__lt=before)
    found = list(runs[: limit + 1])
    return RunPage(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def _refuse_others(agent: Agent) -> None:
    if refusal := policies.why_not_keep(agent):
        raise NotAllowed(refusal)
