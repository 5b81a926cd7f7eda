"""What agents do with telephones: call a customer, take a waiting call, call back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Contact
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.core.channels.facts_of_calls import CallPlaced
from escalera.core.channels.models import (
    Call,
    Callback,
    CallbackState,
    CallDirection,
    CallState,
    Channel,
    Thread,
)
from escalera.core.channels.shared.numbers import checked_number
from escalera.core.channels.voice import callbacks, duty, logbook, policies
from escalera.core.channels.voice.calls import tell
from escalera.core.channels.voice.queries import numbers_of
from escalera.core.channels.voice.tasks import soon_lead, soon_place
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.policies import why_not_work

KIND = "voice"


class CannotCall(Refusal):
    """There is no line, or the agent speaks already."""


@transaction.atomic
def call_customer(
    *, by: Agent, at: datetime, ticket_id: int | None = None, contact_id: int | None = None, number: str = ""
) -> Call:
    """Ring the agent, and when they pick up, the customer: of a ticket, or of a contact. `number`: theirs, if they have
    several, or one that nobody has written down.

    Raises: NotAllowed, CannotCall, BadInput (no number), Ticket.DoesNotExist, Contact.DoesNotExist."""
    if words := policies.why_not_call(by):
        raise NotAllowed(words)
    ticket = None
    if ticket_id is not None:
        ticket = Ticket.objects.lock(ticket_id)
        if words := why_not_work(by, ticket):
            raise NotAllowed(words)
    contact = ticket.requester if ticket is not None else Contact.objects.get(pk=contact_id or 0)
    return _place(by, at, contact, ticket, _number(contact, number))


def _number(contact: Contact, given: str) -> str:
    if given.strip():
        return checked_number(given)
    known = numbers_of(contact.pk)
    if not known:
        raise BadInput(_("The customer has no telephone number."))
    return known[0]


def _place(by: Agent, at: datetime, contact: Contact | None, ticket: Ticket | None, number: str) -> Call:
    if duty.busy([by.pk]):
        raise CannotCall(_("You have a call already."))
    channel = _line(contact, number)
    call = Call.objects.create(
        channel=channel, direction=CallDirection.OUT, state=CallState.PLANNED, their_number=number,
        our_number=channel.address, contact=contact, agent=by, begun_at=at, ticket=ticket,
        language=(contact.language if contact else "")[:10], team=ticket.team if ticket else channel.team,
    )  # fmt: skip
    if ticket is not None:
        logbook.place_on(call, ticket, by, at)
    record(CallPlaced(ticket_id=call.ticket_id, call_id=call.pk, number=number), actor=by.actor, at=at)
    tell()
    soon_place(call)
    return call


def _line(contact: Contact | None, number: str) -> Channel:
    """Return the line on which we last heard from them, else the first. Raises: CannotCall."""
    lines = Channel.objects.filter(kind=KIND, is_active=True)
    threads = Thread.objects.filter(channel__in=lines, address=number).order_by("-last_in_at")
    thread = threads.select_related("channel").first()
    line = thread.channel if thread is not None else lines.order_by("pk").first()
    if line is None:
        raise CannotCall(_("No telephone is set up."))
    return line


@transaction.atomic
def answer_call(*, call_id: int, by: Agent, at: datetime) -> Call:
    """Take a call that waits: the agent's telephone rings alone. Raises: NotAllowed, CannotCall, Call.DoesNotExist."""
    call = Call.objects.select_for_update(of=("self",)).select_related("channel").get(pk=call_id)
    if words := policies.why_not_answer(by, call):
        raise NotAllowed(words)
    if duty.busy([by.pk]):
        raise CannotCall(_("You have a call already."))
    soon_lead(call, by.pk)
    return call


@transaction.atomic
def call_back(*, callback_id: int, by: Agent, at: datetime) -> Call:
    """Call somebody who asked for it. Raises: NotAllowed, CannotCall, Callback.DoesNotExist."""
    callback = _locked(callback_id)
    if words := policies.why_not_call_back(by, callback):
        raise NotAllowed(words)
    ticket = Ticket.objects.lock(callback.ticket_id) if callback.ticket_id else None
    if ticket is not None and ticket.merged_into_id is not None:
        ticket = Ticket.objects.lock_standing(ticket.pk)
    call = _place(by, at, callback.contact, ticket, callback.number)
    callback.state, callback.agent, callback.last_call = CallbackState.CALLING, by, call
    callback.attempts += 1
    callback.save(update_fields=["state", "agent", "last_call", "attempts"])
    return call


@transaction.atomic
def end_callback(*, callback_id: int, by: Agent, at: datetime, done: bool) -> Callback:
    """Take somebody off the list: they were called in another way, or need it no more.

    Raises: NotAllowed, Callback.DoesNotExist."""
    callback = _locked(callback_id)
    if words := policies.why_not_end(by, callback):
        raise NotAllowed(words)
    callbacks.end(callback, CallbackState.DONE if done else CallbackState.CANCELLED, by.actor, at)
    return callback


def _locked(callback_id: int) -> Callback:
    rows = Callback.objects.select_for_update(of=("self",)).select_related("contact", "channel")
    return rows.get(pk=callback_id)
