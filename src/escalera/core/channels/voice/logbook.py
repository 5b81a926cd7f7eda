"""A call on its ticket: one message of the kind call, written once and kept up to date until the call is over."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.core.channels.models import Call, CallDirection, CallOutcome, Consent
from escalera.core.channels.shared.heard import Person, Said
from escalera.core.channels.shared.marking import tell
from escalera.core.channels.shared.understanding import hear_said
from escalera.core.channels.voice import duty
from escalera.core.channels.voice.settings import Target
from escalera.core.tickets.actions import Content, keep_up
from escalera.core.tickets.actions.content import write_message
from escalera.core.tickets.actions.states import hold
from escalera.core.tickets.facts import ReplyWritten
from escalera.core.tickets.models import STATUS_FIELDS, Message, MessageKind, Status, Ticket
from escalera.core.tickets.policies import is_in_team

VOICE = "voice"


def open_for(call: Call, target: Target, name: str, at: datetime) -> None:
    """Give an incoming call its customer and its ticket, by the one rule of all channels; once."""
    if call.message_id is not None or call.direction != CallDirection.IN:
        return
    team = duty.teams_of_target(call.channel, target)[0]
    door = copy(call.channel)  # its new ticket goes where the caller wished to
    door.team = team
    number = call.their_number
    with override(settings.LANGUAGE_CODE):
        subject = _("Call from %(number)s") % {"number": number or _("a withheld number")}
        person = Person(
            number or f"withheld:{call.external_id}", name or number or _("Withheld number"), call.language
        )
        text = text_of(call)
    said = Said(person, f"call:{call.external_id}", text, subject=subject, extra={"call": data_of(call)})
    message = hear_said(door, said, at).message
    if message is None:  # a caller who is blocked
        return
    Message.objects.filter(pk=message.pk).update(kind=MessageKind.CALL)
    call.message, call.ticket, call.contact = message, message.ticket, message.contact
    call.team = team
    if call.outcome == CallOutcome.MENU:  # its end was heard of first
        call.outcome = CallOutcome.ABANDONED
    call.save(update_fields=["message", "ticket", "contact", "team", "outcome"])


def place_on(call: Call, ticket: Ticket, agent: Agent, at: datetime) -> None:
    """Write a call of ours down on a ticket."""
    with override(settings.LANGUAGE_CODE):
        content = Content(text_of(call), extra={"call": data_of(call), "door": call.channel_id})
    message = write_message(ticket, content, kind=MessageKind.CALL, channel=VOICE, at=at, author=agent)
    call.message, call.ticket, call.team_id = message, ticket, ticket.team_id
    call.save(update_fields=["message", "ticket", "team"])


def keep(call: Call, at: datetime) -> None:
    """Let the message say how the call stands."""
    message = Message.objects.filter(pk=call.message_id).first() if call.message_id else None
    if message is None:
        return
    with override(settings.LANGUAGE_CODE):
        text = text_of(call)
    extra = {**(message.extra or {}), "call": data_of(call)}
    if (text, extra) == (message.text, message.extra):
        return
    keep_up(message_id=message.pk, text=text, extra=extra)
    tell(message.pk, "call", at)


def spoken(call: Call, at: datetime) -> None:
    """A person of ours spoke with the customer: that is an answer, and whoever gave it holds a ticket that nobody did."""
    agent = call.agent
    if agent is None or call.ticket_id is None or call.message_id is None:
        return
    ticket = Ticket.objects.lock(call.ticket_id)
    if ticket.is_open and ticket.assignee_id is None and is_in_team(agent, ticket):
        hold(ticket, agent, at)
    if ticket.status == Status.NEW:
        ticket.move_to_status(Status.OPEN)
    ticket.customer_waits_since = None
    ticket.touch(at)
    ticket.save(update_fields=[*STATUS_FIELDS, "customer_waits_since", "updated_at", "assignee", "owner"])
    fact = ReplyWritten(ticket_id=ticket.pk, message_id=call.message_id, channel=VOICE)
    record(fact, actor=agent.actor, at=at)


def data_of(call: Call) -> dict[str, Any]:
    """Return what the message keeps of a call, as data."""
    return {
        "id": call.pk, "direction": call.direction, "state": call.state, "outcome": call.outcome,
        "number": call.their_number, "agent": call.agent_id, "seconds": call.talked_s, "consent": call.consent,
        "wait_s": wait_s(call), "recordings": len(call.recordings),
    }  # fmt: skip


def wait_s(call: Call) -> int | None:
    """Return how many seconds they waited for a person; None if they never did, or do still."""
    until = call.answered_at or call.ended_at
    if call.waiting_since is None or until is None:
        return None
    return max(0, int((until - call.waiting_since).total_seconds()))


def text_of(call: Call) -> str:
    """Return a call in words, a line each."""
    number = call.their_number or _("a withheld number")
    words = _("Incoming call from %(number)s") if call.direction == CallDirection.IN else _("Call to %(number)s")
    lines = [words % {"number": number}, *_outcome_lines(call)]
    if call.consent == Consent.REFUSED:
        lines.append(_("The customer did not want it recorded."))
    if call.trouble:
        lines.append(call.trouble)
    if call.transcription:
        lines.append(f"«{call.transcription}»")
    return "\n".join(lines)


def _outcome_lines(call: Call) -> list[str]:
    values = {"agent": call.agent.name if call.agent else _("somebody"), "wait": minutes(wait_s(call)),
              "length": minutes(call.talked_s)}  # fmt: skip
    lines = []
    if call.outcome == CallOutcome.ANSWERED:
        lines.append(_("%(agent)s spoke with the customer.") % values)
        if call.talked_s is not None:
            lines[-1] += " " + _("It lasted %(length)s.") % values
    elif call.outcome:
        lines.append(f"{call.get_outcome_display()}.")
    if wait_s(call) is not None and call.direction == CallDirection.IN:
        lines.append(_("They waited %(wait)s.") % values)
    return lines


def minutes(seconds: int | None) -> str:
    """Return a length as people write it: 3:05."""
    return f"{(seconds or 0) // 60}:{(seconds or 0) % 60:02}"
