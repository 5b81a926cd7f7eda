"""What sets queues going: work that came back or came in, people who have room again, rules that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.people.facts import AbsenceBegan, AbsenceEnded, AgentCameBack, AgentChanged, AgentLeft, TeamChanged
from escalera.base.people.models import Absence, Membership
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.ladder import facts as ladder
from escalera.core.routing.actions import mark
from escalera.core.routing.actions.answers import withdraw
from escalera.core.routing.facts import (
    AvailabilityChanged,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    RoutingChanged,
)
from escalera.core.routing.line import handed_teams
from escalera.core.routing.models import ArmedMove, Availability
from escalera.core.tickets import facts as tickets
from escalera.core.tickets.models import Ticket

OF_TICKETS = (
    tickets.TicketOpened, tickets.TicketReleased, tickets.TicketAssigned, tickets.TicketTaken, tickets.TicketReopened,
    tickets.TicketResolved, tickets.TicketClosed, tickets.TicketCancelled, tickets.TicketWaits, tickets.TicketSnoozed,
    tickets.TicketWoken, tickets.MessageReceived, tickets.TicketClassified, tickets.TicketMerged,
    tickets.TicketUnmerged, tickets.TicketMarkedSpam, tickets.SpamUndone, ladder.EscalationOffered,
    ladder.EscalationAccepted, ladder.EscalationRejected, ladder.EscalationExpired, ladder.TicketReturned,
    OfferMade, OfferAccepted, OfferDeclined, OfferExpired,
)  # fmt: skip
OF_PEOPLE = (AvailabilityChanged, AbsenceBegan, AbsenceEnded, AgentCameBack, AgentChanged, AgentLeft)
OF_ALL = (RoutingChanged, TeamChanged)
ENDS_WORK = frozenset(
    fact.name
    for fact in (
        tickets.TicketReleased, tickets.TicketResolved, tickets.TicketClosed, tickets.TicketCancelled,
        tickets.TicketAssigned, tickets.TicketTaken, ladder.EscalationOffered,
    )
)  # fmt: skip


@reader("routing", facts=(*OF_TICKETS, *OF_PEOPLE, *OF_ALL))
def set_going(events: Sequence[Event]) -> None:
    """Mark the queues in which something can be handed out now. A desk without rules is left alone after one look."""
    _arm_moves(events)
    touched = {event.ticket_id for event in events if event.ticket_id is not None}
    rows: list[tuple[int, int | None, bool]] = list(
        Ticket.objects.filter(pk__in=touched).values_list("team_id", "assignee_id", "is_open")
    )
    people = _concerned(events, {assignee for _team, assignee, _open in rows if assignee})
    whisper(Whisper(("capacity",), agents=tuple(sorted(people))))
    handed = handed_teams()
    if not handed:
        return
    withdraw(touched, timezone.now())
    _note_freed(events)
    teams = {team for team, assignee, is_open in rows if not assignee and is_open}
    teams |= set(Membership.objects.filter(agent__in=people).values_list("team", flat=True))
    if any(event.name in {fact.name for fact in OF_ALL} for event in events):
        teams |= handed
    mark(teams & handed, at=timezone.now())


def _concerned(events: Sequence[Event], holders: Iterable[int]) -> set[int]:
    """Return whose load or presence may have changed."""
    found = set(holders)
    for event in events:
        for key in ("agent_id", "from_agent_id"):
            if isinstance(one := event.data.get(key), int):
                found.add(one)
        if event.actor_kind == "agent" and event.actor_id is not None and event.name in ENDS_WORK:
            found.add(event.actor_id)
    return found


def _note_freed(events: Sequence[Event]) -> None:
    """Keep when work of theirs last ended: how long somebody has been idle goes by it."""
    for event in events:
        if event.name not in ENDS_WORK:
            continue
        who = event.data.get("from_agent_id")
        if who is None and event.actor_kind == "agent" and event.name != tickets.TicketTaken.name:
            who = event.actor_id
        if isinstance(who, int):
            Availability.objects.filter(agent=who).update(freed_at=event.at)


def _arm_moves(events: Sequence[Event]) -> None:
    """Arm the moving of work for the moment at which an absence begins; one that is over arms nothing."""
    for event in events:
        key = int(event.data.get("absence_id") or 0)
        if event.name == AbsenceEnded.name:
            ArmedMove.objects.filter(absence_id=key).delete()
        elif event.name == AbsenceBegan.name and (absence := Absence.objects.filter(pk=key).first()):
            ArmedMove.objects.update_or_create(
                absence_id=absence.pk, defaults={"agent_id": absence.agent_id, "at": absence.since}
            )
