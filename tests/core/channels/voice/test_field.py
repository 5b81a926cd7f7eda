"""All callbacks of a call, at every step and with things missing or absurd: never an error, never a call without end.

https://www.twilio.com/docs/voice/twiml#request-parameters · https://www.twilio.com/docs/voice/api/recording#recordingstatuscallback"""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

from django.test import Client
from django.utils.translation import get_language, override

from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.channels.voice import flow
from tests.core.channels.drawn import DRAWN, quarantined, spoiled
from tests.core.channels.voice.conftest import OURS, THEIRS
from tests.peers.twilio import SID, call_hook

CALL = {"CallSid": "CA" + "1" * 32, "AccountSid": SID, "From": THEIRS, "To": OURS, "Direction": "inbound", "ApiVersion": "2010-04-01",
        "CallStatus": "in-progress", "CallerName": "ANA", "FromCity": "MADRID", "StirVerstat": "TN-Validation-Passed-A"}  # fmt: skip
RECORDING = {"RecordingSid": "RE1", "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1",
             "RecordingStatus": "completed", "RecordingDuration": "12", "RecordingChannels": "1", "RecordingSource": "RecordVerb"}  # fmt: skip
TOLD: list[dict[str, Any]] = [
    CALL, {**CALL, "Digits": "1"}, {**CALL, "Digits": "#"}, {**CALL, "SpeechResult": "billing", "Confidence": "0.9"},
    *({**CALL, "CallStatus": one, "CallDuration": "7", "SequenceNumber": "0", "CallbackSource": "call-progress-events"}
      for one in ("queued", "initiated", "ringing", "completed", "busy", "failed", "no-answer", "canceled", "of-tomorrow")),
    {**CALL, "DialCallStatus": "completed", "DialCallDuration": "9", "DialCallSid": "CA2", "DialBridged": "true"},
    {**CALL, "DialCallStatus": "no-answer"}, {**CALL, "QueueResult": "hangup", "QueueTime": "30", "QueueSid": "QU1"},
    {**CALL, "QueuePosition": "1", "AvgQueueTime": "20", "CurrentQueueSize": "2"}, {**CALL, **RECORDING},
    {**CALL, **RECORDING, "RecordingStatus": "absent"}, {**CALL, **RECORDING, "RecordingDuration": "-1", "ErrorCode": "24001"},
    {**CALL, **RECORDING, "TranscriptionSid": "TR1", "TranscriptionText": "Hello", "TranscriptionStatus": "completed"},
    {**CALL, "TranscriptionStatus": "failed"}, {**CALL, "From": "anonymous"}, {**CALL, "From": "sip:ana@acme.example"},
    {**CALL, "From": "client:ana"}, {**CALL, "From": "+266696687"}, {**CALL, "AnsweredBy": "machine_start"},
]  # fmt: skip
VALUES = {"l": "en", "m": "main", "t": "queue:1", "r": "1", "a": "1", "c": "1", "g": "1", "k": "CA1", "v": "1"}


def test_no_step_and_no_callback_is_an_error(line: Channel) -> None:
    draw = random.Random(20260302)
    steps = [*sorted(flow.STEPS), "of-tomorrow"]
    plain: list[tuple[str, Any, Any]] = [(step, told, {}) for step in steps for told in draw.sample(TOLD, 4)]
    drawn = [(draw.choice(steps), spoiled(draw.choice(TOLD), draw), spoiled(VALUES, draw, 6)) for _ in range(DRAWN)]
    for step, told, values in [*plain, *drawn]:
        fields = {name: _word(value) for name, value in told.items()}
        query = urlencode({name: _word(value) for name, value in values.items()})
        path = f"/hooks/voice/{line.hook_key}/{step}" + (f"?{query}" if query else "")
        with override(get_language()):
            answer = call_hook(Client(), path, fields)
        assert (answer.status_code, fromstring(answer.content).tag) == (200, "Response")
    assert [why for why in quarantined() if why != "ValueError: no call in it"] == []
    assert not InboundItem.objects.filter(outcome=Outcome.WAITING).exists()


def _word(value: Any) -> str:
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace").decode()
