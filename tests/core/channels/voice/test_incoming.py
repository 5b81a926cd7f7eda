"""Calls that come in: menu, rings, talk, waiting, voicemail, calls back, recordings; in any order and twice."""

from __future__ import annotations

import itertools
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.calendars.models import Calendar
from escalera.base.log.models import Event
from escalera.base.people.models import Absence, Agent, Identity
from escalera.core.channels import gate
from escalera.core.channels.fetching import fetch_due
from escalera.core.channels.models import (
    Call,
    Callback,
    CallbackState,
    CallOutcome,
    CallState,
    Channel,
    Consent,
    InboundItem,
    Outcome,
)
from escalera.core.routing.actions import set_availability
from escalera.core.tickets.models import Message, MessageKind, Ticket
from tests.cast import Desk, later
from tests.core.channels.voice.conftest import AMIRA, CALL, OURS, SARA, THEIRS, Caller, at, said, step, verbs
from tests.peers.twilio import ROOT, Twilio, call_hook, signed

MP3 = b"ID3 a recording"


def rings(caller: Caller) -> Element:
    """Let a call come as far as the telephones' ring; return what rings."""
    return caller.follow(caller.ask("", CallStatus="ringing"))


def leg(caller: Caller, twiml: Element, state: str, number: int = 0) -> None:
    told = twiml.findall(".//Number")[number]
    caller.ask(told.attrib["statusCallback"], CallSid=f"CAleg{number}", CallStatus=state, ParentCallSid=caller.call)


def ends(caller: Caller, seconds: int = 70) -> None:
    caller.ask("status", CallStatus="completed", CallDuration=str(seconds))


def test_a_call_is_answered_and_stands_on_the_ticket_once(caller: Caller, desk: Desk) -> None:
    twiml = rings(caller)
    assert (verbs(twiml), said(twiml)) == (["Say", "Dial"], ["One moment, please."])
    assert [one.text for one in twiml.iter("Number")] == [AMIRA]
    leg(caller, twiml, "ringing")
    call = Call.objects.get()
    assert (call.state, call.rung) == (CallState.RINGING, [desk.amira.pk])
    caller.minute = 1.5
    leg(caller, twiml, "in-progress")
    caller.minute = 4
    assert verbs(caller.ask(at(twiml, "Dial", "action"), DialCallStatus="completed", DialCallDuration="65")) == [
        "Hangup"
    ]
    ends(caller)
    call.refresh_from_db()
    assert (call.state, call.outcome, call.agent, call.talked_s) == (
        CallState.ENDED, CallOutcome.ANSWERED, desk.amira, 65,
    )  # fmt: skip
    ticket, message = Ticket.objects.get(), Message.objects.get()
    assert (ticket.assignee, ticket.team, ticket.customer_waits_since) == (desk.amira, desk.front, None)
    assert (message.kind, message.channel, message.ticket) == (MessageKind.CALL, "voice", ticket)
    assert (message.extra or {})["call"]["outcome"] == "answered"
    assert list(Identity.objects.filter(contact=ticket.requester).values_list("channel", "address")) == [
        ("phone", THEIRS)
    ]


def test_every_knock_twice_changes_nothing(caller: Caller, desk: Desk) -> None:
    for _again in range(2):
        twiml = rings(caller)
        for state in ("ringing", "in-progress", "completed"):
            leg(caller, twiml, state)
        caller.ask(at(twiml, "Dial", "action"), DialCallStatus="completed", DialCallDuration="65")
        ends(caller)
    assert (Call.objects.count(), Message.objects.count(), InboundItem.objects.count()) == (1, 1, 7)
    assert Event.objects.filter(name="call.answered").count() == 1
    assert Event.objects.filter(name="reply.written").count() == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_steps_in_any_order_end_alike(caller: Caller, desk: Desk, order: tuple[int, ...]) -> None:
    known = {"t": f"team.{desk.front.pk}", "r": "1"}
    steps = [
        (f"ring?{urlencode(known)}", {}),
        (f"leg?{urlencode({'a': desk.amira.pk, 'k': CALL, 'r': '1'})}",
         {"CallSid": "CAleg", "CallStatus": "in-progress", "ParentCallSid": CALL}),
        (f"rung?{urlencode(known)}", {"DialCallStatus": "completed", "DialCallDuration": "65"}),
        ("status", {"CallStatus": "completed", "CallDuration": "70"}),
    ]  # fmt: skip
    if order[0] == 1:
        caller.ask("")  # a leg is always of a call that we have heard of
    for number in order:
        caller.ask(steps[number][0], **steps[number][1])
    call = Call.objects.get()
    assert (call.state, call.outcome, call.talked_s) == (CallState.ENDED, CallOutcome.ANSWERED, 65)
    assert (Message.objects.count(), call.message_id is not None) == (1, True)


