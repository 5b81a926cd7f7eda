"""Calls of ours: the agent's telephone first, then the customer's; calls back; taking a call that waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from escalera.base.jobs.running import run_due
from escalera.base.log.models import Event
from escalera.base.people.actions import meet
from escalera.base.people.models import Agent, Membership
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.models import Call, Callback, CallbackState, CallOutcome, CallState, Channel, Consent
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.voice import queries
from escalera.core.channels.voice.actions import CannotCall, answer_call, call_back, call_customer, end_callback
from escalera.core.channels.voice.sweeping import end_forgotten
from escalera.core.tickets.models import Message, MessageKind, Status, Ticket
from tests.cast import NOON, Desk, later
from tests.core.channels.voice.conftest import AMIRA, OURS, THEIRS, Caller, at, said, step, verbs
from tests.peers.twilio import ROOT, Twilio

pytestmark = pytest.mark.django_db(transaction=True)
OF_AGENT = f"CA{1:032}"


@pytest.fixture
def ticket(desk: Desk, line: Channel) -> Ticket:
    customer = meet(channel="phone", address=THEIRS, name="Ana", at=NOON)
    return desk.open(requester=customer, channel="voice").ticket


@pytest.fixture
def agent_side(line: Channel) -> Caller:
    return Caller(line, call=OF_AGENT, theirs=OURS, minute=3)


def placed(ticket: Ticket, desk: Desk) -> Call:
    call = call_customer(ticket_id=ticket.pk, by=desk.amira, at=timezone.now())
    run_due()
    return call


def test_the_agent_is_rung_first_then_the_customer(
    ticket: Ticket, desk: Desk, twilio: Twilio, agent_side: Caller
) -> None:
    call = placed(ticket, desk)
    hook = f"{ROOT}/hooks/voice/{call.channel.hook_key}"
    assert [(one["To"], one["From"], one["Url"], one["StatusCallback"]) for one in twilio.calls] == [
        (AMIRA, OURS, f"{hook}/bridge?g={call.pk}", f"{hook}/status?g={call.pk}")
    ]
    twiml = agent_side.ask(twilio.calls[0]["Url"])
    assert (verbs(twiml), at(twiml, "Dial", "callerId"), twiml.findtext(".//Number")) == (["Dial"], OURS, THEIRS)
    far = at(twiml, "Number", "statusCallback")
    agent_side.ask(far, CallSid="CAfar", CallStatus="ringing")
    agent_side.ask(far, CallSid="CAfar", CallStatus="in-progress")
    agent_side.ask(at(twiml, "Dial", "action"), DialCallStatus="completed", DialCallDuration="33")
    agent_side.ask(twilio.calls[0]["StatusCallback"], CallStatus="completed", CallDuration="50")
    call.refresh_from_db()
    assert (call.state, call.outcome, call.talked_s, call.external_id) == (
        CallState.ENDED, CallOutcome.ANSWERED, 33, OF_AGENT,
    )  # fmt: skip
    message = Message.objects.get(kind=MessageKind.CALL)
    assert (message.ticket, message.agent, message.channel) == (ticket, desk.amira, "voice")
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.status, ticket.customer_waits_since) == (desk.amira, Status.OPEN, None)
    assert Event.objects.filter(name="reply.written").count() == 1


@pytest.mark.parametrize(
    ("dialled", "outcome"), [("no-answer", CallOutcome.NO_ANSWER), ("busy", CallOutcome.BUSY), ("failed", CallOutcome.FAILED)]
)  # fmt: skip
def test_a_customer_who_does_not_answer(
    ticket: Ticket, desk: Desk, twilio: Twilio, agent_side: Caller, dialled: str, outcome: str
) -> None:
    call = placed(ticket, desk)
    twiml = agent_side.ask(twilio.calls[0]["Url"])
    twiml = agent_side.ask(at(twiml, "Dial", "action"), DialCallStatus=dialled)
    assert said(twiml) == ["The customer did not answer."]
    agent_side.ask(twilio.calls[0]["StatusCallback"], CallStatus="completed", CallDuration="9")
    call.refresh_from_db()
    assert (call.outcome, call.answered_at) == (outcome, None)


def test_what_twilio_refuses_stands_on_the_ticket(ticket: Ticket, desk: Desk, twilio: Twilio) -> None:
    twilio.refuses[AMIRA] = 21211
    call = placed(ticket, desk)
    call.refresh_from_db()
    words = "This is not a telephone number that messages can be sent to. (21211)"
    assert (call.state, call.outcome, call.trouble) == (CallState.ENDED, CallOutcome.FAILED, words)
    assert words in Message.objects.get(kind=MessageKind.CALL).text.split("\n")


def test_a_telephone_does_not_ring_long_after(ticket: Ticket, desk: Desk, twilio: Twilio) -> None:
    call = call_customer(ticket_id=ticket.pk, by=desk.amira, at=NOON)
    run_due()
    call.refresh_from_db()
    assert (call.outcome, call.trouble, twilio.calls) == (
        CallOutcome.FAILED, "It was not placed in time. Call again.", [],
    )  # fmt: skip


def test_a_call_of_ours_is_recorded_after_the_customer_has_heard_so(
    ticket: Ticket, desk: Desk, twilio: Twilio, line: Channel, agent_side: Caller
) -> None:
    line.settings["record"] = "ask"
    line.save()
    call = placed(ticket, desk)
    twiml = agent_side.ask(twilio.calls[0]["Url"])
    twiml = agent_side.ask(at(twiml, "Number", "url"), CallSid="CAfar")
    assert said(twiml)[0].startswith("To serve you better")
    assert verbs(agent_side.ask(at(twiml, "Gather", "action"), CallSid="CAfar")) == []
    run_due()
    call.refresh_from_db()
    assert (twilio.recorded, call.consent) == ([OF_AGENT], Consent.GIVEN)


def test_who_refuses_on_the_telephone_is_not_recorded(
    ticket: Ticket, desk: Desk, twilio: Twilio, line: Channel, agent_side: Caller
) -> None:
    line.settings["record"] = "ask"
    line.save()
    call = placed(ticket, desk)
    agent_side.ask(f"agreed?g={call.pk}", CallSid="CAfar", Digits="2")
    run_due()
    call.refresh_from_db()
    assert (twilio.recorded, call.consent) == ([], Consent.REFUSED)


def test_who_may_call_and_why_not(ticket: Ticket, desk: Desk, line: Channel) -> None:
    with pytest.raises(NotAllowed, match="Enter your telephone number"):
        call_customer(ticket_id=ticket.pk, by=desk.sara, at=later(2))
    Agent.objects.filter(pk=desk.omar.pk).update(telephone="+34611000009")
    desk.omar.refresh_from_db()
    with pytest.raises(NotAllowed, match="another team"):
        call_customer(ticket_id=ticket.pk, by=desk.omar, at=later(2))
    with pytest.raises(BadInput, match="no telephone number"):
        call_customer(contact_id=desk.farid.pk, by=desk.amira, at=later(2))
    with pytest.raises(BadInput, match="is no telephone number"):
        call_customer(contact_id=desk.farid.pk, number="112; rm", by=desk.amira, at=later(2))
    placed(ticket, desk)
    with pytest.raises(CannotCall, match="You have a call already"):
        placed(ticket, desk)
    line.is_active = False
    line.save()
    Call.objects.update(state=CallState.ENDED)
    with pytest.raises(CannotCall, match="No telephone is set up"):
        placed(ticket, desk)


def waiting(line: Channel, desk: Desk) -> Call:
    Agent.objects.update(telephone="")
    caller = Caller(line)
    twiml = caller.follow(caller.ask(""))
    assert verbs(twiml) == ["Enqueue"]
    Agent.objects.filter(pk=desk.amira.pk).update(telephone=AMIRA)
    return Call.objects.get()


def test_a_waiting_call_is_taken_by_one_alone(line: Channel, desk: Desk, twilio: Twilio) -> None:
    call = waiting(line, desk)
    answer_call(call_id=call.pk, by=desk.amira, at=later(2))
    run_due()
    [(name, data)] = twilio.redirected
    assert (name, step(data["Url"])) == (
        call.external_id, ("ring", {"a": str(desk.amira.pk), "r": "2", "t": f"team.{desk.front.pk}"}),
    )  # fmt: skip
    twiml = Caller(line, minute=2).ask(data["Url"])
    assert [one.text for one in twiml.iter("Number")] == [AMIRA]
    with pytest.raises(NotAllowed):
        answer_call(call_id=call.pk, by=desk.bruno, at=later(2))


def test_a_call_that_went_away_meanwhile(line: Channel, desk: Desk, twilio: Twilio) -> None:
    call = waiting(line, desk)
    twilio.ended.add(call.external_id or "")
    answer_call(call_id=call.pk, by=desk.amira, at=later(2))
    run_due()
    call.refresh_from_db()
    assert call.trouble == "The call has ended already. (21220)"


@pytest.fixture
def callback(line: Channel, desk: Desk) -> Callback:
    call = waiting(line, desk)
    caller = Caller(line, minute=5)
    caller.ask(f"callback?t=team.{desk.front.pk}")
    caller.ask("status", CallStatus="completed")
    assert call.pk
    return Callback.objects.get()


def test_a_call_back_is_done_when_they_spoke(
    callback: Callback, desk: Desk, twilio: Twilio, agent_side: Caller
) -> None:
    call = call_back(callback_id=callback.pk, by=desk.amira, at=timezone.now())
    run_due()
    callback.refresh_from_db()
    assert (callback.state, callback.attempts, call.ticket) == (CallbackState.CALLING, 1, callback.ticket)
    with pytest.raises(NotAllowed, match="A colleague calls them"):
        call_back(callback_id=callback.pk, by=desk.sara, at=later(9))
    twiml = agent_side.ask(twilio.calls[0]["Url"])
    agent_side.ask(at(twiml, "Number", "statusCallback"), CallSid="CAfar", CallStatus="in-progress")
    callback.refresh_from_db()
    assert callback.state == CallbackState.DONE
    assert [one.pk for one in queries.board(desk.amira).callbacks] == []


def test_a_call_back_that_fails_comes_again_and_is_given_up_at_last(
    callback: Callback, desk: Desk, twilio: Twilio, line: Channel
) -> None:
    seen = []
    for number in range(3):
        call_back(callback_id=callback.pk, by=desk.amira, at=timezone.now())
        run_due()
        side = Caller(line, call=f"CA{number + 1:032}", minute=21 + number * 100)
        side.ask(twilio.calls[number]["StatusCallback"], CallStatus="no-answer")
        callback.refresh_from_db()
        seen.append((callback.state, callback.due_at))
    assert seen == [
        (CallbackState.WAITING, later(31)),
        (CallbackState.WAITING, later(181)),
        (CallbackState.FAILED, later(181)),
    ]
    with pytest.raises(NotAllowed, match="They are on the list no more"):
        call_back(callback_id=callback.pk, by=desk.amira, at=later(999))


def test_a_call_back_is_taken_off_the_list(callback: Callback, desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        end_callback(callback_id=callback.pk, by=desk.omar, at=later(9), done=True)
    assert (
        end_callback(callback_id=callback.pk, by=desk.amira, at=later(9), done=False).state == CallbackState.CANCELLED
    )


def test_a_call_of_whose_end_nobody_told_keeps_no_one_busy(callback: Callback, desk: Desk, twilio: Twilio) -> None:
    now = timezone.now()
    call = call_back(callback_id=callback.pk, by=desk.amira, at=now)
    run_due()
    assert end_forgotten(at=now + timedelta(minutes=14)) == 0
    assert end_forgotten(at=now + timedelta(minutes=16)) == 1
    for one in (call, callback):
        one.refresh_from_db()
    assert (call.state, call.outcome, callback.state) == (CallState.ENDED, CallOutcome.FAILED, CallbackState.WAITING)
    assert end_forgotten(at=now + timedelta(minutes=17)) == 0


def test_settings_that_lead_nowhere_are_refused(line: Channel, twilio: Twilio) -> None:
    kind = kind_of("voice")
    assert kind is not None
    kind.check(line)
    changes: list[dict[str, Any]] = [
        {"entry": {"to": "menu", "value": "gone"}},
        {"entry": {"to": "team", "value": 99999}},
        {"entry": {"to": "level", "value": "x"}},
        {"menus": {"main": {"options": []}}},
        {"menus": {"main": {"options": [{"digit": "1", "to": "voicemail"}, {"digit": "1", "to": "callback"}]}}},
        {"languages": [{"digit": "1", "language": "es"}, {"digit": "1", "language": "en"}]},
        {"provider": "pigeons"},
    ]
    for change in changes:
        changed = Channel(kind="voice", address=OURS, settings={**line.settings, **change})
        with pytest.raises(BadInput):
            kind.check(changed)
    assert kind.probe is not None
    assert kind.connect is not None
    assert [one.good for one in kind.probe(line, NOON)] == [True]
    kind.connect(line, f"{ROOT}/hooks/voice/key/")
    assert twilio.changed == [
        {"VoiceUrl": f"{ROOT}/hooks/voice/key/", "VoiceMethod": "POST",
         "StatusCallback": f"{ROOT}/hooks/voice/key/status", "StatusCallbackMethod": "POST"}
    ]  # fmt: skip


def test_an_agent_with_a_high_number_is_rung_too(line: Channel, desk: Desk, twilio: Twilio) -> None:
    call = waiting(line, desk)
    Agent.objects.filter(pk=desk.amira.pk).update(telephone="")
    late = Agent.objects.create(
        pk=70_001, email="late@desk.example", name="Late", role=desk.amira.role, telephone=AMIRA
    )
    Membership.objects.create(team=desk.front, agent=late)
    answer_call(call_id=call.pk, by=late, at=later(2))
    run_due()
    twiml = Caller(line, minute=2).ask(twilio.redirected[0][1]["Url"])
    assert [one.text for one in twiml.iter("Number")] == [AMIRA]
