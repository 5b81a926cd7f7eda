"""One call or visit, written down in one go: who, what they said, what they were told, how long, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent, Contact
from escalera.base.people.models.helpers import WORK
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets.actions import Content, add_time, open_ticket, receive_message, reply, set_due
from escalera.core.tickets.models import Message

WAYS = ("phone", "counter")
LONGEST_S = 8 * 3600  # of one call: a page that stood open all night counts for no more


class Outcome(TextChoices):
    """How a call or a visit ended."""

    SOLVED = "solved", gettext_lazy("Solved now")
    OPEN = "open", gettext_lazy("Stays open")
    WAITS = "waits", gettext_lazy("Waiting for the customer")
    CALL_BACK = "call_back", gettext_lazy("We call back")
    UP = "up", gettext_lazy("Pass it up")


@dataclass(frozen=True, slots=True)
class Talk:
    """What is written down. `seconds`: how long it took; `call_back_at`: until when they were promised a call."""

    way: str
    said: str
    answered: str = ""
    subject: str = ""
    outcome: str = Outcome.OPEN
    seconds: int = 0
    call_back_at: datetime | None = None


@together()
def take_down(
    *, contact: Contact, talk: Talk, by: Agent, at: datetime, ticket_id: int | None = None, key: str | None = None
) -> Message:
    """Write it on this ticket, or on a new one; return the customer's message. The same `key` again changes nothing.

    What they were told counts as an answer: nobody waits for one any more. The minutes become time spent.
    Raises: NotAllowed, BadInput, CannotResolve, Ticket.DoesNotExist."""
    if not by.may(WORK):
        raise NotAllowed(_("Your role can read tickets but not work on them."))
    _check(talk)
    if key and (known := Message.objects.filter(key=key).first()):
        return known
    message = _said(contact, talk, by, at, ticket_id, key)
    number = message.ticket_id
    told = talk.answered.strip() or str(_TOLD[talk.way])
    then = {Outcome.SOLVED: "resolve", Outcome.WAITS: "wait"}.get(Outcome(talk.outcome), "")
    if talk.answered.strip() or talk.outcome in (Outcome.SOLVED, Outcome.WAITS, Outcome.CALL_BACK):
        reply(ticket_id=number, content=Content(told), by=by, at=at, then=then, channel=talk.way)
    if talk.outcome == Outcome.CALL_BACK and talk.call_back_at is not None:
        set_due(ticket_id=number, due=talk.call_back_at, by=by, at=at)
    if talk.seconds > 0:
        minutes = max(1, round(min(talk.seconds, LONGEST_S) / 60))
        add_time(ticket_id=number, minutes=minutes, by=by, at=at, note=str(_TOLD[talk.way]), by_timer=True)
    return message


_TOLD = {"phone": gettext_lazy("Spoken to on the telephone."), "counter": gettext_lazy("Spoken to at the counter.")}


def _check(talk: Talk) -> None:
    if talk.way not in WAYS:
        raise BadInput(_("Say how the customer asked."))
    if talk.outcome not in Outcome.values:
        raise BadInput(_("Say how it ended."))
    if not talk.said.strip():
        raise BadInput(_("Write down what the customer said."))
    if talk.outcome == Outcome.CALL_BACK and talk.call_back_at is None:
        raise BadInput(_("Say when the customer will be called back."))


def _said(contact: Contact, talk: Talk, by: Agent, at: datetime, ticket_id: int | None, key: str | None) -> Message:
    began = at - timedelta(seconds=min(max(talk.seconds, 0), LONGEST_S))
    extra = {"by_hand": {"outcome": talk.outcome, "seconds": talk.seconds, "began": began.isoformat(), "by": by.name}}
    content = Content(talk.said, extra=extra)
    if ticket_id is not None:
        return receive_message(
            ticket_id=ticket_id, contact=contact, content=content, channel=talk.way, at=at, key=key
        )
    return open_ticket(
        requester=contact, subject=talk.subject, content=content, channel=talk.way, at=at, by=by, key=key
    )
