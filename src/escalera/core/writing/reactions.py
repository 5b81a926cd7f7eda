"""Keep what is being written where it belongs when its ticket changes."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import on
from escalera.base.log.models import Event
from escalera.base.storage.ready import Ready
from escalera.core.tickets.actions.merging import remember, remembered
from escalera.core.tickets.facts import MergeUndone, MessageReceived, TicketMerged
from escalera.core.tickets.models import Message, MessageKind
from escalera.core.writing.actions.drafts import move_writing, move_writing_back
from escalera.core.writing.actions.leaving import return_to_author
from escalera.core.writing.models import Draft, DraftKind, HeldReply, HeldState

_CAUTIOUS = Ready(
    lambda ticket: HeldReply.objects.filter(
        ticket=ticket, state=HeldState.WAITING, unless_answered=True
    ).select_related("agent")
)


@on(MessageReceived)
def hold_back(fact: MessageReceived, event: Event) -> None:
    """A reply for later whose author wanted it only if the customer is silent comes back; machines don't count."""
    waiting = _CAUTIOUS.all(fact.ticket_id)
    if not waiting or Message.objects.filter(pk=fact.message_id, kind=MessageKind.BOT).exists():
        return
    for held in waiting:
        with override(held.agent.language or settings.LANGUAGE_CODE):
            return_to_author(held, _("The customer wrote before it left."), event.at)


@on(TicketMerged)
def follow_merge(fact: TicketMerged, event: Event) -> None:
    """What was being written goes on in the survivor; what was to leave is looked at again there, by its author."""
    waiting = HeldReply.objects.filter(ticket=fact.ticket_id, state=HeldState.WAITING).select_related("agent")
    before = set(Draft.objects.filter(ticket=fact.into_id).values_list("pk", flat=True))
    came_back: list[int] = []
    for held in waiting:
        with override(held.agent.language or settings.LANGUAGE_CODE):
            reason = _("The ticket was merged into #%(number)d before it left.") % {"number": fact.into_id}
            return_to_author(held, reason, event.at, ticket_id=fact.into_id)
            came_back.append(Draft.objects.get(ticket=fact.into_id, agent=held.agent_id, kind=DraftKind.REPLY).pk)
    alone = move_writing(from_ticket_id=fact.ticket_id, to_ticket_id=fact.into_id, at=event.at)
    remember(fact.merge_id, "drafts", sorted({*alone, *(set(came_back) - before)}))


@on(MergeUndone)
def follow_back(fact: MergeUndone, event: Event) -> None:
    """What came over with a merge is written on where it was begun."""
    drafts = remembered(fact.merge_id, "drafts")
    move_writing_back(drafts=drafts, from_ticket_id=fact.ticket_id, to_ticket_id=fact.absorbed_id)
