"""Writing, changing, ordering, switching and dropping rules. Each change is a new version; nothing is rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.rules import policies
from escalera.core.rules.facts import RuleChanged
from escalera.core.rules.models import Armed, Rule, RuleVersion
from escalera.core.rules.reading import data_of_rule, read_rule

LONGEST_NAME = 120
MOST = 200


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as somebody wrote it; `data` as `reading.read_rule` wants it."""

    name: str
    data: dict[str, Any]
    is_active: bool = True


@together()
def add_rule(*, rule: NewRule, by: Agent, at: datetime) -> Rule:
    """Write a new rule, last in the order. It hears what happens from now on. Raises: NotAllowed, BadInput."""
    _refuse_others(by)
    data = data_of_rule(read_rule(rule.data))
    if Rule.objects.filter(archived_at__isnull=True).count() >= MOST:
        raise BadInput(_("That are too many rules; the most is %(most)d.") % {"most": MOST})
    last = Rule.objects.filter(archived_at__isnull=True).aggregate(last=Max("order"))["last"]
    made = Rule.objects.create(
        name=_name(rule.name), order=0 if last is None else last + 1, is_active=rule.is_active,
        trigger=data["trigger"], version=1,
    )  # fmt: skip
    RuleVersion.objects.create(rule=made, number=1, data=data, at=at, by=by)
    _told(made, "added", by, at)
    return made


@together()
def change_rule(*, rule_id: int, rule: NewRule, by: Agent, at: datetime) -> Rule:
    """Change a rule. What was armed by its old words goes on under the new ones if they wait for the same moment, else
    it is forgotten: a rule never does what it no longer says. Raises: NotAllowed, BadInput, Rule.DoesNotExist."""
    _refuse_others(by)
    known = _locked(rule_id)
    data = data_of_rule(read_rule(rule.data))
    before = RuleVersion.objects.get(rule=known, number=known.version).data
    known.name, known.trigger = _name(rule.name), data["trigger"]
    if data != before:
        known.version += 1
        RuleVersion.objects.create(rule=known, number=known.version, data=data, at=at, by=by)
        armed = Armed.objects.filter(rule=known)
        if (data["trigger"], data["after"]) == (before["trigger"], before["after"]):
            armed.update(version=known.version)
        else:
            armed.delete()
    _set_active(known, rule.is_active)
    known.save()
    _told(known, "changed", by, at)
    return known


@together()
def switch_rule(*, rule_id: int, is_active: bool, by: Agent, at: datetime) -> Rule:
    """Switch a rule on or off; what was armed is forgotten when it goes off. Raises: NotAllowed, Rule.DoesNotExist."""
    _refuse_others(by)
    known = _locked(rule_id)
    if known.is_active == is_active:
        return known
    _set_active(known, is_active)
    known.save()
    _told(known, "on" if is_active else "off", by, at)
    return known


@together()
def drop_rule(*, rule_id: int, by: Agent, at: datetime) -> None:
    """Drop a rule; what it did stays, and so do its runs. Raises: NotAllowed."""
    _refuse_others(by)
    known = Rule.objects.select_for_update().filter(pk=rule_id, archived_at__isnull=True).first()
    if known is None:
        return
    _set_active(known, False)
    known.archived_at = at
    known.save()
    _told(known, "dropped", by, at)


@together()
def order_rules(*, rule_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Put rules in this order; those that are not named come after them. Raises: NotAllowed."""
    _refuse_others(by)
    rules = {one.pk: one for one in Rule.objects.select_for_update().filter(archived_at__isnull=True)}
    named = [rules.pop(pk) for pk in dict.fromkeys(rule_ids) if pk in rules]
    for order, rule in enumerate([*named, *rules.values()]):
        if rule.order != order:
            rule.order = order
            rule.save(update_fields=["order"])
            _told(rule, "moved", by, at)


def _set_active(rule: Rule, is_active: bool) -> None:
    """A rule that is switched on begins anew: with no failures, and with nothing armed."""
    if is_active and not rule.is_active:
        rule.failures, rule.off_at, rule.off_because = 0, None, ""
    if not is_active:
        Armed.objects.filter(rule=rule).delete()
    rule.is_active = is_active


def _name(text: str) -> str:
    name = " ".join(text.replace("\x00", "").split())
    if not name:
        raise BadInput(_("A rule needs a name."))
    if len(name) > LONGEST_NAME:
        raise BadInput(_("That name is too long: at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    return name


def _locked(rule_id: int) -> Rule:
    return Rule.objects.select_for_update().get(pk=rule_id, archived_at__isnull=True)


def _refuse_others(by: Agent) -> None:
    if refusal := policies.why_not_keep(by):
        raise NotAllowed(refusal)


def _told(rule: Rule, change: str, by: Agent, at: datetime) -> None:
    record(RuleChanged(rule_id=rule.pk, rule=rule.name, change=change), actor=by.actor, at=at)
