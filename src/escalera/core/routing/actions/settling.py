"""How work is handed out: rules, needs, queues, capacity, what a ticket of a channel takes up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Skill, Team
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.conditions.reading import data_of, read
from escalera.core.routing import policies
from escalera.core.routing.choices import Affinity, Mode, OnAbsence
from escalera.core.routing.facts import RoutingChanged
from escalera.core.routing.models import AGE_MIN, OFFER_S, Capacity, ChannelPoints, Need, Queue, QueueRule

MOST_RULES = 200
MOST_NEEDS = 200
MOST_POINTS = 1000
OFFER_LIMITS = range(5, 86_401)
AGE_LIMITS = range(1, 43_201)
RELAX_LIMITS = range(43_201)


@dataclass(frozen=True, slots=True)
class RuleWanted:
    """What a rule shall be. `when`: a condition, {} for all tickets; `team_id` None: for every team."""

    name: str
    mode: str
    team_id: int | None = None
    when: dict[str, Any] = field(default_factory=dict)
    offer_s: int = OFFER_S
    affinity: str = Affinity.NONE
    age_min: int = AGE_MIN
    is_active: bool = True


@transaction.atomic
def save_rule(wanted: RuleWanted, *, by: Agent, at: datetime, rule_id: int | None = None) -> QueueRule:
    """Make a rule, at the end of the order, or change one. Raises: NotAllowed, BadInput, QueueRule.DoesNotExist."""
    _check(policies.why_not_settle(by))
    rule = QueueRule.objects.select_for_update(of=("self",)).get(pk=rule_id) if rule_id else _new_rule()
    rule.name = " ".join(wanted.name.split())[:80]
    if not rule.name:
        raise BadInput(_("Give a name."))
    if wanted.mode not in Mode.values or wanted.affinity not in Affinity.values:
        raise BadInput(_("Choose how the tickets are handed out."))
    rule.team = _team(wanted.team_id)
    rule.when = _condition(wanted.when)
    rule.mode, rule.affinity, rule.is_active = wanted.mode, wanted.affinity, wanted.is_active
    rule.offer_s = _within(wanted.offer_s, OFFER_LIMITS, _("An offer waits from 5 seconds to a day."))
    rule.age_min = _within(wanted.age_min, AGE_LIMITS, _("A ticket climbs after a minute at the earliest."))
    rule.save()
    _tell("rule", rule.name, rule.team_id, by, at)
    return rule


@transaction.atomic
def remove_rule(*, rule_id: int, by: Agent, at: datetime) -> None:
    """Delete a rule; the next one that fits counts. Raises: NotAllowed, QueueRule.DoesNotExist."""
    _check(policies.why_not_settle(by))
    rule = QueueRule.objects.get(pk=rule_id)
    _tell("rule_removed", rule.name, rule.team_id, by, at)
    rule.delete()


@transaction.atomic
def arrange_rules(*, rule_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Put the rules into this order; it names each once. Raises: NotAllowed, BadInput."""
    _check(policies.why_not_settle(by))
    rules = {rule.pk: rule for rule in QueueRule.objects.select_for_update()}
    if sorted(rules) != sorted(rule_ids):
        raise BadInput(_("The list has changed meanwhile. Look again."))
    for order, key in enumerate(rule_ids):
        rules[key].order = order
    QueueRule.objects.bulk_update(rules.values(), ["order"])
    if rules:
        _tell("rule", rules[rule_ids[0]].name, None, by, at)


@transaction.atomic
def save_need(
    *,
    skill: Skill,
    by: Agent,
    at: datetime,
    when: Mapping[str, Any] | None = None,
    grade: int = 1,
    mandatory: bool = True,
    relax_min: int | None = None,
    team_id: int | None = None,
    need_id: int | None = None,
) -> Need:
    """Say for which tickets a skill is needed. `relax_min`: after so many minutes of waiting it is let go.

    Raises: NotAllowed, BadInput, Need.DoesNotExist."""
    _check(policies.why_not_settle(by))
    if need_id is None and Need.objects.count() >= MOST_NEEDS:
        raise BadInput(_("There are %(most)d needs already. Delete one first.") % {"most": MOST_NEEDS})
    need = Need.objects.select_for_update(of=("self",)).get(pk=need_id) if need_id else Need()
    need.skill, need.team, need.mandatory = skill, _team(team_id), mandatory
    need.grade = _within(grade, range(1, 6), _("A grade is a number from 1 to 5."))
    need.when = _condition(dict(when or {}))
    if relax_min is not None:
        _within(relax_min, RELAX_LIMITS, _("A need is let go within a month."))
    need.relax_min = relax_min
    need.save()
    _tell("need", skill.name, team_id, by, at)
    return need


