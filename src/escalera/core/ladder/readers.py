"""What the ladder hears afterwards: a vendor's own mail on a ticket that waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.people.models import Identity
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.core.ladder.actions import vendor_answered
from escalera.core.ladder.models import Escalation, EscalationKind, EscalationState
from escalera.core.tickets.facts import MessageReceived
from escalera.core.tickets.models import Message


@reader("vendors-answers", facts=(MessageReceived,), from_start=False)
def hear_vendors(events: Sequence[Event]) -> None:
    """End the vendor's part in a ticket as it writes there from its own address."""
    numbers = {event.ticket_id for event in events}
    cases = Escalation.objects.filter(
        ticket__in=numbers, kind=EscalationKind.VENDOR, state=EscalationState.OPEN, vendor__email__gt=""
    ).select_related("vendor")  # fmt: skip
    waiting = {case.ticket_id: case for case in cases}
    for event in events:
        case = waiting.get(event.ticket_id or 0)
        if case is None or not _wrote(case, event):
            continue
        try:
            vendor_answered(
                escalation_id=case.pk, outcome=_words(event), by=robot(), at=event.at, by_mail=True
            )  # fmt: skip
        except Refusal:
            continue  # somebody noted the answer meanwhile
        del waiting[case.ticket_id]


def _wrote(case: Escalation, event: Event) -> bool:
    assert case.vendor is not None
    theirs = Identity.objects.filter(contact=event.actor_id or 0, channel="email", address__iexact=case.vendor.email)
    return event.actor_kind == "contact" and event.at >= case.offered_at and theirs.exists()


def _words(event: Event) -> str:
    text = Message.objects.filter(pk=event.data["message_id"]).values_list("text", flat=True).first()
    return (text or "")[:2000]
