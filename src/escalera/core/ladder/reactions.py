"""Keep the stays true when a ticket is opened, taken, resolved or reopened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from escalera.base.log.actions import on, to_many
from escalera.base.log.models import Event
from escalera.base.people.models import Team
from escalera.base.storage.ready import Change, Ready, insert
from escalera.core.ladder.facts import EscalationOffered
from escalera.core.ladder.models import Escalation, EscalationKind, EscalationState, HigherAsk, LeftBecause, Stay
from escalera.core.tickets.actions import count_bounce
from escalera.core.tickets.facts import (
    SpamUndone,
    TicketAssigned,
    TicketCancelled,
    TicketMarkedSpam,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketResolved,
    TicketTaken,
    TicketUnmerged,
)
from escalera.core.tickets.models import Ticket

_LAST = Ready(lambda ticket: Stay.objects.filter(ticket=ticket).order_by("-id").values_list("left_at", "bounces")[:1])
_HERE = Ready(
    lambda ticket: (
        Stay.objects.filter(ticket=ticket, left_at__isnull=True).order_by("id").values_list("level_id", "bounces")
    )
)
_BEFORE = Ready(lambda ticket, team: Stay.objects.filter(ticket=ticket, team=team).values_list("pk")[:1])
_LEAVE = Change(
    lambda ticket, at, because: (
        Stay.objects.filter(ticket=ticket, left_at__isnull=True), {"left_at": at, "left_because": because},
    )
)  # fmt: skip
_ACCEPT = Change(
    lambda ticket, at, agent: (
        Stay.objects.filter(ticket=ticket, left_at__isnull=True, accepted_at__isnull=True),
        {"accepted_at": at, "accepted_by": agent},
    )
)
_TAKE_OFFER = Change(
    lambda ticket, at, agent: (
        Escalation.objects.filter(ticket=ticket, state=EscalationState.OFFERED),
        {"state": EscalationState.ACCEPTED, "answered_by": agent, "answered_at": at},
    )
)
_DROP_OFFER = Change(
    lambda ticket, at: (
        Escalation.objects.filter(ticket=ticket, state=EscalationState.OFFERED),
        {"state": EscalationState.WITHDRAWN, "answered_at": at},
    )
)
_DROP_ALL = Change(
    lambda ticket, at: (
        Escalation.objects.filter(ticket=ticket, state__in=(EscalationState.OFFERED, EscalationState.OPEN)),
        {"state": EscalationState.WITHDRAWN, "answered_at": at},
    )
)
_END_ASK = Change(
    lambda ticket, at: (HigherAsk.objects.filter(ticket=ticket, ended_at__isnull=True), {"ended_at": at})
)
_GRANT_ASK = Change(
    lambda ticket, at: (
        HigherAsk.objects.filter(ticket=ticket, ended_at__isnull=True), {"ended_at": at, "granted": True},
    )
)  # fmt: skip
_PLACE = Ready(lambda ticket: Ticket.objects.filter(pk=ticket).values_list("team_id", "level_id", "assignee_id"))


@on(TicketOpened)
def enter_first_stay(fact: TicketOpened, event: Event) -> None:
    insert(Stay(ticket_id=fact.ticket_id, team_id=fact.team_id, level_id=fact.level_id, entered_at=event.at))


@on(TicketTaken)
def accept_stay(fact: TicketTaken, event: Event) -> None:
    """Taking a ticket out of the queue accepts the stay, and the offer that brought it if there is one."""
    _ACCEPT.run(fact.ticket_id, event.at, fact.agent_id)
    _TAKE_OFFER.run(fact.ticket_id, event.at, fact.agent_id)


@on(TicketResolved)
def leave_solved(fact: TicketResolved, event: Event) -> None:
    _LEAVE.run(fact.ticket_id, event.at, LeftBecause.SOLVED.value)
    _withdraw(fact.ticket_id, event)


@on(TicketResolved)
def end_ask(fact: TicketResolved, event: Event) -> None:
    _END_ASK.run(fact.ticket_id, event.at)


@on(EscalationOffered)
def grant_ask(fact: EscalationOffered, event: Event) -> None:
    """Going up is what the customer asked for."""
    _GRANT_ASK.run(fact.ticket_id, event.at)


@on(TicketReopened)
def enter_again(fact: TicketReopened, event: Event) -> None:
    """Come back to the team that solved it, to the same hands."""
    last = _LAST.rows(fact.ticket_id)
    if last and last[0][0] is None:
        return
    team, level, assignee = _PLACE.rows(fact.ticket_id)[0]
    insert(
        Stay(
            ticket_id=fact.ticket_id, team_id=team, level_id=level, entered_at=event.at,
            accepted_at=event.at if assignee else None, accepted_by_id=assignee,
            bounces=last[0][1] if last else 0,
        )
    )  # fmt: skip


@on(TicketMerged, TicketMarkedSpam)
def leave_otherwise(fact: TicketMerged | TicketMarkedSpam, event: Event) -> None:
    """End the stay, and an offer that nobody has answered, without calling it solved."""
    _end_stay(fact.ticket_id, event)


@on(TicketCancelled)
def leave_cancelled(fact: TicketCancelled, event: Event) -> None:
    """End the stay and the customer's wish: nobody needs it any more."""
    _end_stay(fact.ticket_id, event)
    _END_ASK.run(fact.ticket_id, event.at)


