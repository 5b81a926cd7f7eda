"""Twilio. https://www.twilio.com/docs/voice/twiml · …/voice/api/call-resource

TwiML is written by an XML writer: nothing that a caller, an agent or a setting says can become an instruction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring  # writes only; nothing foreign is parsed

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.models import Channel, MediaFetch
from escalera.core.channels.shared import twilio
from escalera.core.channels.shared.doors import Answer
from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.kinds import Field
from escalera.core.channels.shared.numbers import plain_number
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.voice import verbs
from escalera.core.channels.voice.port import Heard, Provider, Recording
from escalera.core.channels.voice.verbs import Step, Verb
from escalera.core.tickets.actions import NewFile

LARGEST = 90 * 1024 * 1024  # bytes of a recording: some twelve hours of mp3
AGENT_RINGS_S = 30
_STATES = {
    "ringing": "ringing", "in-progress": "talking", "answered": "talking", "completed": "completed", "busy": "busy",
    "no-answer": "no_answer", "failed": "failed", "canceled": "cancelled", "initiated": "ringing", "queued": "",
}  # fmt: skip
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_FAILED = frozenset({"error", "system-error", "queue-full"})


def hear(raw: bytes) -> Heard:
    """Raises: ValueError for a body without a call."""
    fields = {name: value.replace("\x00", "") for name, value in twilio.fields_of(raw)}
    call = fields.get("CallSid", "")[:80]
    if not call:
        raise ValueError("no call in it")
    left = fields.get("QueueResult", "")
    talked = fields.get("DialCallDuration") or fields.get("CallDuration") or ""
    return Heard(
        call,
        theirs=plain_number(fields.get("From", "")),
        ours=plain_number(fields.get("To", "")) or fields.get("To", "")[:40],
        digit=fields.get("Digits", "")[:1],
        state=_STATES.get(fields.get("CallStatus", ""), ""),
        dialled=_STATES.get(fields.get("DialCallStatus", ""), ""),
        talked_s=_whole(talked) if talked else None,
        left="failed" if left in _FAILED else left[:20],
        waited_s=_whole(fields.get("QueueTime", "")),
        place=_whole(fields.get("QueuePosition", "")),
        recording=_recording(fields),
        transcription=fields.get("TranscriptionText", "")[:20_000],
        name=fields.get("CallerName", "")[:120],
    )


def _recording(fields: dict[str, str]) -> Recording | None:
    sid, url = fields.get("RecordingSid", ""), fields.get("RecordingUrl", "")
    if not sid or not url or fields.get("RecordingStatus", "completed") != "completed":
        return None
    return Recording(sid[:80], url[:2000], _whole(fields.get("RecordingDuration", "")))


def _whole(text: str) -> int:
    return min(int(text), 10**7) if text.isascii() and text.isdigit() else 0


def address(channel: Channel, step: Step) -> str:
    query = urlencode(sorted(step.values.items()))
    return twilio.hook_url(channel, step.name) + (f"?{query}" if query else "")


def answer(channel: Channel, said: Sequence[Verb]) -> Answer:
    """Write TwiML."""
    root = Element("Response")
    for verb in said:
        _write(root, channel, verb)
    return Answer(tostring(root, encoding="utf-8", xml_declaration=True), "text/xml; charset=utf-8")


def _write(parent: Element, channel: Channel, verb: Verb) -> None:  # noqa: C901 (one branch for each verb)
    match verb:
        case verbs.Say():
            SubElement(parent, "Say", {"language": verb.language}).text = _clean(verb.text)
        case verbs.Play():
            SubElement(parent, "Play").text = _clean(verb.url)
        case verbs.Pause():
            SubElement(parent, "Pause", {"length": str(verb.seconds)})
        case verbs.Ask():
            _gather(parent, channel, verb)
        case verbs.Dial():
            _dial(parent, channel, verb)
        case verbs.Queue():
            _enqueue(parent, channel, verb)
        case verbs.Leave():
            SubElement(parent, "Leave")
        case verbs.Record():
            _record(parent, channel, verb)
        case verbs.Go():
            SubElement(parent, "Redirect", {"method": "POST"}).text = address(channel, verb.step)
        case verbs.HangUp():
            SubElement(parent, "Hangup")


def _gather(parent: Element, channel: Channel, verb: verbs.Ask) -> None:
    gather = SubElement(parent, "Gather", {
        "input": "dtmf", "numDigits": "1", "timeout": str(verb.wait_s), "method": "POST",
        "action": address(channel, verb.then), "actionOnEmptyResult": "true" if verb.silent_goes_on else "false",
    })  # fmt: skip
    for prompt in verb.prompts:
        _write(gather, channel, prompt)


def _dial(parent: Element, channel: Channel, verb: verbs.Dial) -> None:
    given = {"timeout": str(verb.ring_s), "method": "POST", "action": address(channel, verb.then),
             "answerOnBridge": "true"}  # fmt: skip
    if verb.shown:
        given["callerId"] = verb.shown
    if verb.recorded is not None:
        given |= {"record": "record-from-answer-dual", "recordingStatusCallback": address(channel, verb.recorded),
                  "recordingStatusCallbackEvent": "completed"}  # fmt: skip
    dial = SubElement(parent, "Dial", given)
    for ring in verb.rings:
        told = {"statusCallback": address(channel, ring.status), "statusCallbackMethod": "POST",
                "statusCallbackEvent": "initiated ringing answered completed"}  # fmt: skip
        if ring.first is not None:
            told["url"] = address(channel, ring.first)
        SubElement(dial, "Number", told).text = _clean(ring.number)


def _enqueue(parent: Element, channel: Channel, verb: verbs.Queue) -> None:
    given = {"waitUrl": address(channel, verb.while_waiting), "waitUrlMethod": "POST", "method": "POST",
             "action": address(channel, verb.then)}  # fmt: skip
    SubElement(parent, "Enqueue", given).text = _clean(verb.name)


def _record(parent: Element, channel: Channel, verb: verbs.Record) -> None:
    given = {
        "maxLength": str(verb.longest_s), "playBeep": "true", "trim": "trim-silence", "method": "POST",
        "action": address(channel, verb.then), "recordingStatusCallback": address(channel, verb.recorded),
        "recordingStatusCallbackEvent": "completed",
    }  # fmt: skip
    if verb.transcribed is not None:
        given |= {"transcribe": "true", "transcribeCallback": address(channel, verb.transcribed)}
    SubElement(parent, "Record", given)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def place(channel: Channel, to: str, first: Step, status: Step) -> str:
    data = {
        "To": to, "From": channel.address, "Url": address(channel, first), "Method": "POST",
        "Timeout": str(AGENT_RINGS_S), "StatusCallback": address(channel, status), "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": "completed",
    }  # fmt: skip
    return str(twilio.api(channel, "POST", "Calls.json", data).get("sid") or "")


def lead(channel: Channel, call: str, step: Step) -> None:
    twilio.api(channel, "POST", f"Calls/{_name(call)}.json", {"Url": address(channel, step), "Method": "POST"})


def record(channel: Channel, call: str, told: Step) -> None:
    data = {"RecordingChannels": "dual", "RecordingStatusCallback": address(channel, told),
            "RecordingStatusCallbackEvent": "completed"}  # fmt: skip
    twilio.api(channel, "POST", f"Calls/{_name(call)}/Recordings.json", data)


def _name(call: str) -> str:
    if not re.fullmatch(r"CA\w{1,60}", call, re.ASCII):
        raise NotSent(_("The call has ended already."), permanent=True)
    return call


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    try:
        content, kind = twilio.fetch(channel, f"{one.ref.get('url', '')}.mp3", most=LARGEST)
    except NotSent as trouble:  # the channel has no account
        raise NotFetched(str(trouble)) from trouble
    return NewFile(name=one.name, content_type=kind or "audio/mpeg", content=content)


def connect(channel: Channel, url: str) -> str:
    """Point the number at our webhook. Raises: NotSent."""
    found = twilio.api(channel, "GET", "IncomingPhoneNumbers.json", {"PhoneNumber": channel.address})
    numbers = found.get("incoming_phone_numbers")
    if not isinstance(numbers, list) or not numbers or not isinstance(numbers[0], dict):
        raise NotSent(_("The account has no number %(number)s.") % {"number": channel.address}, permanent=True)
    data = {"VoiceUrl": url, "VoiceMethod": "POST", "StatusCallback": f"{url.rstrip('/')}/status",
            "StatusCallbackMethod": "POST"}  # fmt: skip
    twilio.api(channel, "POST", f"IncomingPhoneNumbers/{numbers[0].get('sid')}.json", data)
    return _("Calls to %(number)s come here from now on.") % {"number": channel.address}


TWILIO = Provider(
    code="twilio",
    label="Twilio",
    fields=(
        Field("account_sid", gettext_lazy("Account SID"), gettext_lazy("Begins with AC."), required=True),
        Field("auth_token", gettext_lazy("Auth token"), secret=True, required=True),
        Field("api_key", gettext_lazy("API key SID"), gettext_lazy("Instead of the token, for calls that we make.")),
        Field("api_secret", gettext_lazy("API key secret"), secret=True),
    ),
    check=twilio.check,
    hear=hear,
    answer=answer,
    place=place,
    lead=lead,
    record=record,
    fetch=fetch,
    connect=connect,
)
