"""The moment at which a reply leaves, once; or comes back as a draft with the reason why it could not."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.refusals import Refusal
from escalera.core.tickets.actions import Content, reply, snooze
from escalera.core.tickets.models import Ticket
from escalera.core.writing.actions.drafts import put_in_front
from escalera.core.writing.actions.uploads import carried
from escalera.core.writing.facts import ReplyReturned
from escalera.core.writing.models import Draft, DraftKind, HeldReply, HeldState, Then, Upload
from escalera.core.writing.through import of_held

BATCH = 100
SOONEST = timedelta(minutes=1)  # a wait that was over before the reply left

logger = logging.getLogger(__name__)


def leave_due(*, at: datetime) -> int:
    """Let every reply leave whose moment has come, each in its own transaction; return how many left or came back.

    Any number of workers do this at the same time: the row says who was first."""
    due = HeldReply.objects.filter(state=HeldState.WAITING, send_at__lte=at).order_by("send_at")
    return sum(_leave_or_return(pk, at) for pk in due.values_list("pk", flat=True)[:BATCH])


def leave(held: HeldReply, at: datetime) -> None:
    """Write the reply through the one door, in this transaction, and mark it as sent; the caller holds the ticket."""
    uploads = Upload.objects.filter(held=held).order_by("pk")
    signature = [{"kind": "signature", "text": held.signature, "header": ""}] if held.signature else None
    extra = {**(held.extra or {}), **({"call": held.call_id} if held.call_id else {})}
    content = Content(held.text, folded=signature, files=carried(uploads), extra=extra or None)
    message = reply(
        ticket_id=held.ticket_id,
        content=content,
        by=held.agent,
        at=at,
        then="" if held.wait_until and held.then == Then.WAIT else held.then,
        key=held.key,
        channel=held.channel,
    )
    if held.wait_until and held.then == Then.WAIT and Ticket.objects.lock(held.ticket_id).is_open:
        snooze(ticket_id=held.ticket_id, until=max(held.wait_until, at + SOONEST), by=held.agent, at=at)
    held.state, held.message_id = HeldState.SENT, message.pk
    held.save(update_fields=["state", "message_id"])
    uploads.delete()


def come_back(held: HeldReply, state: HeldState, reason: str, at: datetime, ticket_id: int | None = None) -> Draft:
    """Make a draft of a held reply again, before what its author has begun to write meanwhile; return the draft.

    It is to leave as it was to; unless a way was chosen for what was begun."""
    draft, _made = Draft.objects.select_for_update().get_or_create(
        ticket_id=ticket_id or held.ticket_id,
        agent_id=held.agent_id,
        kind=DraftKind.REPLY,
        defaults={"saved_at": at, "language": held.language},
    )
    if held.call_id and draft.call_id is None:
        draft.call_id = held.call_id
    draft.through = draft.through or of_held(held)
    draft.save(update_fields=["call_id", "through"])
    put_in_front(draft, held.text, reason, at)
    Upload.objects.filter(held=held).update(draft=draft, held=None)
    held.state, held.reason = state, reason[:400]
    held.save(update_fields=["state", "reason"])
    return draft


def return_to_author(held: HeldReply, reason: str, at: datetime, ticket_id: int | None = None) -> None:
    """Give a reply back that could not leave, and say so to its author."""
    come_back(held, HeldState.RETURNED, reason, at, ticket_id)
    fact = ReplyReturned(
        ticket_id=ticket_id or held.ticket_id,
        held_id=held.pk,
        agent_id=held.agent_id,
        author=held.agent.name,
        reason=reason,
    )
    record(fact, actor=SYSTEM, at=at)


def _leave_or_return(held_id: int, at: datetime) -> int:
    try:
        with transaction.atomic():
            return _settle(held_id, at)
    except DatabaseTrouble:
        raise
    except Exception:
        logger.exception("The reply %s could not leave; the next round tries again", held_id)
        return 0


def _settle(held_id: int, at: datetime) -> int:
    """Lock the ticket first, as everywhere; whoever comes second finds the reply settled."""
    ticket_id = HeldReply.objects.filter(pk=held_id).values_list("ticket_id", flat=True).first()
    if ticket_id is None:
        return 0
    Ticket.objects.lock(ticket_id)
    held = (
        HeldReply.objects.select_for_update(of=("self",)).select_related("agent").filter(pk=held_id, send_at__lte=at)
    ).first()
    if held is None or held.state != HeldState.WAITING:
        return 0
    with override(held.agent.language or settings.LANGUAGE_CODE):
        try:
            with transaction.atomic():
                leave(held, at)
        except (Refusal, FileNotFoundError) as refusal:
            held.state, held.message_id = HeldState.WAITING, None
            missing = _("A file that belongs to it is gone.")
            return_to_author(held, str(refusal) if isinstance(refusal, Refusal) else missing, at)
    return 1
