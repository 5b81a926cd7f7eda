"""Keep the stays true when a ticket is opened, taken, resolved or reopened."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.people.models import Team
from escalera.base.storage.ready import Ready, insert
from escalera.core.ladder.facts import EscalationOffered
from escalera.core.ladder.models import Escalation, EscalationState, HigherAsk, LeftBecause, Stay
from escalera.core.tickets.facts import (
    SpamUndone,
    TicketAssigned,
    TicketMarkedSpam,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketResolved,
    TicketTaken,
    TicketUnmerged,
)
from escalera.core.tickets.models import Ticket

_STANDS = Ready(lambda ticket: Stay.objects.filter(ticket=ticket, left_at__isnull=True).values_list("pk")[:1])
_PLACE = Ready(lambda ticket: Ticket.objects.filter(pk=ticket).values_list("team_id", "level_id", "assignee_id"))


@on(TicketOpened)
def enter_first_stay(fact: TicketOpened, event: Event) -> None:
    insert(Stay(ticket_id=fact.ticket_id, team_id=fact.team_id, level_id=fact.level_id, entered_at=event.at))


@on(TicketTaken)
def accept_stay(fact: TicketTaken, event: Event) -> None:
    """Taking a ticket out of the queue accepts the stay, and the offer that brought it if there is one."""
    Stay.objects.filter(ticket_id=fact.ticket_id, left_at__isnull=True, accepted_at__isnull=True).update(
        accepted_at=event.at, accepted_by_id=fact.agent_id
    )
    Escalation.objects.filter(ticket_id=fact.ticket_id, state=EscalationState.OFFERED).update(
        state=EscalationState.ACCEPTED, answered_by_id=fact.agent_id, answered_at=event.at
    )


@on(TicketResolved)
def leave_solved(fact: TicketResolved, event: Event) -> None:
    Stay.objects.filter(ticket_id=fact.ticket_id, left_at__isnull=True).update(
        left_at=event.at, left_because=LeftBecause.SOLVED
    )
    Escalation.objects.filter(ticket_id=fact.ticket_id, state=EscalationState.OFFERED).update(
        state=EscalationState.WITHDRAWN, answered_at=event.at
    )


@on(TicketResolved)
def end_ask(fact: TicketResolved, event: Event) -> None:
    HigherAsk.objects.filter(ticket_id=fact.ticket_id, ended_at__isnull=True).update(ended_at=event.at)


@on(EscalationOffered)
def grant_ask(fact: EscalationOffered, event: Event) -> None:
    """Going up is what the customer asked for."""
    HigherAsk.objects.filter(ticket_id=fact.ticket_id, ended_at__isnull=True).update(ended_at=event.at, granted=True)


@on(TicketReopened)
def enter_again(fact: TicketReopened, event: Event) -> None:
    """Come back to the team that solved it, to the same hands."""
    if _STANDS.exists(fact.ticket_id):
        return
    team, level, assignee = _PLACE.rows(fact.ticket_id)[0]
    insert(
        Stay(
            ticket_id=fact.ticket_id, team_id=team, level_id=level, entered_at=event.at,
            accepted_at=event.at if assignee else None, accepted_by_id=assignee,
        )
    )  # fmt: skip


@on(TicketMerged, TicketMarkedSpam)
def leave_otherwise(fact: TicketMerged | TicketMarkedSpam, event: Event) -> None:
    """End the stay, and an offer that nobody has answered, without calling it solved."""
    Stay.objects.filter(ticket_id=fact.ticket_id, left_at__isnull=True).update(
        left_at=event.at, left_because=LeftBecause.ENDED
    )
    Escalation.objects.filter(ticket_id=fact.ticket_id, state=EscalationState.OFFERED).update(
        state=EscalationState.WITHDRAWN, answered_at=event.at
    )


@on(TicketUnmerged, SpamUndone)
def stand_as_before(fact: TicketUnmerged | SpamUndone, event: Event) -> None:
    """Go on with the stay that ended otherwise, and with the offer that ended in the same moment."""
    last = Stay.objects.filter(ticket_id=fact.ticket_id).order_by("-id").first()
    if last is None or last.left_because != LeftBecause.ENDED:
        return
    Escalation.objects.filter(
        ticket_id=fact.ticket_id, to_stay=last, state=EscalationState.WITHDRAWN, answered_at=last.left_at
    ).update(state=EscalationState.OFFERED, answered_at=None)
    last.left_at, last.left_because = None, ""
    last.save(update_fields=["left_at", "left_because"])


@on(TicketAssigned)
def follow_the_hands(fact: TicketAssigned, event: Event) -> None:
    """Move the stay to the other team of the level; a person who gets the ticket has accepted it."""
    here = Stay.objects.filter(ticket_id=fact.ticket_id, left_at__isnull=True)
    if fact.team_id != fact.from_team_id:
        level = here.values_list("level_id", flat=True).first()
        here.update(left_at=event.at, left_because=LeftBecause.REROUTED)
        Stay.objects.create(
            ticket_id=fact.ticket_id, team_id=fact.team_id, level_id=level or _level_of(fact.team_id),
            entered_at=event.at,
        )  # fmt: skip
    offers = Escalation.objects.filter(ticket_id=fact.ticket_id, state=EscalationState.OFFERED)
    if fact.agent_id is not None:
        here.filter(accepted_at__isnull=True).update(accepted_at=event.at, accepted_by_id=fact.agent_id)
        offers.update(state=EscalationState.ACCEPTED, answered_by_id=fact.agent_id, answered_at=event.at)
    elif fact.team_id != fact.from_team_id:
        offers.update(state=EscalationState.WITHDRAWN, answered_at=event.at)


def _level_of(team_id: int) -> int:
    return Team.objects.values_list("level_id", flat=True).get(pk=team_id)
