"""People who asked to be called back: they keep the place that they had in the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM, Actor
from escalera.core.channels.facts_of_calls import CallbackAsked, CallbackEnded
from escalera.core.channels.models import Call, Callback, CallbackState, CallOutcome
from escalera.core.channels.voice.calls import tell

MOST_ATTEMPTS = 3
AGAIN_AFTER = (timedelta(minutes=10), timedelta(hours=1))
OPEN = (CallbackState.WAITING, CallbackState.CALLING)


def ask(call: Call, at: datetime) -> Callback:
    """Note that they want to be called back, once for a call; somebody who waits already is not noted twice."""
    known = Callback.objects.filter(channel=call.channel, number=call.their_number, state__in=OPEN).first()
    callback = known or Callback.objects.filter(call=call).first()
    if callback is None:
        callback = Callback.objects.create(
            channel=call.channel, call=call, contact=call.contact, ticket=call.ticket, team=call.team,
            number=call.their_number, language=call.language, since=call.waiting_since or call.begun_at, due_at=at,
        )  # fmt: skip
        fact = CallbackAsked(ticket_id=call.ticket_id, callback_id=callback.pk, number=callback.number)
        record(fact, actor=call.contact.actor if call.contact else SYSTEM, at=at)
    if call.outcome in ("", CallOutcome.ABANDONED):
        call.outcome = CallOutcome.CALLBACK
        call.save(update_fields=["outcome"])
    tell()
    return callback


def after(call: Call, at: datetime) -> None:
    """Let the call back that a call of ours was for go on: done, once more later, or given up."""
    found = Callback.objects.select_for_update(of=("self",)).filter(last_call=call, state=CallbackState.CALLING)
    callback = found.select_related("agent").first()
    if callback is None:
        return
    actor = callback.agent.actor if callback.agent else SYSTEM
    if call.answered_at is not None:
        end(callback, CallbackState.DONE, actor, at)
    elif call.ended_at is not None and callback.attempts >= MOST_ATTEMPTS:
        end(callback, CallbackState.FAILED, actor, at)
    elif call.ended_at is not None:
        callback.state = CallbackState.WAITING
        callback.due_at = at + AGAIN_AFTER[min(callback.attempts, len(AGAIN_AFTER)) - 1]
        callback.agent = None
        callback.save(update_fields=["state", "due_at", "agent"])
        tell()


def end(callback: Callback, state: CallbackState, actor: Actor, at: datetime) -> None:
    callback.state, callback.ended_at = state, at
    callback.save(update_fields=["state", "ended_at"])
    fact = CallbackEnded(ticket_id=callback.ticket_id, callback_id=callback.pk, state=state)
    record(fact, actor=actor, at=at)
    tell()