@transaction.atomic
def remove_need(*, need_id: int, by: Agent, at: datetime) -> None:
    """Ask for it no more. Raises: NotAllowed, Need.DoesNotExist."""
    _check(policies.why_not_settle(by))
    need = Need.objects.select_related("skill").get(pk=need_id)
    _tell("need", need.skill.name, need.team_id, by, at)
    need.delete()


@transaction.atomic
def save_queue(
    *,
    team_id: int,
    points: int,
    on_absence: str,
    by: Agent,
    at: datetime,
    limits: Mapping[str, int] | None = None,
) -> Queue:
    """Say what everybody in a team takes at a time, and what becomes of the work of those who are away.

    Units: points; `limits`: most points of a channel, by channel. Raises: NotAllowed, BadInput."""
    _check(policies.why_not_settle(by))
    if on_absence not in OnAbsence.values:
        raise BadInput(_("Choose what becomes of the work."))
    team = _team(team_id)
    queue, _made = Queue.objects.get_or_create(team=team)
    queue.points, queue.limits, queue.on_absence = _points(points), _limits(limits), on_absence
    queue.save()
    _tell("queue", str(team), team_id, by, at)
    return queue


@transaction.atomic
def save_capacity(
    *, agent: Agent, points: int | None, by: Agent, at: datetime, limits: Mapping[str, int] | None = None
) -> None:
    """Say how much somebody takes at a time; None: as much as their team does. Raises: NotAllowed, BadInput."""
    _check(policies.why_not_staff(by))
    if points is None:
        Capacity.objects.filter(agent=agent).delete()
    else:
        values = {"points": _points(points), "limits": _limits(limits)}
        Capacity.objects.update_or_create(agent=agent, defaults=values)
    _tell("capacity", agent.name, None, by, at)


@transaction.atomic
def save_channel(*, channel: str, points: int, resting: int, by: Agent, at: datetime) -> None:
    """Say what a ticket of a channel takes up, and how many per cent stay reserved while it waits for somebody else.

    Raises: NotAllowed, BadInput."""
    _check(policies.why_not_settle(by))
    if not channel or len(channel) > 16:
        raise BadInput(_("Choose a channel."))
    values = {
        "points": _within(points, range(1, 101), _("A ticket takes up 1 to 100 points.")),
        "resting": _within(resting, range(101), _("Between 0 and 100 per cent stay reserved.")),
    }
    ChannelPoints.objects.update_or_create(channel=channel, defaults=values)
    _tell("channel", channel, None, by, at)


def _new_rule() -> QueueRule:
    if QueueRule.objects.count() >= MOST_RULES:
        raise BadInput(_("There are %(most)d rules already. Delete one first.") % {"most": MOST_RULES})
    last = QueueRule.objects.aggregate(last=Max("order"))["last"]
    return QueueRule(order=0 if last is None else last + 1)


def _condition(data: dict[str, Any]) -> dict[str, Any]:
    return data_of(read(data)) if data else {}


def _team(team_id: int | None) -> Team | None:
    if team_id is None:
        return None
    team = Team.objects.filter(pk=team_id, archived_at__isnull=True).first()
    if team is None:
        raise BadInput(_("Choose a team."))
    return team


def _points(points: int) -> int:
    return _within(points, range(MOST_POINTS + 1), _("A person takes 0 to 1000 points."))


def _limits(limits: Mapping[str, int] | None) -> dict[str, int]:
    return {channel[:16]: _points(most) for channel, most in (limits or {}).items()}


def _within(value: int, allowed: range, words: str) -> int:
    if value not in allowed:
        raise BadInput(words)
    return value


def _check(refusal: str) -> None:
    if refusal:
        raise NotAllowed(refusal)


def _tell(what: str, title: str, team_id: int | None, by: Agent, at: datetime) -> None:
    record(RoutingChanged(what=what, title=title, team_id=team_id), actor=by.actor, at=at)
