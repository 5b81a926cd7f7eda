"""Writing down and taking away rules of reopen, append or new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Segment
from escalera.base.people.models.helpers import SETTINGS
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.channels.facts import ConversationRuleChanged, ConversationRuleRemoved
from escalera.core.channels.models import ConversationRule, WhenEnded, WhenOpen
from escalera.core.channels.shared.capabilities import all_capabilities
from escalera.core.channels.shared.conversation_rule import PAGE

MOST_HOURS = 24 * 365
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Saying:
    """What a rule says: see `ConversationRule`."""

    when_open: str = WhenOpen.APPEND
    idle_hours: int = 0
    waits_append: bool = True
    when_ended: str = WhenEnded.REOPEN
    reopen_days: int | None = 7
    elsewhere: bool = False


def all_rules() -> list[ConversationRule]:
    """Return every rule, the most general first."""
    return list(ConversationRule.objects.select_related("segment").order_by("segment__name", "kind", "pk"))


@together()
def save_rule(*, segment_id: int | None, kind: str, says: Saying, by: Agent, at: datetime) -> ConversationRule:
    """Let this count for a segment (None: everybody) on a kind of channel ("": every kind).

    Saying the same again changes nothing. Raises: NotAllowed, BadInput."""
    _refuse_strangers(by)
    _check(kind, says)
    segment = Segment.objects.filter(pk=segment_id).first() if segment_id else None
    if segment_id and segment is None:
        raise BadInput(_("This segment does not exist any more."))
    rule = _of(segment, kind).select_for_update(of=("self",)).first() or ConversationRule(segment=segment, kind=kind)
    changed = [name for name in says.__slots__ if getattr(rule, name) != getattr(says, name)]
    if rule.pk is not None and not changed:
        return rule
    for name in says.__slots__:
        setattr(rule, name, getattr(says, name))
    rule.save()
    fact = ConversationRuleChanged(
        rule_id=rule.pk, segment=segment.name if segment else "", kind=kind, fields=",".join(changed)
    )
    record(fact, actor=by.actor, at=at)
    return rule


@together()
def remove_rule(*, rule_id: int, by: Agent, at: datetime) -> None:
    """Let a more general rule count instead. Raises: NotAllowed, ConversationRule.DoesNotExist."""
    _refuse_strangers(by)
    rule = ConversationRule.objects.select_related("segment").get(pk=rule_id)
    fact = ConversationRuleRemoved(
        rule_id=rule.pk, segment=rule.segment.name if rule.segment else "", kind=rule.kind
    )  # fmt: skip
    rule.delete()
    record(fact, actor=by.actor, at=at)


def _of(segment: Segment | None, kind: str) -> QuerySet[ConversationRule]:
    rows = ConversationRule.objects.filter(kind=kind)
    return rows.filter(segment=segment) if segment is not None else rows.filter(segment__isnull=True)


def _check(kind: str, says: Saying) -> None:
    if kind and kind not in {PAGE, *(can.kind for can in all_capabilities())}:
        raise BadInput(_("Choose one of the channels."))
    if says.when_open not in WhenOpen.values or says.when_ended not in WhenEnded.values:
        raise BadInput(_("Choose what happens."))
    if not 0 <= says.idle_hours <= MOST_HOURS:
        raise BadInput(_("A quiet time has between 0 and %(most)d hours.") % {"most": MOST_HOURS})
    if says.reopen_days is not None and not 0 < says.reopen_days <= MOST_DAYS:
        raise BadInput(_("Between 1 and %(most)d days, or nothing for no limit.") % {"most": MOST_DAYS})


def _refuse_strangers(by: Agent) -> None:
    if not by.may(SETTINGS):
        raise NotAllowed(_("Your role cannot change the company's settings."))
