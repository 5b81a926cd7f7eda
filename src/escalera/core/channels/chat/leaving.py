"""Nobody is there, or the visitor has gone: it goes on by mail."""

from __future__ import annotations

from datetime import datetime

from escalera.core.channels.models import ChatSession
from escalera.core.channels.readers import acknowledge_by_mail
from escalera.core.tickets.models import Message, Ticket


def leave_by_mail(session: ChatSession, message: Message, at: datetime) -> None:
    """Let the ticket be answered by mail from now on, and tell so by mail; the chat shows the answers as well."""
    session.left_at = at
    session.save(update_fields=["left_at"])
    Ticket.objects.filter(pk=message.ticket_id).update(channel="email")
    acknowledge_by_mail(message.pk, at)