def test_menus_speak_the_callers_language(caller: Caller, line: Channel, desk: Desk) -> None:
    line.settings |= {
        "languages": [{"digit": "1", "language": "es"}, {"digit": "2", "language": "en"}],
        "menus": {"main": {
            "options": [
                {"digit": "1", "to": "team", "value": desk.front.pk, "say": {"es": "averías", "en": "faults"}},
                {"digit": "2", "to": "level", "value": 2, "say": {"es": "Redes: pulse 2", "en": "Networks: press 2"}},
                {"digit": "9", "to": "voicemail", "say": {"en": "a message"}},
            ],
        }},
    }  # fmt: skip
    line.save()
    Agent.objects.filter(pk=desk.bruno.pk).update(telephone=SARA)
    twiml = caller.ask("")
    assert [(one.text, one.attrib["language"]) for one in twiml.iter("Say")][1:] == [
        ("Para español, pulse 1.", "es-ES"),
        ("For English, press 2.", "en-US"),
    ]
    twiml = caller.press(twiml, "2")
    assert said(twiml) == ["For faults, press 1.", "Networks: press 2", "For a message, press 9."]
    twiml = caller.press(twiml, "7")
    assert said(twiml)[0] == "That is not one of the options."
    twiml = caller.follow(caller.press(twiml, "2"))
    assert [one.text for one in twiml.iter("Number")] == [SARA]
    call = Call.objects.get()
    assert (call.language, call.path, call.team) == ("en", ["language:2", "main:7", "main:2"], desk.networks)
    assert Ticket.objects.get().team == desk.networks


def test_who_presses_nothing_is_led_on_at_last(caller: Caller, line: Channel, desk: Desk) -> None:
    option = {"digit": "1", "to": "voicemail", "say": {"en": "a message"}}
    line.settings["menus"] = {"main": {"options": [option], "otherwise": {"to": "team", "value": desk.front.pk}}}
    line.save()
    twiml = caller.ask("")
    for _try in range(2):
        twiml = caller.press(twiml)
        assert verbs(twiml) == ["Gather"]
    assert step(caller.press(twiml).findtext("Redirect") or "")[0] == "ring"


def test_nobody_answers_then_they_wait_and_ring_again(caller: Caller, desk: Desk) -> None:
    twiml = rings(caller)
    leg(caller, twiml, "no-answer")
    twiml = caller.ask(at(twiml, "Dial", "action"), DialCallStatus="no-answer")
    assert verbs(twiml) == ["Enqueue"]
    call = Call.objects.get()
    assert (call.state, call.waiting_since, call.rung) == (CallState.WAITING, later(1), [])
    waiting, left = at(twiml, "Enqueue", "waitUrl"), at(twiml, "Enqueue", "action")
    twiml = caller.ask(waiting, QueuePosition="1", QueueTime="0")
    assert said(twiml) == [
        "You are number 1 in the queue.",
        "Press 1 if you would rather be called back: you keep your place.",
    ]
    assert verbs(caller.ask(waiting, QueuePosition="1", QueueTime="22")) == ["Leave"]  # Amira is free
    twiml = caller.follow(caller.ask(left, QueueResult="leave", QueueTime="22"))
    assert verbs(twiml) == ["Dial"]
    leg(caller, twiml, "ringing")
    call.refresh_from_db()
    assert (call.state, call.waiting_since) == (CallState.RINGING, later(1))
    leg_of_before = twiml  # a late word of the first round changes nothing
    leg(caller, leg_of_before, "in-progress")
    call.refresh_from_db()
    assert call.state == CallState.TALKING


def test_places_in_the_queue_are_those_of_the_team(caller: Caller, line: Channel, desk: Desk) -> None:
    Agent.objects.update(telephone="")
    others = [Caller(line, call=f"CA{number}", theirs=f"+3460000000{number}", minute=number) for number in (2, 3)]
    first = caller.follow(caller.ask(""))
    queues = [rings(one) for one in others]
    twiml = others[1].ask(at(queues[1], "Enqueue", "waitUrl"), QueueTime="30")
    assert said(twiml)[0] == "You are number 3 in the queue."
    caller.ask(at(first, "Enqueue", "action"), QueueResult="hangup")
    ends(caller)
    twiml = others[1].ask(at(queues[1], "Enqueue", "waitUrl"), QueueTime="60")
    assert said(twiml)[0] == "You are number 2 in the queue."
    assert Call.objects.get(external_id=CALL).outcome == CallOutcome.ABANDONED


