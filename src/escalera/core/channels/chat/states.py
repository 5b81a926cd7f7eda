"""How a chat stands, as its visitor sees it: with whom, at which place of the queue, how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Min, Q

from escalera.core.channels.chat.setup import setup_of
from escalera.core.channels.chat.talking import wants
from escalera.core.channels.models import ChatSession
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.models.ticket import MOST_MERGES

LOOKS_BACK = timedelta(days=14)
SAMPLE, ENOUGH = 30, 3  # the latest chats that are looked at, and how many say something
LONGEST_WAIT_S = 4 * 3600
MOST_IN_QUEUE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chat waits. `wait_s`: None where too little is known to say."""

    position: int
    wait_s: int | None


def stage_of(session: ChatSession, *, answered: bool | None = None) -> str:
    """Return "assistant", "asking", "queue", "agent", "left" or "ended". `answered`: a person has said something."""
    ticket = standing(session)
    if session.ended_at is not None:
        return "ended"
    if ticket is None or not ticket.is_open:
        if session.wants_person_at is not None:
            return "asking"
        if ticket is not None:
            return "ended"
        return "assistant" if setup_of(session.thread.channel).assistant else "queue"
    if session.left_at is not None:
        return "left"
    if ticket.assignee_id is not None or (has_answer(ticket.pk) if answered is None else answered):
        return "agent"
    return "queue"


def state_of(
    session: ChatSession, *, online: bool, waits: Sequence[int] | None = None, position: int | None = None
) -> dict[str, Any]:
    """Return STATE as the widget reads it. `waits`: see `recent_waits`; None: asked now. `position`: of one who is known
    to wait, else it is asked."""
    ticket = standing(session)
    stage = "queue" if position is not None else stage_of(session)
    place = None
    if position is not None:
        place = Place(position, expected_wait_s(position, waits or ()))
    elif stage == "queue" and ticket is not None:
        place = place_of(ticket, waits)
    asked = stage == "asking" or (stage == "queue" and ticket is None)
    return {
        "id": session.pk,
        "stage": stage,
        "queue": {"position": place.position, "wait_s": place.wait_s} if place else None,
        "agent": {"name": first_name(ticket.assignee.name)}
        if ticket and stage == "agent" and ticket.assignee
        else None,
        "ticket": ticket.pk if ticket is not None and ticket.is_open else None,
        "wants": list(wants(session, online=online)) if asked else [],
        "read_up_to": session.read_up_to or None,
        "online": online,
        "follow_url": follow_url(ticket.pk) if ticket is not None else None,
    }


def standing(session: ChatSession) -> Ticket | None:
    """Return the ticket at which the chat goes on: its own, or where that one was merged to, if it is the same person's."""
    ticket = session.thread.ticket
    for _step in range(MOST_MERGES):
        if ticket is None or ticket.merged_into_id is None:
            break
        ticket = Ticket.objects.select_related("assignee").get(pk=ticket.merged_into_id)
    own = session.thread.contact_id
    return ticket if ticket is None or ticket == session.thread.ticket or ticket.requester_id == own else None


def has_answer(ticket_id: int) -> bool:
    said = Message.objects.filter(ticket=ticket_id, agent__isnull=False)
    return said.exclude(kind="note").exists()


def place_of(ticket: Ticket, waits: Sequence[int] | None = None) -> Place:
    """Return a chat's place among those of its team that nobody holds, the oldest first, and how long that takes."""
    ahead = waiting_chats(ticket.team_id).filter(Q(opened_at__lt=ticket.opened_at) | Q(
        opened_at=ticket.opened_at, pk__lt=ticket.pk))  # fmt: skip
    position = ahead[:MOST_IN_QUEUE].count() + 1
    found = recent_waits(ticket.team_id, ticket.opened_at) if waits is None else waits
    return Place(position, expected_wait_s(position, found))


def waiting_chats(team_id: int) -> Any:
    return Ticket.objects.filter(team=team_id, channel="chat", is_open=True, assignee=None).order_by(
        "opened_at", "pk"
    )


def recent_waits(team_id: int, at: datetime) -> list[int]:
    """Return how many seconds the team's latest chats waited for their first answer by a person."""
    chats = Ticket.objects.filter(team=team_id, channel="chat", opened_at__gt=at - LOOKS_BACK, opened_at__lte=at)
    latest = list(chats.order_by("-opened_at").values_list("pk", "opened_at")[:SAMPLE])
    said = Message.objects.filter(ticket__in=[pk for pk, _at in latest], agent__isnull=False).exclude(kind="note")
    first = dict(said.order_by().values_list("ticket").annotate(first=Min("at")))
    return [
        round((first[pk] - opened).total_seconds()) for pk, opened in latest if pk in first and first[pk] > opened
    ]


def expected_wait_s(position: int, waits: Sequence[int]) -> int | None:
    """Return the wait that half of the latest chats had, for each place ahead once more; None with too few of them."""
    if len(waits) < ENOUGH:
        return None
    return min(LONGEST_WAIT_S, round(median(waits) * (position + 1) / 2))


def first_name(name: str) -> str:
    return (name.split() or [""])[0]
