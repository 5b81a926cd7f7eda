"""Putting right where words were placed: one click, and one back.

What was decided before stays in `extra["placed"]["before"]`; the ticket's own log says who put it right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.tickets import actions as tickets
from escalera.core.tickets.models import Message, MessageKind, Ticket
from escalera.core.tickets.policies import visible_to, why_not_work

MOST = 200  # messages that go along


class CannotPlace(Refusal):
    """These words can't go there."""


@together()
def make_new_ticket(*, message_id: int, by: Agent, at: datetime) -> Ticket:
    """Let a customer's words, and what was said in that conversation since, be a ticket of its own; return it.

    A ticket that these words had opened again is resolved again. Raises: NotAllowed, CannotPlace, BadInput,
    Message.DoesNotExist."""
    message = _message(message_id, by)
    old = message.ticket
    keys = _and_what_followed(message)
    if not Message.objects.filter(ticket=old).exclude(pk__in=keys).exists():
        raise CannotPlace(_("The ticket begins with these words: it is new already."))
    subject = message.text.strip().split("\n")[0][:80]
    new = tickets.split(ticket_id=old.pk, message_ids=keys, subject=subject, by=by, at=at)
    _end_again(message, old, by, at)
    _note(message, {"code": "moved", "from": old.pk, "by": by.name, "at": at.isoformat()})
    return new


@together()
def place_on(*, message_id: int, ticket_id: int, by: Agent, at: datetime) -> Ticket:
    """Let a customer's words, and what was said in that conversation since, stand on another ticket; return it.

    A ticket that begins with them is merged into it (which the page can undo); one that has ended is opened again for
    them, as it would have been had they come there. Raises: NotAllowed, CannotPlace,
    CannotMerge, BadInput, Message.DoesNotExist, Ticket.DoesNotExist."""
    message = _message(message_id, by)
    old = message.ticket
    if not visible_to(by).filter(pk=ticket_id).exists():
        raise Ticket.DoesNotExist(f"there is no ticket #{ticket_id}")
    if old.pk == ticket_id:
        raise CannotPlace(_("They stand on this ticket already."))
    keys = _and_what_followed(message)
    if Message.objects.filter(ticket=old).exclude(pk__in=keys).exists():
        tickets.move_said(ticket_id=old.pk, message_ids=keys, to_id=ticket_id, by=by, at=at)
        _end_again(message, old, by, at)
    else:
        if not Ticket.objects.get(pk=ticket_id).is_open:
            tickets.reopen(ticket_id=ticket_id, by=by, at=at)
        tickets.merge(survivor_id=ticket_id, absorbed_id=old.pk, by=by, at=at)
    _note(message, {"code": "moved", "from": old.pk, "by": by.name, "at": at.isoformat()})
    return Ticket.objects.get(pk=ticket_id)


def why_not_place(message: Message, by: Agent) -> str:
    """Return why the agent can't say where these words belong; "" if they can."""
    if message.contact_id is None or message.kind != MessageKind.MESSAGE:
        return _("Only a customer's words are placed.")
    return why_not_work(by, message.ticket)


def _message(message_id: int, by: Agent) -> Message:
    message = Message.objects.select_related("ticket").get(pk=message_id)
    if not visible_to(by).filter(pk=message.ticket_id).exists():
        raise Message.DoesNotExist(f"there is no message {message_id}")
    if refusal := why_not_place(message, by):
        raise NotAllowed(refusal)
    return message


def _and_what_followed(message: Message) -> list[int]:
    """Return the words with what the same person said there later, and our answers on that channel."""
    later = Message.objects.filter(ticket=message.ticket_id, channel=message.channel, pk__gte=message.pk)
    later = later.exclude(kind=MessageKind.NOTE)
    rows = later.order_by("pk").values_list("pk", "contact")[:MOST]
    return [key for key, contact in rows if contact in (None, message.contact_id)]


def _end_again(message: Message, old: Ticket, by: Agent, at: datetime) -> None:
    """Resolve a ticket again that was opened again by words that did not belong to it, if nothing else stands against
    it: else it stays open, for somebody to look at."""
    if (message.extra or {}).get("placed", {}).get("code") != "reopen":
        return
    later = Message.objects.filter(ticket=old, pk__gt=message.pk, contact__isnull=False)
    ticket = Ticket.objects.get(pk=old.pk)
    if later.exists() or not ticket.is_open:
        return
    try:
        tickets.resolve(ticket_id=old.pk, by=by, at=at, anyway=True)
    except tickets.CannotResolve:
        return


def _note(message: Message, placed: dict[str, Any]) -> None:
    """Write on the message that it was put right, with what was decided before."""
    message.refresh_from_db()
    extra = message.extra or {}
    before = extra.get("placed") or {}
    first = before.get("before") or before or {"code": str(extra.get("rule", "new"))}
    message.extra = {**extra, "placed": {**placed, "before": first}}
    message.save(update_fields=["extra"])
