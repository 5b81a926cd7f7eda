"""What triage hears: new tickets, what people make of them, how they end."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.ladder import facts as ladder
from escalera.core.tickets import facts as tickets
from escalera.core.tickets.models import Ticket
from escalera.core.triage.actions import hear_more, learn_from, read_tickets, settle
from escalera.core.triage.choices import Field

# What a classification's fact calls a field, and what it called it before.
_CLASSIFIED = {Field.CATEGORY: "category_id", Field.KIND: "kind", Field.PRIORITY: "priority"}


@reader("triage", facts=(tickets.TicketOpened, tickets.MessageReceived), from_start=False)
def read_new(events: Sequence[Event]) -> None:
    """Read what came in, outside of the mail's own way."""
    opened = [event.ticket_id for event in events if event.name == tickets.TicketOpened.name and event.ticket_id]
    said = [
        event.data["message_id"]
        for event in events
        if event.name == tickets.MessageReceived.name and not event.data.get("automatic")
    ]
    if opened:
        read_tickets(numbers=opened, at=events[-1].at)
    if said:
        hear_more(messages=said, at=events[-1].at)


@reader(
    "triage-fates",
    facts=(
        tickets.TicketClassified, tickets.TicketAssigned, ladder.EscalationAccepted, tickets.TicketResolved,
    ),
    history=True,
)  # fmt: skip
def hear_fates(events: Sequence[Event]) -> None:
    """Note what people chose, and learn from what they solved. What the desk did by itself says nothing."""
    for event in events:
        if event.actor_kind != "agent" or event.ticket_id is None:
            continue
        for field, value in _chosen(event):
            settle(ticket_id=event.ticket_id, field=field, value=value, by_id=event.actor_id, at=event.at)
        if event.name == tickets.TicketResolved.name and not event.data.get("with_id"):
            learn_from(ticket_id=event.ticket_id, at=event.at)


def _chosen(event: Event) -> list[tuple[str, str]]:
    """Return the fields that a fact set, with their values."""
    if event.name == tickets.TicketClassified.name:
        before = event.data.get("before") or {}
        changed = [(field, name) for field, name in _CLASSIFIED.items() if name in before]
        return [(field.value, _text(event.data.get(name))) for field, name in changed]
    if event.name == tickets.TicketAssigned.name and event.data.get("team_id") != event.data.get("from_team_id"):
        return [(Field.TEAM.value, _text(event.data.get("team_id")))]
    if event.name == ladder.EscalationAccepted.name:
        level = Ticket.objects.filter(pk=event.ticket_id or 0).values_list("level", flat=True).first()
        return [(Field.LEVEL.value, _text(level))]
    return []


def _text(value: object) -> str:
    return "" if value is None else str(value)