def test_too_long_a_wait_ends_at_the_voicemail(caller: Caller, twilio: Twilio, line: Channel) -> None:
    Agent.objects.update(telephone="")
    line.settings["transcribe"] = True
    line.save()
    twiml = rings(caller)
    assert verbs(caller.ask(at(twiml, "Enqueue", "waitUrl"), QueueTime="900")) == ["Leave"]
    twiml = caller.follow(caller.ask(at(twiml, "Enqueue", "action"), QueueResult="leave", QueueTime="900"))
    assert verbs(twiml) == ["Say", "Record", "Hangup"]
    twilio.files["/2010-04-01/Accounts/AC/Recordings/RE1.mp3"] = ("audio/mpeg", MP3)
    url = f"{twilio.url}/2010-04-01/Accounts/AC/Recordings/RE1"
    caller.ask(at(twiml, "Record", "action"), RecordingSid="RE1", RecordingUrl=url, RecordingDuration="12")
    told = {"RecordingSid": "RE1", "RecordingUrl": url, "RecordingDuration": "12", "RecordingStatus": "completed"}
    for _again in range(2):
        caller.ask(at(twiml, "Record", "recordingStatusCallback"), **told)
    caller.ask(
        at(twiml, "Record", "transcribeCallback"), TranscriptionText="My line is <dead>", TranscriptionStatus="x"
    )
    ends(caller)
    fetch_due(now=later(5))
    call, message = Call.objects.get(), Message.objects.get()
    assert call.outcome == CallOutcome.VOICEMAIL
    assert list(message.attachments.values_list("name", "content_type", "size")) == [
        (f"voicemail-{call.pk}-1.mp3", "audio/mpeg", len(MP3))
    ]
    assert "«My line is <dead>»" in message.text.split("\n")


def test_who_would_rather_be_called_keeps_their_place(caller: Caller, desk: Desk) -> None:
    Agent.objects.update(telephone="")
    twiml = rings(caller)
    caller.minute = 6
    twiml = caller.ask(at(twiml, "Enqueue", "waitUrl"), QueueTime="300")
    twiml = caller.follow(caller.press(twiml, "1"))
    assert (verbs(twiml), said(twiml)) == (
        ["Say", "Hangup"], ["We will call you back as soon as it is your turn. Goodbye."],
    )  # fmt: skip
    ends(caller)
    callback = Callback.objects.get()
    assert (callback.number, callback.since, callback.state) == (THEIRS, later(1), CallbackState.WAITING)
    assert (callback.ticket, callback.team) == (Ticket.objects.get(), desk.front)
    assert Call.objects.get().outcome == CallOutcome.CALLBACK
    again = Caller(caller.line, call="CA2", minute=9)
    again.ask(f"callback?t=team.{desk.front.pk}")
    assert Callback.objects.count() == 1


def test_a_withheld_number_cannot_be_called_back(caller: Caller) -> None:
    caller.theirs = "anonymous"
    twiml = caller.ask("callback")
    assert step(twiml.findtext("Redirect") or "")[0] == "voicemail"
    assert Callback.objects.count() == 0
    assert Ticket.objects.get().requester.name == "Número oculto"


def test_what_is_recorded_was_agreed_to(caller: Caller, line: Channel, twilio: Twilio) -> None:
    line.settings["record"] = "ask"
    line.save()
    twiml = caller.ask("")
    assert said(twiml)[-1].startswith("To serve you better, this call will be recorded.")
    twiml = caller.follow(caller.press(twiml))
    assert at(twiml, "Dial", "record") == "record-from-answer-dual"
    leg(caller, twiml, "in-progress")
    twilio.files["/r/RE9.mp3"] = ("audio/mpeg", MP3)
    told = {"RecordingSid": "RE9", "RecordingUrl": f"{twilio.url}/r/RE9", "RecordingDuration": "65"}
    caller.ask(at(twiml, "Dial", "recordingStatusCallback"), **told)
    fetch_due(now=later(5))
    call = Call.objects.get()
    assert (call.consent, call.recordings) == (Consent.GIVEN, [{"id": "RE9", "seconds": 65}])
    assert list(Message.objects.get().attachments.values_list("name", flat=True)) == [f"call-{call.pk}-1.mp3"]


