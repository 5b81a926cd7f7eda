"""What time does to chats: answers that nobody reads go by mail, and a chat in which nobody is any more ends."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.storage.together import together
from escalera.core.channels.chat import sessions
from escalera.core.channels.chat.capabilities import KIND
from escalera.core.channels.chat.setup import setup_of
from escalera.core.channels.chat.states import first_name
from escalera.core.channels.models import Channel, ChatSession, Delivery
from escalera.core.tickets.actions import Content, write_automatic
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Message

LONGEST_BACK = timedelta(days=1)  # after an outage nobody wants last week's chat in their mail
AT_ONCE = 500
WAITS_LONGER = 12  # times the idle time, for who still waits for us
MOST_MAILED = 20  # answers in one mail


def sweep(*, at: datetime) -> int:
    """Do what is due in all chats; return how many were mailed or ended."""
    return sum(
        _mail_unread(channel, at) + _end_idle(channel, at)
        for channel in Channel.objects.filter(kind=KIND, is_active=True)
    )


def _mail_unread(channel: Channel, at: datetime) -> int:
    minutes = setup_of(channel).mail_after
    if not minutes:
        return 0
    late = at - timedelta(minutes=minutes)
    rows = Delivery.objects.filter(
        channel=channel, queued_at__gt=at - LONGEST_BACK, queued_at__lte=late, read_at=None, kind=KIND,
        thread__chat__seen_at__lte=late, message__agent__isnull=False,
    ).exclude(thread__chat__email="")  # fmt: skip
    unread: dict[int, list[int]] = defaultdict(list)
    for session, message in rows.order_by("message").values_list("thread__chat", "message")[:AT_ONCE]:
        unread[session].append(message)
    return sum(_mail(session, messages, at) for session, messages in unread.items())


@together()
def _mail(session_id: int, unread: list[int], at: datetime) -> bool:
    """Send one mail with the answers that no mail has brought yet. They are on the ticket already: it is said there that
    they went by mail, not what."""
    session = sessions.locked(session_id)
    mailed = int(session.thread.data.get("mailed", 0))
    fresh = [number for number in unread if number > max(mailed, session.read_message)]
    if not fresh:
        return False
    said = list(Message.objects.filter(pk__in=fresh).select_related("agent").order_by("pk")[:MOST_MAILED])
    session.thread.data = {**session.thread.data, "mailed": max(fresh)}
    session.thread.save(update_fields=["data"])
    with override(session.language):
        write_automatic(
            ticket_id=said[-1].ticket_id, content=Content(_letter(said)), at=at, key=f"chat-unread:{max(fresh)}",
            channel="email",
        )  # fmt: skip
    return True


def _letter(said: list[Message]) -> str:
    parts = [_("You were away when we answered you in the chat:")]
    parts += [f"{first_name(one.agent.name) if one.agent else ''}: {one.text}" for one in said]
    parts.append(_("Answer this mail, or go on here: %(url)s") % {"url": follow_url(said[-1].ticket_id)})
    return "\n\n".join(parts)


def _end_idle(channel: Channel, at: datetime) -> int:
    minutes = setup_of(channel).idle_after
    if not minutes:
        return 0
    quiet = at - timedelta(minutes=minutes)
    patient = at - timedelta(minutes=minutes * WAITS_LONGER)
    rows = ChatSession.objects.filter(thread__channel=channel, ended_at=None, seen_at__lte=quiet)
    rows = rows.select_related("thread__ticket").order_by("seen_at")
    ended = 0
    for one in rows[:AT_ONCE]:
        ticket = one.thread.ticket
        waits = ticket is not None and ticket.is_open and ticket.customer_waits_since is not None
        if not waits or one.seen_at <= patient:
            sessions.end(session_id=one.pk, at=at, by="idle")
            ended += 1
    return ended
