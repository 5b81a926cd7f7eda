"""What each step of a call means: for the call itself, its ticket, its recordings, and who is to be called back.

Runs in the worker, in the gate's transaction; the caller has had their answer already. Steps come twice and in any
order: each does what it has to once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.channels.gate import Understood
from escalera.core.channels.models import Call, CallOutcome, CallState, Channel, Consent, InboundItem, Outcome
from escalera.core.channels.shared.doors import Answer, Knock, Refused
from escalera.core.channels.shared.files import expect
from escalera.core.channels.shared.heard import RemoteFile
from escalera.core.channels.voice import callbacks, calls, flow, logbook
from escalera.core.channels.voice.port import Heard, provider_of
from escalera.core.channels.voice.settings import LANGUAGES, Target, plan_of
from escalera.core.channels.voice.tasks import soon_record

ENDS = {
    "completed": CallOutcome.NONE, "busy": CallOutcome.BUSY, "no_answer": CallOutcome.NO_ANSWER,
    "failed": CallOutcome.FAILED, "cancelled": CallOutcome.CANCELLED,
}  # fmt: skip
LONGEST_TRANSCRIPTION = 10_000


def check(channel: Channel, knock: Knock) -> Refused | None:
    try:
        return provider_of(channel).check(channel, knock)
    except BadInput as refusal:
        return Refused(str(refusal), status=503)


def step_of(url: str) -> tuple[str, dict[str, str]]:
    """Return the step that an address means, and what it carries."""
    parts = urlsplit(url)
    after = parts.path.partition("/hooks/")[2].split("/", 2)
    values = {key.replace("\x00", ""): value.replace("\x00", "") for key, value in parse_qsl(parts.query)}
    return (after[2].strip("/").replace("\x00", "") if len(after) > 2 else ""), values


def envelope(knock: Knock) -> dict[str, Any]:
    step, values = step_of(knock.url)
    return {"step": step[:40], "values": {key[:20]: value[:200] for key, value in list(values.items())[:20]}}


def names(knock: Knock) -> str:
    """The same step with the same words is the same arrival."""
    step, values = step_of(knock.url)
    return f"{step}?{sorted(values.items())}#{hashlib.sha256(knock.body).hexdigest()}"


def answer(channel: Channel, knock: Knock, item: InboundItem) -> Answer:
    provider = provider_of(channel)
    step, values = step_of(knock.url)
    try:
        heard = provider.hear(knock.body)
    except ValueError:
        return provider.answer(channel, [])
    return provider.answer(channel, flow.answer(channel, step, values, heard, knock.at))


@dataclass(frozen=True, slots=True)
class Told:
    """One step as the worker hears it."""

    channel: Channel
    values: Mapping[str, str]
    heard: Heard
    at: datetime

    def number(self, name: str) -> int:
        text = self.values.get(name, "")
        return min(int(text), 10**9) if text.isascii() and text.isdigit() else 0

    @property
    def target(self) -> Target:
        return Target.of_code(self.values["t"]) if self.values.get("t") else plan_of(self.channel).entry


def understand(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Do what a step means. Raises: ValueError for a body that is no call's."""
    channel = item.channel
    if channel is None:
        return Understood(Outcome.IGNORED, "its channel was removed")
    kept = item.envelope or {}
    step = str(kept.get("step", ""))
    if step not in flow.STEPS:
        return Understood(Outcome.IGNORED, "a step that is not known")
    told = Told(channel, kept.get("values") or {}, provider_of(channel).hear(raw), min(item.arrived_at, at))
    call = _call(told, step)
    if call is None:
        return Understood(Outcome.IGNORED, "a call that is not known")
    before = call.message_id
    _note(call, told)
    _MEANINGS[step](call, told)
    logbook.keep(call, told.at)
    if call.message_id is None:
        return Understood(Outcome.IGNORED, f"call, {step or 'begun'}")
    outcome = Outcome.TICKET if before is None else Outcome.MESSAGE
    return Understood(outcome, f"call, {step}", call.ticket_id, call.message_id)


def _call(told: Told, step: str) -> Call | None:
    if "g" in told.values:
        call = calls.of_ours(told.channel, told.values["g"])
        if call is not None and call.external_id is None and step in ("bridge", "status"):
            call.external_id = told.heard.call
            call.save(update_fields=["external_id"])
        return call
    if step == "leg":
        return calls.known(told.channel, told.values.get("k", ""))
    if step in ("recording", "transcription", "status"):
        found = calls.known(told.channel, told.heard.call)
        if found is not None or step != "status":
            return found
    return calls.incoming(told.channel, told.heard, told.at)


def _note(call: Call, told: Told) -> None:
    """Keep what any step may tell: the language that they chose, what they pressed, whether they may be recorded."""
    changed = []
    if (language := told.values.get("l", "")) in LANGUAGES and call.language != language:
        call.language = language
        changed.append("language")
    consent = {"1": Consent.GIVEN, "0": Consent.REFUSED}.get(told.values.get("c", ""))
    if consent is not None and call.consent != consent:
        call.consent = consent
        changed.append("consent")
    if changed:
        call.save(update_fields=changed)


def _nothing(call: Call, told: Told) -> None:
    return


def _pressed(call: Call, told: Told) -> None:
    """Remember what they pressed, and where."""
    if told.heard.digit and len(call.path) < 50:
        call.path = [*call.path, f"{told.values.get('m', '') or 'language'}:{told.heard.digit}"]
        call.save(update_fields=["path"])


def _waits(call: Call, told: Told) -> None:
    """They have come through the menu: from here on there is a ticket."""
    logbook.open_for(call, told.target, told.heard.name, told.at)
    calls.wait(call, told.at, seq=told.number("r") * 2)


