"""Being at a ticket: looking, typing, leaving; and having read it. Written often, so as little as can be, and no fact."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.base.people.models import Agent
from escalera.base.storage.together import together
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.feed.models import Mention, Presence, Seen, Typing
from escalera.core.feed.queries import HERE_FOR
from escalera.core.tickets.models import Message, Ticket

LONGEST_TAB = 32  # characters
WRITTEN_EVERY = timedelta(seconds=10)
FORGOTTEN_AFTER = timedelta(minutes=5)


def look(*, ticket_id: int, tab: str, typing: str, read_to: int, by: Agent, at: datetime) -> None:
    """Note that one page of the agent shows the ticket, what they type there, and up to which message they have read.

    The caller has asked whether they may see it. Words that say nothing new write nothing; others who are at the ticket
    are told only of a change."""
    tab = tab[:LONGEST_TAB]
    typing = typing if typing in Typing.values else ""
    known = Presence.objects.filter(agent=by, tab=tab).first()
    stays = known is not None and known.ticket_id == ticket_id and known.seen_at >= at - HERE_FOR
    same = stays and known is not None and known.typing == typing
    if not (same and known is not None and at - known.seen_at < WRITTEN_EVERY):
        _write(known, stays, ticket_id, tab, typing, by, at)
        if not same:
            _tell(ticket_id, by)
            if known is not None and known.ticket_id != ticket_id:
                _tell(known.ticket_id, by)
    if read_to:
        read(ticket_id=ticket_id, message_id=read_to, by=by, at=at)


def leave(*, tab: str, by: Agent) -> None:
    """Note that a page of the agent shows no ticket any more."""
    left = list(Presence.objects.filter(agent=by, tab=tab[:LONGEST_TAB]).values_list("pk", "ticket_id"))
    if left:
        Presence.objects.filter(pk__in=[pk for pk, _ticket in left]).delete()
        for _pk, ticket_id in left:
            _tell(ticket_id, by)


@together()
def read(*, ticket_id: int, message_id: int, by: Agent, at: datetime) -> bool:
    """Note up to which message the agent has read a ticket; never backwards. Return whether that was news."""
    newest = (
        Message.objects.filter(ticket=ticket_id, pk__lte=message_id)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    known = Seen.objects.filter(agent=by, ticket=ticket_id).first()
    if newest is None or (known is not None and known.message_id >= newest):
        return False
    Seen.objects.update_or_create(agent=by, ticket_id=ticket_id, defaults={"message_id": newest, "at": at})
    Mention.objects.filter(ticket=ticket_id, agent=by, seen_at__isnull=True, message__lte=newest).update(seen_at=at)
    whisper(Whisper(topics=("seen",), agents=(by.pk,)))
    _tell_visitor(ticket_id)
    return True


def _write(
    known: Presence | None, stays: bool, ticket_id: int, tab: str, typing: str, by: Agent, at: datetime
) -> None:
    since = known.since if known is not None and stays else at
    Presence.objects.update_or_create(
        agent=by, tab=tab, defaults={"ticket_id": ticket_id, "since": since, "typing": typing, "seen_at": at}
    )
    if known is None:
        Presence.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()


def _tell(ticket_id: int, by: Agent) -> None:
    """Tell those who are at the ticket that somebody came, went, or writes; nobody else needs to know."""
    others = Presence.objects.filter(ticket=ticket_id).exclude(agent=by).values_list("agent_id", flat=True)
    if agents := tuple(sorted(set(others))):
        whisper(Whisper(topics=(f"presence-{ticket_id}",), agents=agents))
    _tell_visitor(ticket_id)


def _tell_visitor(ticket_id: int) -> None:
    """Where the customer sits in front of a chat, tell their window too; no page of ours listens to this."""
    if Ticket.objects.filter(pk=ticket_id, channel="chat", is_open=True).exists():
        whisper(Whisper(topics=(f"visitor-{ticket_id}",)))
