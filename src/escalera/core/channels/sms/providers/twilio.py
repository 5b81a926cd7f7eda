"""Twilio. https://www.twilio.com/docs/messaging/guides/webhook-request · …/api/message-resource"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel, MediaFetch, Thread
from escalera.core.channels.shared import twilio
from escalera.core.channels.shared.doors import Answer
from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.heard import Event, Person, RemoteFile, Said, StatusChanged, Stopped, Unheard
from escalera.core.channels.shared.kinds import Field, Finding
from escalera.core.channels.shared.numbers import plain_number
from escalera.core.channels.shared.sending import NotSent, Part
from escalera.core.channels.shared.twilio_words import words_of
from escalera.core.channels.sms.port import LARGEST, Provider, file_of
from escalera.core.tickets.actions import NewFile

STOPPED = 21610
BY_NUMBER = ("whatsapp", "rcs")  # other ways of Twilio's to a telephone number: "whatsapp:+34600111222"
MOST_MEDIA = 10
_STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "undelivered": "failed", "failed": "failed"}
_UNTOLD = ("queued", "accepted", "scheduled", "sending", "canceled", "receiving", "received")


def read(raw: bytes) -> Sequence[Event]:
    fields = {name: value.replace("\x00", "") for name, value in twilio.fields_of(raw)}
    sid = fields.get("MessageSid") or fields.get("SmsSid") or fields.get("SmsMessageSid") or ""
    if not sid:
        return [Unheard("no message in it")]
    if state := _state(fields):
        return [_status(sid, state, fields)]
    return _said(sid, fields)


def _state(fields: dict[str, str]) -> str:
    """Return what became of a message of ours, "" for one of theirs. Numbers that were set up long ago tell SmsStatus."""
    told = fields.get("SmsStatus", "")
    return fields.get("MessageStatus") or ("" if told == "received" or fields.get("Body") else told)


def _status(sid: str, state: str, fields: dict[str, str]) -> Event:
    if state not in _STATES:
        return Unheard(f"status {state}"[:60] if state in _UNTOLD else "a status that is not known")
    code = fields.get("ErrorCode", "")[:12]
    words = words_of(int(code)) if code.isascii() and code.isdigit() else ""
    words = words or fields.get("ErrorMessage", "")[:300] or (_("The network did not bring it.") if code else "")
    return StatusChanged(sid, _STATES[state], code=code, words=words)


def _said(sid: str, fields: dict[str, str]) -> Sequence[Event]:
    way, colon, sender = fields.get("From", "").rpartition(":")
    if colon and way not in BY_NUMBER:
        return [Unheard(f"it came by {way[:20]}, not by SMS")]
    number = plain_number(sender) or sender[:40].strip()  # a short code or a name is a sender too
    if not number:
        return [Unheard("nobody sent it")]
    thread = f"{way}{colon}{number}"
    if (wish := fields.get("OptOutType", "").upper()) in ("STOP", "START"):
        return [Stopped(thread, stopped=wish == "STOP")]
    text, files, extra = fields.get("Body", ""), _files(fields), _beside(fields)
    if place := extra.get("location"):
        text = text or _("Location: %(place)s") % {"place": f"{place['latitude']}, {place['longitude']}"}
    if not text.strip() and not files:
        return [Unheard("an empty message")]
    said = Said(
        Person(number, fields.get("ProfileName", "")[:120]), sid, text, thread=thread, files=files, extra=extra,
        reply_to=fields.get("OriginalRepliedMessageSid", "")[:80], button="ButtonPayload" in fields,
        data={"ours": fields.get("To", "")[:80]} if colon else {},
    )  # fmt: skip
    return [said]


def _beside(fields: dict[str, str]) -> dict[str, Any]:
    place, extra = _place(fields), dict[str, Any]()
    if place is not None:
        extra["location"] = place
    if fields.get("OptOutType", "").upper() == "HELP":
        extra["help_answered"] = True
    return extra


def _files(fields: dict[str, str]) -> list[RemoteFile]:
    found = []
    for number in range(MOST_MEDIA):
        if url := fields.get(f"MediaUrl{number}"):
            kind = fields.get(f"MediaContentType{number}", "")[:100]
            found.append(RemoteFile({"url": url[:2000], "type": kind}, _name(number, kind), kind))
    return found


def _name(number: int, kind: str) -> str:
    ending = kind.partition("/")[2].partition(";")[0].partition("+")[0]
    return f"mms-{number + 1}.{ending}" if ending.isalnum() else f"mms-{number + 1}"


def _place(fields: dict[str, str]) -> dict[str, Any] | None:
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # no number is neither
        return None
    named = {"name": fields.get("Label", "")[:200], "address": fields.get("Address", "")[:300]}
    return {"latitude": latitude, "longitude": longitude, **{name: words for name, words in named.items() if words}}


def names(raw: bytes) -> str:
    """A message comes once, each of its statuses once."""
    fields = dict(twilio.fields_of(raw))
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    return f"{sid}:{_state(fields)}:{fields.get('ErrorCode', '')}" if sid else ""


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    data = {"To": part.to, "Body": part.text, "StatusCallback": twilio.hook_url(channel, "status")}
    way, colon, _number = part.to.rpartition(":")
    if colon:  # they wrote by WhatsApp or RCS: the answer comes from whom they wrote to
        ours = str(thread.data.get("ours") or "") if thread is not None else ""
        data["From"] = ours if ours.startswith(f"{way}:") else f"{way}:{channel.address}"
    elif service := str(channel.settings.get("messaging_service_sid") or ""):
        data["MessagingServiceSid"] = service
    else:
        data["From"] = channel.address
    return str(twilio.api(channel, "POST", "Messages.json", data).get("sid") or "")


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    try:
        content, kind = twilio.fetch(channel, str(one.ref.get("url", "")), most=LARGEST)
    except NotSent as trouble:  # the channel has no account
        raise NotFetched(str(trouble)) from trouble
    return file_of(one.ref, one.name, content, kind)


def check_settings(channel: Channel) -> None:
    sid = str(channel.settings.get("account_sid") or "")
    if sid and not (sid.startswith("AC") and sid.isalnum()):
        raise BadInput(_("The account's SID begins with AC."))


def probe(channel: Channel, at: datetime) -> Sequence[Finding]:
    """Ask for the account itself: whether the token works, and whether the account does."""
    try:
        sid, _auth = twilio.account(channel)
        said = twilio.api(channel, "GET", "Balance.json")
    except NotSent as trouble:
        return [Finding("token", str(trouble), good=False)]
    words = _("Balance: %(balance)s") % {"balance": f"{said.get('balance', '?')} {said.get('currency', '')}".strip()}
    return [
        Finding("token", _("Twilio knows the account %(sid)s.") % {"sid": sid}),
        Finding("balance", words, good=_above_zero(said.get("balance"))),
    ]


def _above_zero(balance: object) -> bool:
    try:
        return float(str(balance)) > 0
    except ValueError:
        return True


def connect(channel: Channel, url: str) -> str:
    """Point the number at our webhook. Raises: NotSent."""
    found = twilio.api(channel, "GET", "IncomingPhoneNumbers.json", {"PhoneNumber": channel.address})
    numbers = found.get("incoming_phone_numbers")
    if not isinstance(numbers, list) or not numbers or not isinstance(numbers[0], dict):
        raise NotSent(_("The account has no number %(number)s.") % {"number": channel.address}, permanent=True)
    twilio.api(channel, "POST", f"IncomingPhoneNumbers/{numbers[0].get('sid')}.json",
               {"SmsUrl": url, "SmsMethod": "POST"})  # fmt: skip
    return _("Messages to %(number)s come here from now on.") % {"number": channel.address}


TWILIO = Provider(
    code="twilio",
    label="Twilio",
    paused=gettext_lazy("Twilio does not try again: what people write stands in its log only."),
    fields=(
        Field("account_sid", gettext_lazy("Account SID"), gettext_lazy("Begins with AC."), required=True),
        Field("auth_token", gettext_lazy("Auth token"), secret=True, required=True),
        Field("api_key", gettext_lazy("API key SID"), gettext_lazy("Instead of the token, for calls that we make.")),
        Field("api_secret", gettext_lazy("API key secret"), secret=True),
        Field(
            "messaging_service_sid",
            gettext_lazy("Messaging service SID"),
            gettext_lazy("Sends in place of the number. Begins with MG."),
        ),
    ),
    check=twilio.check,
    read=read,
    names=names,
    send=send,
    fetch=fetch,
    answer=lambda: Answer(b"<Response/>", "text/xml; charset=utf-8"),
    probe=probe,
    connect=connect,
    check_settings=check_settings,
)
