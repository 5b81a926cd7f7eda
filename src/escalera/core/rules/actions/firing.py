"""What is due: a fact that came is answered by the rules that hear it, an armed moment is asked again.

Each row is answered in one transaction that also takes the row away: any number of workers may do this, and after an
outage each fires at most once, and only if it still holds."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils.translation import override

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput
from escalera.core.deeds.spans import calendar_of, moment_after
from escalera.core.rules import triggers
from escalera.core.rules.actions.running import DEEPEST, Asked, ask, broke
from escalera.core.rules.models import Armed, ArmedKind, Caused, Outcome, Rule, RuleRun, RuleVersion
from escalera.core.rules.reading import Said, kept
from escalera.core.tickets.models import Ticket

BATCH = 100

logger = logging.getLogger(__name__)


def fire_due(*, at: datetime) -> int:
    """Answer what is due, the oldest first; return how many rows were answered. An idle look is one read of an index."""
    due = Armed.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    answered = 0
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            with transaction.atomic(), override(settings.LANGUAGE_CODE):
                answered += _answer(pk, at)
        except (InterfaceError, OperationalError):
            raise
        except Exception:
            logger.exception("What was armed under %s could not be answered", pk)
            _give_up(pk)
    return answered


def _answer(pk: int, at: datetime) -> int:
    """Take one row, if nobody else has it and nothing older of its ticket is due; answer it; drop it."""
    armed = Armed.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, due_at__lte=at).first()
    if armed is None:
        return 0
    ticket = Ticket.objects.lock(armed.ticket_id)
    older = Q(due_at__lt=armed.due_at) | Q(due_at=armed.due_at, pk__lt=armed.pk)
    if Armed.objects.filter(older, ticket=ticket).exists():
        return 0  # another worker has it; one ticket's facts are answered in their order
    event = Event.objects.filter(pk=armed.event_id).first()
    armed.delete()
    if event is None:
        return 1
    if armed.kind == ArmedKind.HEARD:
        _heard(event, ticket, at)
    else:
        _moment_came(armed, event, at)
    return 1


def _heard(event: Event, ticket: Ticket, at: datetime) -> None:
    """Ask every rule that hears the event, in order, until one that acted says that it was enough."""
    chain = chain_of(event.pk)
    for rule, said in _listening(event, at):
        if not said.trigger.hears(event):
            continue
        if said.after is not None:
            _arm(rule, said, event, ticket, chain)
        elif ask(Asked(rule, said, event, chain), at) and said.stops:
            break


def _moment_came(armed: Armed, event: Event, at: datetime) -> None:
    """Ask the one rule again, if it still says the same and the situation is still the one that armed it."""
    found = _rule(armed.rule_id)
    if found is None or found[0].version != armed.version:
        return
    rule, said = found
    if armed.kind == ArmedKind.TIMED and (said.after is None or situation_ended(said, event)):
        return
    ask(Asked(rule, said, event, chain_of(event.pk), armed.attempt), at)


def situation_ended(said: Said, event: Event, until_at: datetime | None = None) -> bool:
    """Say whether the log tells, after this event, of another that ended its situation or began a new one.

    `until_at`: only what was recorded before this moment."""
    names = set(said.trigger.ends) | (set() if said.trigger.keeps_first else set(said.trigger.facts))
    later = Event.objects.filter(ticket_id=event.ticket_id, pk__gt=event.pk, name__in=names)
    if until_at is not None:
        later = later.filter(at__lt=until_at)
    return any(_counts(said, one) for one in later.order_by("pk"))


def _counts(said: Said, event: Event) -> bool:
    """A fact that begins a situation counts if the trigger hears it; an end always, but for words of the desk itself,
    which answer nobody."""
    if event.name == "reply.written":
        return event.actor_kind == "agent"
    if event.name in said.trigger.ends:
        return True
    return said.trigger.hears(event)


def _arm(rule: Rule, said: Said, event: Event, ticket: Ticket, chain: Sequence[int]) -> None:
    """Write down the moment. A situation has one row a rule: a new one takes its place, or goes on with it."""
    if rule.pk in chain or len(chain) >= DEEPEST or said.after is None:
        return
    if said.trigger.keeps_first and _goes_on(rule, said, ticket):
        return
    due = moment_after(event.at, said.after.amount, said.after.unit, calendar_of(ticket))
    if due is None:
        return
    Armed.objects.update_or_create(
        rule=rule, ticket=ticket, kind=ArmedKind.TIMED,
        defaults={"event_id": event.pk, "due_at": due, "version": rule.version, "attempt": 1},
    )  # fmt: skip


def _goes_on(rule: Rule, said: Said, ticket: Ticket) -> bool:
    """Say whether the situation that the rule waits in, or in which it acted last, still stands: it acts once in each."""
    armed = Armed.objects.filter(rule=rule, ticket=ticket, kind=ArmedKind.TIMED).values_list("event_id", flat=True)
    acted = RuleRun.objects.filter(rule=rule, ticket=ticket, outcome=Outcome.DID).order_by("-pk")
    last = list(armed) or list(acted.values_list("event_id", flat=True)[:1])
    begun = Event.objects.filter(pk__in=last).first()
    return begun is not None and not situation_ended(said, begun)


def chain_of(event_id: int) -> list[int]:
    """Return the rules whose runs led to an event, oldest first; [] if none did."""
    cause = Caused.objects.select_related("run").filter(pk=event_id).first()
    return [*cause.run.chain, cause.run.rule_id] if cause else []


def _listening(event: Event, at: datetime) -> list[tuple[Rule, Said]]:
    """Return the active rules that were there when it happened, in their order."""
    rows = (
        RuleVersion.objects.select_related("rule")
        .filter(rule__is_active=True, rule__archived_at__isnull=True, number=F("rule__version"))
        .order_by("rule__order", "rule__pk")
    )
    hearing = [one.key for one in triggers.all_triggers() if event.name in one.facts]
    young = RuleVersion.objects.filter(number=1, at__gt=event.at).values_list("rule", flat=True)
    found = []
    for row in rows.filter(rule__trigger__in=hearing).exclude(rule__in=young):
        try:
            found.append((row.rule, kept(row.data)))
        except BadInput as refusal:  # a field of its conditions is gone, or the room of its trigger
            broke(row.rule, str(refusal), at)
    return found


def _rule(rule_id: int | None) -> tuple[Rule, Said] | None:
    row = (
        RuleVersion.objects.select_related("rule")
        .filter(rule=rule_id, rule__is_active=True, number=F("rule__version"))
        .first()
    )
    try:
        return (row.rule, kept(row.data)) if row else None
    except BadInput:
        return None


def _give_up(pk: int) -> None:
    """One row that cannot be answered does not stand in the way of its ticket's next ones."""
    Armed.objects.filter(pk=pk).delete()
