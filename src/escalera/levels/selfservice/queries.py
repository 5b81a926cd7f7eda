"""Reading conversations: by their secret address, as a transcript, and what is known of them on a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.levels.selfservice.choices import GOES_ON, Side
from escalera.levels.selfservice.models import Assistant, Conversation, Turn

SAME_TALK = timedelta(hours=24)  # a channel's sender who is silent for longer begins anew


def assistant() -> Assistant:
    """Return the assistant as the company wants it; the defaults where nobody has said anything."""
    return Assistant.objects.order_by("pk").first() or Assistant()


def conversation_at(key: str) -> Conversation | None:
    """Return the conversation of a secret address, None if there is none."""
    if len(key) != 40:
        return None
    return Conversation.objects.select_related("contact", "ticket").filter(key=key).first()


def going_on(*, channel: str, visitor: str, at: datetime) -> Conversation | None:
    """Return the newest conversation of this sender in a channel that has not ended or ended a short while ago."""
    recent = Conversation.objects.filter(visitor=visitor, channel=channel, last_at__gt=at - SAME_TALK)
    return recent.order_by("-last_at").first() if visitor else None


def turns_of(conversation_id: int) -> Sequence[Turn]:
    """Return what was said, in its order. A conversation has at most some sixty turns."""
    return list(Turn.objects.filter(conversation=conversation_id).order_by("number"))


def transcript(turns: Sequence[Turn]) -> str:
    """Return what was said as plain text, with the articles that were shown and what the customer said of them."""
    return "\n\n".join(_line(one) for one in turns)


def last_of_ticket(ticket_id: int) -> Conversation | None:
    """Return the conversation that led to the ticket, if one did."""
    return Conversation.objects.filter(ticket=ticket_id).order_by("-pk").first()


def is_going_on(talk: Conversation) -> bool:
    return talk.state in GOES_ON


def _line(turn: Turn) -> str:
    who = _("Customer") if turn.side == Side.CUSTOMER else _("Assistant")
    lines = [f"{who}: {turn.data.get('wording') or turn.text}"]
    lines += [f"  “{one['title']}” ({one['day']}): {one['text']}" for one in turn.data.get("quotes", ())]
    lines += [f"  “{one['title']}” ({one['day']})" for one in turn.data.get("offers", ())]
    if turn.helped is not None:
        lines.append("  → " + (_("it helped") if turn.helped else _("it did not help")))
    return "\n".join(lines)
