"""What a note or a reply does between colleagues, in the transaction that writes it."""

from __future__ import annotations

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.core.feed.actions.calling import answer_mentions, begin_to_follow, call
from escalera.core.feed.models import FollowedBecause, Follower, FollowHabit
from escalera.core.tickets.actions import remember, remembered
from escalera.core.tickets.facts import MergeUndone, NoteWritten, ReplyWritten, TicketAbsorbed
from escalera.core.tickets.models import Message


@on(NoteWritten)
def call_colleagues(fact: NoteWritten, event: Event) -> None:
    """Answer what the writer was called for, and call whom the note names."""
    if event.actor_kind != "agent" or event.actor_id is None or fact.ticket_id is None:
        return
    answer_mentions(ticket_id=fact.ticket_id, agent_id=event.actor_id, at=event.at)
    text = Message.objects.filter(pk=fact.message_id).values_list("text", flat=True).first() or ""
    call(ticket_id=fact.ticket_id, text=text, by=event.actor, at=event.at, message_id=fact.message_id)


@on(ReplyWritten)
def follow_the_answered(fact: ReplyWritten, event: Event) -> None:
    """Answer what the writer was called for, and let them follow the ticket if that is their habit."""
    if event.actor_kind != "agent" or event.actor_id is None or fact.ticket_id is None:
        return
    answer_mentions(ticket_id=fact.ticket_id, agent_id=event.actor_id, at=event.at)
    if not FollowHabit.objects.filter(agent=event.actor_id, on_reply=False).exists():
        begin_to_follow(fact.ticket_id, [event.actor_id], FollowedBecause.REPLY, event.at)


@on(TicketAbsorbed)
def follow_the_survivor(fact: TicketAbsorbed, event: Event) -> None:
    """Who followed the absorbed ticket follows the one where it goes on; who left that one by hand stays away."""
    there = set(Follower.objects.filter(ticket=fact.ticket_id).values_list("agent_id", flat=True))
    theirs = Follower.objects.filter(ticket=fact.absorbed_id, left_at__isnull=True).order_by("pk")
    new = [
        Follower(ticket_id=fact.ticket_id, agent_id=one.agent_id, because=one.because, since=event.at)
        for one in theirs
        if one.agent_id not in there
    ]
    if new:
        remember(fact.merge_id, "followers", [row.pk for row in Follower.objects.bulk_create(new)])


@on(MergeUndone)
def follow_no_more(fact: MergeUndone, event: Event) -> None:
    Follower.objects.filter(pk__in=remembered(fact.merge_id, "followers")).delete()
