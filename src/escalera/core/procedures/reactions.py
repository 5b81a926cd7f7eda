"""What is followed on a ticket goes on where its conversation goes on, in the transaction that merges them."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.core.procedures.models import Run
from escalera.core.tickets.actions import remember, remembered
from escalera.core.tickets.facts import MergeUndone, TicketAbsorbed


@on(TicketAbsorbed)
def go_on_there(fact: TicketAbsorbed, event: Event) -> None:
    keys = list(Run.objects.filter(ticket=fact.absorbed_id).order_by("pk").values_list("pk", flat=True))
    if keys:
        Run.objects.filter(pk__in=keys).update(ticket=fact.ticket_id)
        remember(fact.merge_id, "runs", keys)


@on(MergeUndone)
def come_back(fact: MergeUndone, event: Event) -> None:
    Run.objects.filter(pk__in=remembered(fact.merge_id, "runs")).update(ticket=fact.absorbed_id)