@on(TicketUnmerged, SpamUndone)
def stand_as_before(fact: TicketUnmerged | SpamUndone, event: Event) -> None:
    """Go on with the stay that ended otherwise, and with the offer that ended in the same moment."""
    last = Stay.objects.filter(ticket_id=fact.ticket_id).order_by("-id").first()
    if last is None or last.left_because != LeftBecause.ENDED:
        return
    ended = Escalation.objects.filter(
        ticket_id=fact.ticket_id, state=EscalationState.WITHDRAWN, answered_at=last.left_at
    )
    ended.filter(to_stay=last).update(state=EscalationState.OFFERED, answered_at=None)
    ended.exclude(kind=EscalationKind.FUNCTIONAL).update(state=EscalationState.OPEN, answered_at=None)
    last.left_at, last.left_because = None, ""
    last.save(update_fields=["left_at", "left_because"])


@on(TicketAssigned)
def follow_the_hands(fact: TicketAssigned, event: Event) -> None:
    """Move the stay to the other team of the level; a person who gets the ticket has accepted it."""
    if fact.team_id != fact.from_team_id:
        here = _HERE.rows(fact.ticket_id)
        level, bounces = here[0] if here else (None, 0)
        again = _BEFORE.exists(fact.ticket_id, fact.team_id)
        _LEAVE.run(fact.ticket_id, event.at, LeftBecause.REROUTED.value)
        insert(
            Stay(
                ticket_id=fact.ticket_id, team_id=fact.team_id, level_id=level or _level_of(fact.team_id),
                entered_at=event.at, bounces=bounces + again,
            )
        )  # fmt: skip
        if again:
            count_bounce(ticket_id=fact.ticket_id)
    if fact.agent_id is not None:
        _ACCEPT.run(fact.ticket_id, event.at, fact.agent_id)
        _TAKE_OFFER.run(fact.ticket_id, event.at, fact.agent_id)
    elif fact.team_id != fact.from_team_id:
        _DROP_OFFER.run(fact.ticket_id, event.at)


@to_many(follow_the_hands)
def follow_many_hands(pairs: Sequence[tuple[TicketAssigned, Event]]) -> None:
    """The same for many that stay with their team, in two statements for each person who got some."""
    by_agent: dict[tuple[int, datetime], list[int]] = defaultdict(list)
    for fact, event in pairs:
        if fact.agent_id is None or fact.team_id != fact.from_team_id:
            follow_the_hands(fact, event)
        else:
            by_agent[fact.agent_id, event.at].append(fact.ticket_id)
    for (agent, at), numbers in by_agent.items():
        Stay.objects.filter(ticket__in=numbers, left_at__isnull=True, accepted_at__isnull=True).update(
            accepted_at=at, accepted_by_id=agent
        )
        Escalation.objects.filter(ticket__in=numbers, state=EscalationState.OFFERED).update(
            state=EscalationState.ACCEPTED, answered_by_id=agent, answered_at=at
        )


def _end_stay(ticket_id: int, event: Event) -> None:
    _LEAVE.run(ticket_id, event.at, LeftBecause.ENDED.value)
    _withdraw(ticket_id, event)


def _withdraw(ticket_id: int, event: Event) -> None:
    """End what nobody has answered: the offer, the calls for help, the vendor's part."""
    _DROP_ALL.run(ticket_id, event.at)


def _level_of(team_id: int) -> int:
    return Team.objects.values_list("level_id", flat=True).get(pk=team_id)
