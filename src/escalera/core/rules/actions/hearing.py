"""What the log says is put down here, to be answered ticket by ticket; hearing never fails for a rule's sake."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min

from escalera.base.log.models import Event
from escalera.base.storage.wake import ring
from escalera.core.rules import triggers
from escalera.core.rules.models import Armed, ArmedKind, Rule, RuleVersion
from escalera.core.tickets.models import Ticket


def hear(events: Sequence[Event]) -> int:
    """Put down the events that an active rule listens to; return how many. Part of a reader's transaction."""
    listening = Rule.objects.filter(is_active=True, archived_at__isnull=True)
    wanted = [one for key in set(listening.values_list("trigger", flat=True)) if (one := triggers.find(key))]
    names = {name for one in wanted for name in one.facts}
    heard = [event for event in events if event.name in names and event.ticket_id is not None]
    if not heard:
        return 0
    # A rule hears nothing that happened before anybody wrote it: a replayed history wakes no rule.
    first = RuleVersion.objects.filter(rule__in=listening, number=1).aggregate(first=Min("at"))["first"]
    there = set(Ticket.objects.filter(pk__in={e.ticket_id for e in heard}).values_list("pk", flat=True))
    rows = [
        Armed(kind=ArmedKind.HEARD, ticket_id=event.ticket_id, event_id=event.pk, due_at=event.at)
        for event in heard
        if event.at >= first and event.ticket_id in there and any(one.hears(event) for one in wanted)
    ]
    if rows:
        Armed.objects.bulk_create(rows, ignore_conflicts=True)
        ring()
    return len(rows)
