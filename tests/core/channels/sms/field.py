"""What the three companies send, as their documentation describes it.

https://www.twilio.com/docs/messaging/guides/webhook-request · https://developer.vonage.com/en/api/messages ·
https://dev.bandwidth.com/docs/messaging/webhooks"""

from __future__ import annotations

from typing import Any

from tests.core.channels.sms.conftest import OURS, THEIRS
from tests.peers.twilio import SID

Fields = dict[str, str]
MEDIA = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"


def _twilio(number: int, **more: str) -> Fields:
    return {"ToCountry": "ES", "SmsMessageSid": f"SM{number}", "NumMedia": "0", "SmsSid": f"SM{number}", "FromCountry": "ES",
            "SmsStatus": "received", "Body": "Hola", "To": OURS, "NumSegments": "1", "MessageSid": f"SM{number}",
            "AccountSid": SID, "From": THEIRS, "ApiVersion": "2010-04-01", **more}  # fmt: skip


def twilio_says() -> dict[str, Fields]:
    return {
        "sms": _twilio(1, FromCity="MADRID", FromZip="", FromState=""),
        "long": _twilio(2, Body="ñ" * 1600, NumSegments="24"),
        "picture": _twilio(3, Body="", NumMedia="1", MediaUrl0=MEDIA, MediaContentType0="image/jpeg"),
        "ten files": _twilio(4, NumMedia="10", **{f"MediaUrl{n}": f"{MEDIA}{n}" for n in range(10)},
                             **{f"MediaContentType{n}": "image/gif" for n in range(10)}),
        "card": _twilio(5, Body="", NumMedia="1", MediaUrl0=MEDIA, MediaContentType0="text/x-vcard; charset=utf-8"),
        "short code": _twilio(6, From="28300"),
        "a name": _twilio(7, From="BANKINTER"),
        "through a service": _twilio(8, MessagingServiceSid="MG1"),
        "with add-ons": _twilio(9, AddOns='{"status":"successful"}', ReferralNumMedia="0"),
        "help, answered by them": _twilio(10, Body="HELP", OptOutType="HELP"),
        "a place": _twilio(11, Body="", Latitude="40.4", Longitude="-3.7"),
        "a withheld number": _twilio(12, From="+266696687"),
        "old names only": {"SmsSid": "SM13", "From": THEIRS, "To": OURS, "Body": "old", "AccountSid": SID},
        "whatsapp": _twilio(15, From=f"whatsapp:{THEIRS}", To="whatsapp:+14155238886", ProfileName="Ana", WaId=THEIRS[1:],
                            MessageType="text", ChannelMetadata='{"type":"whatsapp"}'),
        "whatsapp, a button": _twilio(16, From=f"whatsapp:{THEIRS}", To=f"whatsapp:{OURS}", Body="Yes", ButtonText="Yes",
                                      ButtonPayload="y", MessageType="button", OriginalRepliedMessageSid="SM15"),
        "whatsapp, a place": _twilio(17, From=f"whatsapp:{THEIRS}", Body="", MessageType="location", Latitude="40.4",
                                     Longitude="-3.7", Label="Shop", Address="1 Main St"),
        "rcs": _twilio(18, From=f"rcs:{THEIRS}", To="rcs:acme_agent"),
        "yes": _twilio(19, Body="Yes", From="+34600111333"),
        "NUL and emoji": _twilio(14, Body="a\x00b 🎉"),
    }  # fmt: skip


