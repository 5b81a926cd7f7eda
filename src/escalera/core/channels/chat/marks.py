"""How far a visitor has read, and whether they type: written often, so as little as can be."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from escalera.base.storage.together import together
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.channels.chat import sessions
from escalera.core.channels.chat.transcript import tickets_of
from escalera.core.channels.models import ChatSession, Delivery
from escalera.core.channels.shared.marking import tell

TYPES_FOR = timedelta(seconds=8)  # without another word of it
TOLD_EVERY = timedelta(seconds=3)


@together()
def note_read(*, session_id: int, up_to: str, at: datetime) -> ChatSession:
    """Note up to which message the visitor has read; never backwards. What is no message of theirs changes nothing."""
    session = sessions.locked(session_id)
    kind, number = up_to[:1], up_to[1:]
    if kind not in "msv" or not (number.isascii() and number.isdigit() and len(number) < 19):
        return session
    fields = ["read_up_to", "seen_at"]
    session.read_up_to, session.seen_at = up_to, max(at, session.seen_at)
    if kind == "m" and int(number) > session.read_message:
        unread = Delivery.objects.filter(
            Q(read_at=None), message__ticket__in=tickets_of(session), message__agent__isnull=False,
            message__gt=session.read_message, message__lte=int(number),
        )  # fmt: skip
        keys = list(unread.order_by("message").values_list("pk", "message"))
        if keys:
            rows = Delivery.objects.filter(pk__in=[key for key, _message in keys])
            rows.filter(delivered_at=None).update(delivered_at=at)
            rows.update(read_at=at)
            tell(keys[-1][1], "read", at)
        session.read_message = int(number)
        fields.append("read_message")
    session.save(update_fields=fields)
    return session


def note_typing(*, session: ChatSession, on: bool, at: datetime) -> None:
    """Note that the visitor types, or stopped; open pages of their ticket are told of a change."""
    was = is_typing(session, at)
    if on and was and session.typing_at is not None and at - session.typing_at < TOLD_EVERY:
        return
    if not on and session.typing_at is None:
        return
    ChatSession.objects.filter(pk=session.pk).update(typing_at=at if on else None)
    if session.thread.ticket_id is not None and on != was:
        whisper(Whisper((f"presence-{session.thread.ticket_id}",), tickets=(session.thread.ticket_id,)))


def is_typing(session: ChatSession, at: datetime) -> bool:
    return session.typing_at is not None and at - session.typing_at < TYPES_FOR


def typing_visitor(ticket_id: int, at: datetime) -> str:
    """Return the name of the visitor who types on a ticket's chat, "" if nobody does."""
    found = ChatSession.objects.filter(thread__ticket=ticket_id, typing_at__gt=at - TYPES_FOR)
    session = found.select_related("thread__contact").first()
    if session is None:
        return ""
    return session.thread.contact.name if session.thread.contact is not None else session.name
