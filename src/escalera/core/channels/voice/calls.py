"""A call's row: found or begun by the provider's name, and moved on; the furthest state wins, whatever comes late."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.channels.facts_of_calls import CallAnswered, CallEnded, CallRinging, CallUnanswered
from escalera.core.channels.models import Call, CallDirection, CallOutcome, CallState, Channel
from escalera.core.channels.voice.port import Heard

RANK = {
    CallState.PLANNED: 0, CallState.BEGUN: 1, CallState.WAITING: 2, CallState.RINGING: 2, CallState.LEAVING: 3,
    CallState.TALKING: 4, CallState.ENDED: 5,
}  # fmt: skip
TOPIC = "calls"  # what open pages listen to


def incoming(channel: Channel, heard: Heard, at: datetime) -> Call:
    """Return the call of this name, begun now if nobody heard of it; locked."""
    call, _made = Call.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel,
        external_id=heard.call,
        defaults={
            "direction": CallDirection.IN, "begun_at": at, "their_number": heard.theirs, "our_number": heard.ours,
        },
    )  # fmt: skip
    return call


def of_ours(channel: Channel, key: str) -> Call | None:
    """Return a call that we placed, by our own number of it; locked."""
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        return None
    return Call.objects.select_for_update(of=("self",)).filter(channel=channel, pk=key).first()


def known(channel: Channel, name: str) -> Call | None:
    """Return the call of this name; locked."""
    return Call.objects.select_for_update(of=("self",)).filter(channel=channel, external_id=name).first()


def move(call: Call, state: CallState, *, seq: int | None = None) -> bool:
    """Move a call on; say whether it moved. `seq`: orders waiting and ringing, which follow each other many times."""
    if RANK[state] < RANK[CallState(call.state)] or call.state == CallState.ENDED:
        return False
    turn = call.seq if seq is None else seq
    if RANK[state] == RANK[CallState(call.state)] and (turn < call.seq or state == call.state):
        return False
    call.state, call.seq = state, max(turn, call.seq)
    call.save(update_fields=["state", "seq"])
    tell()
    return True


def wait(call: Call, at: datetime, *, seq: int) -> None:
    """Let a call wait; its place counts from the first time."""
    if call.waiting_since is None and call.state != CallState.ENDED:
        call.waiting_since = at
        call.save(update_fields=["waiting_since"])
    rang = call.state == CallState.RINGING
    if not move(call, CallState.WAITING, seq=seq):
        return
    if call.rung:
        call.rung = []
        call.save(update_fields=["rung"])
    if rang:
        record(CallUnanswered(ticket_id=call.ticket_id, call_id=call.pk), actor=SYSTEM, at=at)


def ring(call: Call, agent_id: int, at: datetime, *, seq: int) -> None:
    """Note that an agent's telephone rings for it."""
    moved = move(call, CallState.RINGING, seq=seq)
    if call.state != CallState.RINGING or seq < call.seq or (agent_id in call.rung and not moved):
        return
    call.rung = [*call.rung, agent_id] if not moved else [agent_id]
    call.save(update_fields=["rung"])
    fact = CallRinging(
        ticket_id=call.ticket_id, call_id=call.pk, contact_id=call.contact_id, number=call.their_number,
        agent_ids=[agent_id],
    )  # fmt: skip
    record(fact, actor=SYSTEM, at=at)
    tell()


def stop_ringing(call: Call, agent_id: int) -> None:
    """An agent's telephone rings no more; the others' do."""
    if call.state == CallState.RINGING and agent_id in call.rung:
        call.rung = [one for one in call.rung if one != agent_id]
        call.save(update_fields=["rung"])
        tell()


def talk(call: Call, agent_id: int | None, at: datetime) -> bool:
    """Note that two people speak now; say whether that is news."""
    if call.answered_at is not None:
        return False
    call.answered_at = at
    call.agent_id = agent_id or call.agent_id
    call.outcome = CallOutcome.ANSWERED
    call.save(update_fields=["answered_at", "agent", "outcome"])
    move(call, CallState.TALKING)
    actor = call.agent.actor if call.agent is not None else SYSTEM
    record(CallAnswered(ticket_id=call.ticket_id, call_id=call.pk), actor=actor, at=at)
    tell()
    return True


def end(call: Call, outcome: CallOutcome, at: datetime, *, talked_s: int | None = None) -> bool:
    """End a call; say whether that is news. What it came to before (a talk, a message, a call back) stays."""
    if talked_s is not None and call.answered_at is not None and talked_s != call.talked_s:
        call.talked_s = max(talked_s, call.talked_s or 0)
        call.save(update_fields=["talked_s"])
    if call.state == CallState.ENDED:
        return False
    call.outcome = call.outcome or outcome
    call.ended_at = at
    call.save(update_fields=["outcome", "ended_at"])
    move(call, CallState.ENDED)
    fact = CallEnded(
        ticket_id=call.ticket_id, call_id=call.pk, outcome=call.outcome, seconds=call.talked_s or 0,
        direction=call.direction,
    )  # fmt: skip
    record(fact, actor=SYSTEM, at=at)
    tell()
    return True


def place_in_queue(channel: Channel, name: str) -> int:
    """Return a call's place among those that wait for the same team, from 1; 0 if it does not wait (yet)."""
    call = Call.objects.filter(channel=channel, external_id=name).first()
    if call is None or call.waiting_since is None:
        return 0
    ahead = Call.objects.filter(team=call.team_id, state__in=[CallState.WAITING, CallState.RINGING]).filter(
        Q(waiting_since__lt=call.waiting_since) | Q(waiting_since=call.waiting_since, pk__lt=call.pk)
    )
    return ahead.count() + 1


def tell() -> None:
    """Tell open pages that calls have changed."""
    whisper(Whisper((TOPIC,), everybody=True))