def test_who_refuses_is_not_recorded(caller: Caller, line: Channel) -> None:
    line.settings["record"] = "ask"
    line.save()
    twiml = caller.follow(caller.press(caller.ask(""), "2"))
    dial = twiml.find("Dial")
    assert dial is not None
    assert "record" not in dial.attrib
    assert Call.objects.get().consent == Consent.REFUSED
    caller.ask("recording", RecordingSid="RE9", RecordingUrl="https://api.twilio.com/x", RecordingDuration="65")
    assert Call.objects.get().recordings == []


def test_only_those_who_are_here_and_free_are_rung(caller: Caller, line: Channel, desk: Desk) -> None:
    Agent.objects.filter(pk=desk.sara.pk).update(telephone=SARA)
    assert [one.text for one in rings(caller).iter("Number")] == [AMIRA, SARA]
    Absence.objects.create(agent=desk.amira, since=later(-9000), set_by=desk.sara)
    other = Caller(line, call="CA2")
    twiml = rings(other)
    assert [one.text for one in twiml.iter("Number")] == [SARA]
    leg(other, twiml, "in-progress")
    assert verbs(rings(Caller(line, call="CA3"))) == ["Enqueue"]


def test_who_has_said_that_they_are_away_is_not_rung(caller: Caller, line: Channel, desk: Desk) -> None:
    set_availability(agent=desk.amira, state="offline", by=desk.amira, at=later(0))
    assert verbs(rings(caller)) == ["Enqueue"]
    set_availability(agent=desk.amira, state="online", by=desk.amira, at=timezone.now())
    assert verbs(rings(Caller(line, call="CA2"))) == ["Say", "Dial"]


def test_out_of_hours_they_leave_a_message(caller: Caller, desk: Desk) -> None:
    Calendar.objects.update(is_default=False)
    Calendar.objects.create(name="Never", time_zone="UTC", is_default=True)
    twiml = caller.ask("")
    assert said(twiml)[-1] == "Nobody is here at this hour."
    assert verbs(caller.follow(twiml)) == ["Say", "Record", "Hangup"]
    ends(caller)
    assert Call.objects.get().outcome == CallOutcome.ABANDONED


def test_a_menu_left_by_hanging_up_is_no_ticket(caller: Caller) -> None:
    caller.ask("")
    ends(caller)
    assert (Call.objects.get().outcome, Ticket.objects.count()) == (CallOutcome.MENU, 0)


def test_a_second_call_goes_on_the_open_ticket(caller: Caller, line: Channel) -> None:
    rings(caller)
    ends(caller)
    rings(Caller(line, call="CA2", minute=10))
    assert (Ticket.objects.count(), Message.objects.filter(kind=MessageKind.CALL).count()) == (1, 2)


def test_nothing_that_is_said_becomes_an_instruction(caller: Caller, line: Channel) -> None:
    line.settings["words"] = {"en": {"connecting": "</Say><Dial>+1900</Dial>\x0b & co"}}
    line.save()
    twiml = rings(caller)
    assert verbs(twiml) == ["Say", "Dial"]
    assert said(twiml) == ["</Say><Dial>+1900</Dial> & co"]


def test_a_wrong_signature_hears_nothing(line: Channel) -> None:
    path = f"/hooks/voice/{line.hook_key}/ring"
    fields = {"CallSid": CALL, "From": THEIRS, "To": OURS}
    assert call_hook(Client(), path, fields, token="wrong").status_code == 401
    headers = signed(ROOT + path, fields)
    other = Client().post(
        path + "?t=team.1", urlencode(fields), content_type="application/x-www-form-urlencoded", headers=headers
    )
    assert (other.status_code, InboundItem.objects.count()) == (401, 0)


@pytest.mark.parametrize(
    ("address", "fields", "outcome"),
    [
        ("nowhere", {}, Outcome.IGNORED),
        ("leg?a=1&k=CA404&r=1", {}, Outcome.IGNORED),
        ("bridge?g=999999999999999999999", {}, Outcome.IGNORED),
        ("ring?r=x&t=team.x", {}, Outcome.TICKET),
        ("menu?m=gone", {"Digits": "#"}, Outcome.IGNORED),
        ("", {"CallSid": ""}, Outcome.QUARANTINE),
    ],
)
def test_rubbish_ends_in_one_outcome(caller: Caller, address: str, fields: dict[str, str], outcome: str) -> None:
    caller.ask(address, **fields)
    gate.understand_waiting(at=later(2))
    assert InboundItem.objects.get().outcome == outcome
