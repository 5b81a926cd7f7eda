"""Escalation policies as their keepers write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Level
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.clocks.choices import ClockKind
from escalera.core.conditions.reading import data_of, is_relative, read
from escalera.core.deeds.registry import checked
from escalera.core.oncall.choices import Hours, Situation
from escalera.core.oncall.facts import EscalationPolicyChanged
from escalera.core.oncall.models import EscalationPolicy, Step
from escalera.core.oncall.policies import why_not_settle
from escalera.core.tickets.choices import ENDED, Status

MOST_STEPS, MOST_POLICIES = 20, 100
LONGEST_MIN = 60 * 24 * 90
SHORTEST_REPEAT_MIN, MOST_TIMES = 5, 50


@dataclass(frozen=True, slots=True)
class StepGiven:
    """A step as it is to be (see `Step`). `id`: of a known one: what pressed already in an episode stays pressed."""

    situation: str
    minutes: int
    deeds: Sequence[Mapping[str, Any]]
    only: Mapping[str, Any]
    hours: str = Hours.TEAM
    every_min: int | None = None
    times: int = 1
    id: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyGiven:
    name: str
    when: Mapping[str, Any]
    steps: Sequence[StepGiven]
    is_active: bool = True


@together()
def save_policy(
    *, given: PolicyGiven, by: Agent, at: datetime, policy_id: int | None = None
) -> EscalationPolicy:  # fmt: skip
    """Make a policy, or change one. What would have pressed before `at` does not press because of the change.

    The tickets that are open are armed by the reader of the log. Raises: NotAllowed, BadInput, DoesNotExist."""
    _refuse(by)
    row = EscalationPolicy.objects.select_for_update().get(pk=policy_id) if policy_id else EscalationPolicy()
    name = " ".join(given.name.replace("\x00", "").split())[:80]
    if not name:
        raise BadInput(_("Give it a name."))
    if EscalationPolicy.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise BadInput(_("There is already a policy with this name."))
    condition = read(dict(given.when))
    if is_relative(condition):
        raise BadInput(_("“Me” and “my teams” mean nobody here: name them."))
    steps = drafted(given.steps)
    if policy_id is None:
        row.order = EscalationPolicy.objects.count()
        if row.order >= MOST_POLICIES:
            raise BadInput(_("That are too many policies; the most is %(most)d.") % {"most": MOST_POLICIES})
    before = _said(row) if policy_id is not None else None
    row.name, row.when, row.is_active = name, data_of(condition), given.is_active
    row.archived_at = None
    if before != _said(row, steps):  # another name alone changes nothing of what presses
        row.since = at
    row.save()
    _keep_steps(row, steps, at)
    record(EscalationPolicyChanged(policy_id=row.pk, title=row.name), actor=by.actor, at=at)
    return row


def drafted(steps: Sequence[StepGiven]) -> list[Step]:
    """Return checked steps that are not stored, for trying and for saving. Raises: BadInput."""
    if len(steps) > MOST_STEPS:
        raise BadInput(_("A policy has at most %(most)d steps.") % {"most": MOST_STEPS})
    return [_drafted(one, order) for order, one in enumerate(steps)]


@together()
def archive_policy(*, policy_id: int, by: Agent, at: datetime) -> None:
    """Let a policy press nothing any more. Raises: NotAllowed, EscalationPolicy.DoesNotExist."""
    _refuse(by)
    row = EscalationPolicy.objects.select_for_update().get(pk=policy_id)
    if row.archived_at is None:
        row.archived_at = at
        row.save(update_fields=["archived_at"])
        fact = EscalationPolicyChanged(policy_id=row.pk, title=row.name, what="archived")
        record(fact, actor=by.actor, at=at)


@together()
def switch_policy(*, policy_id: int, on: bool, by: Agent, at: datetime) -> None:
    """Let a policy press, or rest. What came due while it rested does not press. Raises: NotAllowed, DoesNotExist."""
    _refuse(by)
    row = EscalationPolicy.objects.select_for_update().get(pk=policy_id, archived_at__isnull=True)
    if row.is_active != on:
        row.is_active, row.since = on, at if on else row.since
        row.save(update_fields=["is_active", "since"])
        record(EscalationPolicyChanged(policy_id=row.pk, title=row.name), actor=by.actor, at=at)


def given_of(row: EscalationPolicy) -> PolicyGiven:
    """Return a policy as it would be given, to be changed."""
    steps = row.steps.filter(archived_at__isnull=True).order_by("order", "pk")
    given = [
        StepGiven(
            one.situation, one.minutes, one.deeds, one.only, one.hours, one.every_min, one.times, one.pk
        )
        for one in steps
    ]  # fmt: skip
    return PolicyGiven(row.name, row.when, given, row.is_active)


def _said(row: EscalationPolicy, steps: list[Step] | None = None) -> object:
    """Return all that decides what a policy presses."""
    if steps is None:
        steps = list(row.steps.filter(archived_at__isnull=True).order_by("order", "pk"))
    fields = ("pk", "situation", "only", "minutes", "hours", "every_min", "times", "deeds")
    return row.when, row.is_active, row.archived_at, [[getattr(one, name) for name in fields] for one in steps]


def _refuse(by: Agent) -> None:
    if refusal := why_not_settle(by):
        raise NotAllowed(refusal)


def _keep_steps(row: EscalationPolicy, steps: list[Step], at: datetime) -> None:
    """Known steps keep their row, and with it what has pressed; those left out are kept for their history."""
    known = {step.pk: step for step in row.steps.filter(archived_at__isnull=True)}
    for step in steps:
        if step.pk is not None and step.pk not in known:
            raise BadInput(_("This step is gone. Load the page again."))
        step.policy = row
        step.save()
    kept = {step.pk for step in steps}
    row.steps.filter(pk__in=known.keys() - kept).update(archived_at=at)


def _drafted(one: StepGiven, order: int) -> Step:
    if one.situation not in Situation.values or one.hours not in Hours.values:
        raise BadInput(_("Choose when the step presses."))
    if not 0 <= one.minutes <= LONGEST_MIN:
        raise BadInput(_("Choose a time of at most 90 days."))
    if one.situation not in (Situation.CLOCK_AT, Situation.CLOCK_OVER) and one.minutes < 1:
        raise BadInput(_("Choose after how many minutes the step presses."))
    if one.every_min is not None and not SHORTEST_REPEAT_MIN <= one.every_min <= LONGEST_MIN:
        raise BadInput(_("A step presses again after five minutes at the earliest."))
    if not 1 <= one.times <= MOST_TIMES:
        raise BadInput(_("A step presses at most %(most)d times.") % {"most": MOST_TIMES})
    deeds = checked([dict(deed) for deed in one.deeds], by_hand=False, nested=True)
    if not deeds:
        raise BadInput(_("Choose what the step does."))
    return Step(
        pk=one.id, order=order, situation=one.situation, only=_only(one), minutes=one.minutes, hours=one.hours,
        every_min=one.every_min, times=one.times if one.every_min is not None else 1, deeds=deeds,
    )  # fmt: skip


def _only(one: StepGiven) -> dict[str, Any]:
    if one.situation == Situation.STATE:
        status = one.only.get("status")
        if status not in Status.values or status in ENDED:
            raise BadInput(_("Choose a state of an open ticket."))
        return {"status": status}
    if one.situation == Situation.STAY and one.only.get("level"):
        level = str(one.only["level"])
        if not level.isdecimal() or not Level.objects.filter(pk=int(level[:18])).exists():
            raise BadInput(_("This level is gone."))
        return {"level": int(level)}
    if one.situation in (Situation.CLOCK_AT, Situation.CLOCK_OVER):
        return _only_clock(one)
    return {}


def _only_clock(one: StepGiven) -> dict[str, Any]:
    kind = one.only.get("clock") or ""
    if kind and kind not in ClockKind.values:
        raise BadInput(_("Choose a kind of clock."))
    if one.situation == Situation.CLOCK_OVER:
        return {"clock": kind}
    percent = str(one.only.get("percent", ""))
    if not percent.isdecimal() or not 1 <= int(percent[:4]) <= 100:
        raise BadInput(_("Choose a share between 1 and 100 per cent."))
    return {"clock": kind, "percent": int(percent)}
