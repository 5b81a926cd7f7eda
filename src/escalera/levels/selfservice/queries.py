"""Reading conversations: by their secret address, as a transcript, and what is known of them on a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Contact
from escalera.base.people.policies import why_not_change_customers
from escalera.levels.selfservice.choices import GOES_ON, Reason, Side, State
from escalera.levels.selfservice.models import Assistant, Conversation, Turn

CUT = 140  # characters of what somebody asked, in a list
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


@dataclass(frozen=True, slots=True)
class Talked:
    """A conversation as a line: `words` with which it began, cut; `outcome` in words."""

    at: datetime
    words: str
    outcome: str
    ticket_id: int | None


def talks_of(contact: Contact, *, by: Agent, limit: int = 5) -> list[Talked]:
    """Return the newest conversations of a customer, but for mails, which are tickets anyway; none for who may not
    change customers. Two statements."""
    if why_not_change_customers(by):
        return []
    talks = Conversation.objects.filter(contact=contact, forgotten_at=None).exclude(channel="email")
    rows = list(talks.order_by("-pk")[:limit])
    mine = Turn.objects.filter(conversation__in=[one.pk for one in rows], side=Side.CUSTOMER).order_by("-number")
    first = {turn.conversation_id: turn.text[:CUT] for turn in mine}  # the earliest stays
    return [Talked(one.started_at, first.get(one.pk, ""), _outcome(one), one.ticket_id) for one in rows]


def _outcome(talk: Conversation) -> str:
    label, reason = State(talk.state).label, Reason(talk.reason).label if talk.reason else ""
    return f"{label} · {reason}" if reason else str(label)


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