def twilio_says_nothing() -> dict[str, Fields]:
    said = {
        "AccountSid": SID,
        "From": OURS,
        "To": THEIRS,
        "MessageSid": "SM90",
        "SmsSid": "SM90",
        "ApiVersion": "2010-04-01",
    }
    states = ("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "canceled", "of tomorrow")
    return {
        **{f"status {one}": {**said, "MessageStatus": one, "SmsStatus": one} for one in states},
        "undelivered": {**said, "MessageSid": "SM91", "MessageStatus": "undelivered", "SmsStatus": "undelivered", "ErrorCode": "30003",
                        "ErrorMessage": "Unreachable", "RawDlrDoneDate": "2603021200"},
        "failed": {**said, "MessageSid": "SM92", "MessageStatus": "failed", "ErrorCode": "21610"},
        "an error that is no number": {**said, "MessageSid": "SM93", "MessageStatus": "failed", "ErrorCode": "²"},
        "an old status": {"SmsSid": "SM94", "SmsStatus": "sent", "From": OURS, "To": THEIRS, "AccountSid": SID},
        "stop": _twilio(95, Body="STOP", OptOutType="STOP"),
        "start": _twilio(96, Body="START", OptOutType="START"),
        "stop, in Spanish": _twilio(97, Body="¡Baja!"),
        "empty": _twilio(98, Body=" "),
        "by Messenger": _twilio(99, From="messenger:1234", To="messenger:99"),
        "read on whatsapp": {**said, "From": f"whatsapp:{OURS}", "To": f"whatsapp:{THEIRS}", "MessageStatus": "read", "EventType": "READ",
                             "ChannelToAddress": THEIRS, "MessageSid": "SM80"},
        "an event of another product": {"EventType": "onMessageAdded", "ConversationSid": "CH1", "Body": "x", "Author": THEIRS},
        "nothing": {},
    }  # fmt: skip


def _vonage(number: int, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"channel": "sms", "message_uuid": f"aaaa-{number}", "to": OURS[1:], "from": THEIRS[1:], "message_type": kind,
            "timestamp": "2026-03-02T11:59:00Z", **more}  # fmt: skip


def _vonage_file(number: int, kind: str, **more: Any) -> dict[str, Any]:
    inside = {"url": f"https://api-us.nexmo.com/v3/media/{number}", "name": f"a.{kind}", **more}
    return _vonage(number, kind, channel="mms", **{kind: inside})


def vonage_says() -> dict[str, Any]:
    return {
        "text": _vonage(1, text="Hola", sms={"num_messages": "2", "keyword": "HOLA"}, usage={"currency": "EUR", "price": "0.03"}),
        "image": _vonage_file(2, "image", caption="Look"), "audio": _vonage_file(3, "audio"), "video": _vonage_file(4, "video"),
        "vcard": _vonage_file(5, "vcard"), "file": _vonage_file(6, "file"),
        "several files": _vonage(7, "content", channel="mms", content=[
            {"type": "image", "url": "https://api.nexmo.com/v3/media/7", "name": "a.jpg"},
            {"type": "text", "text": "and words"}, {"type": "vcard", "url": "https://api.nexmo.com/v3/media/8"}]),
        "mms text": _vonage(8, text="x", channel="mms", origin={"network_code": "21401"}),
        "a name": _vonage(9, text="x", **{"from": "BANK"}),
        "NUL": _vonage(10, text="a\x00b"),
        "half a character": _vonage(11, text="a\ud83d"),
    }  # fmt: skip


def vonage_says_nothing() -> dict[str, Any]:
    states = ("submitted", "delivered", "read", "rejected", "undeliverable", "of tomorrow")
    error = {
        "type": "https://developer.vonage.com/api-errors/messages#1250",
        "title": 1250,
        "detail": "Failed",
        "instance": "x",
    }
    return {
        **{f"status {one}": _vonage(90, status=one, destination={"network_code": "21401"}, usage={"price": "0.01"}) for one in states},
        "an error": {**_vonage(91, status="undeliverable"), "error": error},
        "unsupported": _vonage(92, "unsupported"),
        "by another channel": _vonage(93, text="x", channel="messenger"),
        "empty": _vonage(94, text=""),
        "nothing": {},
    }  # fmt: skip


def _bandwidth(number: int, **more: Any) -> list[dict[str, Any]]:
    message = {"id": f"14762{number}", "owner": OURS, "applicationId": "app-1", "time": "2026-03-02T11:59:00.000Z", "segmentCount": 1,
               "direction": "in", "to": [OURS], "from": THEIRS, "text": "Hola", **more}  # fmt: skip
    return [{"type": "message-received", "time": "2026-03-02T11:59:01.000Z", "description": "Incoming message received",
             "to": OURS, "message": message}]  # fmt: skip


def bandwidth_says() -> dict[str, Any]:
    url = "https://messaging.bandwidth.com/api/v2/users/5500000/media/14762/0/a.png"
    return {
        "text": _bandwidth(1), "picture": _bandwidth(2, text="", media=[url, url.replace("a.png", "0.smil")]),
        "of a group": _bandwidth(3, to=[OURS, "+34910000009"]), "short code": _bandwidth(4, **{"from": "28300"}),
        "bare": _bandwidth(5)[0]["message"], "NUL": _bandwidth(6, text="a\x00b"), "half a character": _bandwidth(7, text="a\ud83d"),
    }  # fmt: skip


def bandwidth_says_nothing() -> dict[str, Any]:
    ours = {"id": "90", "direction": "out", "to": [THEIRS], "from": OURS, "text": "", "tag": "t"}
    kinds = ("message-sending", "message-delivered", "message-failed", "message-read", "of-tomorrow")
    return {
        **{one: [{"type": one, "time": "2026-03-02T11:59:00Z", "to": THEIRS, "description": "ok", "errorCode": 4720, "message": ours}]
           for one in kinds},
        "empty": _bandwidth(91, text=""), "nothing": [], "no message": [{"type": "message-received"}],
    }  # fmt: skip
