"""Following a ticket, and putting a mention away."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.base.storage.together import together
from escalera.core.feed.actions.calling import answer_mentions
from escalera.core.feed.facts import MentionsAnswered, TicketFollowed, TicketUnfollowed
from escalera.core.feed.models import FollowedBecause, Follower, FollowHabit
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import may_see


@together()
def follow(*, ticket_id: int, by: Agent, at: datetime) -> Follower:
    """Let the agent hear of everything that happens to the ticket. Following twice changes nothing.

    Raises: NotAllowed, Ticket.DoesNotExist."""
    _seen_by(ticket_id, by)
    known = Follower.objects.filter(ticket=ticket_id, agent=by).first()
    if known is not None and known.left_at is None:
        return known
    row = known or Follower(ticket_id=ticket_id, agent=by)
    row.because, row.since, row.left_at = FollowedBecause.HAND, at, None
    row.save()
    record(TicketFollowed(ticket_id=ticket_id, agent_id=by.pk), actor=by.actor, at=at)
    return row


@together()
def unfollow(*, ticket_id: int, by: Agent, at: datetime) -> None:
    """Let the agent hear no more of it, until they follow it again by hand. Raises: NotAllowed, Ticket.DoesNotExist."""
    _seen_by(ticket_id, by)
    if Follower.objects.filter(ticket=ticket_id, agent=by, left_at__isnull=True).update(left_at=at):
        record(TicketUnfollowed(ticket_id=ticket_id, agent_id=by.pk), actor=by.actor, at=at)


@together()
def follow_on_reply(*, wanted: bool, by: Agent, at: datetime) -> None:
    """Choose whether the agent follows by itself what they reply to; a habit of theirs, so no fact of any ticket."""
    del at
    FollowHabit.objects.update_or_create(agent=by, defaults={"on_reply": wanted})


@together()
def put_away(*, ticket_id: int, by: Agent, at: datetime) -> int:
    """Say that what the agent was called for needs no words of theirs any more; return how many mentions that was.

    Raises: NotAllowed, Ticket.DoesNotExist."""
    _seen_by(ticket_id, by)
    answered = answer_mentions(ticket_id=ticket_id, agent_id=by.pk, at=at)
    if answered:
        record(MentionsAnswered(ticket_id=ticket_id, agent_ids=[by.pk]), actor=by.actor, at=at)
    return answered


def _seen_by(ticket_id: int, agent: Agent) -> Ticket:
    ticket = Ticket.objects.lock(ticket_id)
    if not may_see(agent, ticket):
        raise NotAllowed(_("This ticket stands with another team."))
    return ticket