def _rung(call: Call, told: Told) -> None:
    if told.heard.dialled in ("talking", "completed"):
        _talked(call, None, told)
        return
    calls.wait(call, told.at, seq=told.number("r") * 2 + 2)


def _leg(call: Call, told: Told) -> None:
    """One agent's telephone: rings, is picked up, or is not."""
    agent = Agent.objects.filter(pk=told.number("a")).first()
    if agent is None:
        return
    if told.heard.state == "ringing":
        calls.ring(call, agent.pk, told.at, seq=told.number("r") * 2 + 1)
    elif told.heard.state == "talking":
        _talked(call, agent, told)
    elif told.heard.state:
        calls.stop_ringing(call, agent.pk)


def _talked(call: Call, agent: Agent | None, told: Told) -> None:
    if agent is not None and call.agent_id is None:
        call.agent = agent
        call.save(update_fields=["agent"])
        if call.answered_at is not None:  # that they spoke was known before with whom
            logbook.spoken(call, told.at)
    if calls.talk(call, agent.pk if agent else None, told.at):
        logbook.spoken(call, told.at)
    if told.heard.talked_s is not None:
        calls.end(call, CallOutcome.ANSWERED, told.at, talked_s=told.heard.talked_s)


def _callback(call: Call, told: Told) -> None:
    logbook.open_for(call, told.target, told.heard.name, told.at)
    if call.their_number:
        callbacks.ask(call, told.at)


def _voicemail(call: Call, told: Told) -> None:
    logbook.open_for(call, told.target, told.heard.name, told.at)
    calls.move(call, CallState.LEAVING)


def _recording(call: Call, told: Told) -> None:
    """A recording lies with the provider: it is fetched afterwards, and hangs on the call's message."""
    recording = told.heard.recording
    if recording is None or any(one["id"] == recording.external_id for one in call.recordings):
        return
    is_voicemail = told.values.get("v") == "1"
    if is_voicemail and recording.seconds < 1:
        return
    if is_voicemail:
        logbook.open_for(call, told.target, told.heard.name, told.at)
        if call.outcome in ("", CallOutcome.ABANDONED, CallOutcome.MENU):
            call.outcome = CallOutcome.VOICEMAIL
    elif call.consent == Consent.REFUSED:
        return
    call.recordings = [*call.recordings, {"id": recording.external_id, "seconds": recording.seconds}]
    call.save(update_fields=["recordings", "outcome"])
    if call.message is not None:
        name = f"{'voicemail' if is_voicemail else 'call'}-{call.pk}-{len(call.recordings)}.mp3"
        expect(told.channel, call.message, [RemoteFile({"url": recording.url}, name, "audio/mpeg")], told.at)


def _transcription(call: Call, told: Told) -> None:
    if told.heard.transcription and not call.transcription:
        call.transcription = told.heard.transcription[:LONGEST_TRANSCRIPTION]
        call.save(update_fields=["transcription"])


def _status(call: Call, told: Told) -> None:
    """The call itself has ended."""
    ends = ENDS.get(told.heard.state)
    if ends is None:
        return
    talked = told.heard.talked_s if call.direction == "in" and call.talked_s is None else None
    calls.end(call, ends or _how_it_ended(call), told.at, talked_s=talked)
    callbacks.after(call, told.at)


def _how_it_ended(call: Call) -> CallOutcome:
    """Say what a call came to that nobody answered."""
    if call.direction == "out":
        return CallOutcome.NO_ANSWER
    return CallOutcome.ABANDONED if call.message_id is not None else CallOutcome.MENU


def _bridge(call: Call, told: Told) -> None:
    calls.move(call, CallState.RINGING)


def _far(call: Call, told: Told) -> None:
    """The telephone of a customer whom we call."""
    state = told.heard.state
    if state == "talking":
        _talked_to(call, told)
    elif state in ("busy", "no_answer", "failed", "cancelled") and call.answered_at is None:
        calls.end(call, ENDS[state], told.at)
        callbacks.after(call, told.at)


def _talked_to(call: Call, told: Told) -> None:
    if calls.talk(call, None, told.at):
        logbook.spoken(call, told.at)
        callbacks.after(call, told.at)


def _bridged(call: Call, told: Told) -> None:
    dialled = told.heard.dialled
    if dialled in ("talking", "completed"):
        _talked_to(call, told)
        calls.end(call, CallOutcome.ANSWERED, told.at, talked_s=told.heard.talked_s)
    elif dialled:
        calls.end(call, ENDS.get(dialled) or CallOutcome.NO_ANSWER, told.at)
        callbacks.after(call, told.at)


def _agreed(call: Call, told: Told) -> None:
    """The customer whom we called has heard that it is recorded."""
    if call.consent:
        return
    call.consent = Consent.REFUSED if told.heard.digit == "2" else Consent.GIVEN
    call.save(update_fields=["consent"])
    if call.consent == Consent.GIVEN:
        soon_record(call)


_MEANINGS: dict[str, Callable[[Call, Told], None]] = {
    "": _nothing, "language": _pressed, "menu": _pressed, "consent": _nothing, "ring": _waits, "rung": _rung,
    "wait": _waits, "waitkey": _nothing, "left": _nothing, "callback": _callback, "voicemail": _voicemail,
    "thanks": _voicemail, "bridge": _bridge, "announce": _nothing, "bridged": _bridged, "leg": _leg, "far": _far,
    "status": _status, "recording": _recording, "transcription": _transcription, "agreed": _agreed,
}  # fmt: skip
