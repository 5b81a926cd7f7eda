"""Bandwidth, Messaging API v2. https://dev.bandwidth.com/docs/messaging/webhooks · …/messaging/createMessage"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.core.channels.models import Channel, MediaFetch, Thread
from escalera.core.channels.shared import pulling, web
from escalera.core.channels.shared.doors import Knock, Refused, same
from escalera.core.channels.shared.files import NotFetched
from escalera.core.channels.shared.heard import Event, Person, RemoteFile, Said, StatusChanged, Unheard
from escalera.core.channels.shared.kinds import Field
from escalera.core.channels.shared.numbers import plain_number
from escalera.core.channels.shared.payloads import object_in, read_objects, text_in
from escalera.core.channels.shared.secrets import secret_of, secrets_of
from escalera.core.channels.shared.sending import NotSent, Part
from escalera.core.channels.sms.port import LARGEST, Provider, file_of
from escalera.core.tickets.actions import NewFile

BASE_URL = "https://messaging.bandwidth.com/api/v2"
MOST_EVENTS = 200
_STATES = {"message-sending": "sent", "message-delivered": "delivered", "message-failed": "failed"}
_CODES = {  # https://dev.bandwidth.com/docs/messaging/errors
    "4403": gettext_lazy("The number is not registered for business messages (A2P 10DLC)."),
    "4405": gettext_lazy("The channel's number cannot send messages to there."),
    "4432": gettext_lazy("There is no way from the channel's number to that one."),
    "4470": gettext_lazy("The network took the message for spam and held it back."),
    "4720": gettext_lazy("The number does not exist or is no longer in use."),
    "4721": gettext_lazy("That number is not a mobile telephone: it gets no messages."),
    "4740": gettext_lazy("This is not a telephone number that messages can be sent to."),
    "4770": gettext_lazy("The network took the message for spam and held it back."),
    "4780": gettext_lazy("The network asks us to go slower."),
    "4785": gettext_lazy("The customer or their network blocks messages."),
    "9902": gettext_lazy("The network did not say in time whether it arrived."),
}


def check(channel: Channel, knock: Knock) -> Refused | None:
    """Return why a knock is not Bandwidth's: it signs in with the name and password that the application was given."""
    user = str(channel.settings.get("hook_user") or "")
    passwords = secrets_of(channel, "hook_password", knock.at)
    if not user or not passwords:
        return Refused("the channel has no name and password for its webhook", status=503)
    scheme, _space, given = knock.headers.get("authorization", "").partition(" ")
    try:
        plain = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        return Refused("no sign-in")
    found = False
    for password in passwords:
        found |= same(f"{user}:{password}".encode(), plain)
    return None if found and scheme.lower() == "basic" else Refused("wrong name or password")


def read(raw: bytes) -> Sequence[Event]:
    return [_event(one) for one in read_objects(raw)[:MOST_EVENTS]]


def _event(one: dict[str, Any]) -> Event:
    kind = text_in(one, "type", 40)
    message = object_in(one, "message") or one
    name = text_in(message, "id", 200)
    if not name:
        return Unheard("no message in it")
    if kind in _STATES:
        code = text_in(one, "errorCode", 12)
        words = str(_CODES.get(code) or text_in(one, "description"))[:300]
        words = words if _STATES[kind] == "failed" else ""
        return StatusChanged(name, _STATES[kind], at=_moment(text_in(one, "time", 40)), code=code, words=words)
    if kind not in ("", "message-received") or message.get("direction", "in") != "in":
        return Unheard(f"an event {kind}" if kind != "message-received" else "a message of our own")
    return _said(name, message)


def _said(name: str, message: dict[str, Any]) -> Event:
    sender = text_in(message, "from", 80)
    number = plain_number(sender) or sender[:40].strip()
    media = message.get("media")
    addresses = [url[:2000] for url in media[:10] if isinstance(url, str)] if isinstance(media, list) else []
    files = [
        RemoteFile({"url": url}, url.rpartition("/")[2][:200] or "file") for url in addresses
        if not url.endswith((".smil", ".smi"))  # how the telephone lays the parts out
    ]  # fmt: skip
    text = text_in(message, "text")
    if not number or not (text.strip() or files):
        return Unheard("an empty message")
    return Said(Person(number), name, text, files=files, said_at=_moment(text_in(message, "time", 40)))


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    account, auth = _account(channel)
    data = {
        "applicationId": str(channel.settings.get("application_id") or ""), "to": [part.to], "from": channel.address,
        "text": part.text, "tag": part.key,
    }  # fmt: skip
    answer = web.call("POST", f"{_base_url(channel)}/users/{quote(account, safe='')}/messages", json=data, auth=auth)
    try:
        said = answer.json()
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    web.raise_for(answer, str(said.get("description") or said.get("type") or f"HTTP {answer.status_code}")[:300])
    return str(said.get("id") or "")


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    try:
        _account_id, auth = _account(channel)
    except NotSent as trouble:
        raise NotFetched(str(trouble)) from trouble

    def is_ours(where: str) -> bool:
        return pulling.lies_at(where, _base_url(channel), ("messaging.bandwidth.com",))

    content, kind = pulling.pull(str(one.ref.get("url", "")), is_ours=is_ours, most=LARGEST, auth=auth)
    return file_of(one.ref, one.name, content, kind)


def _account(channel: Channel) -> tuple[str, tuple[str, str]]:
    """Return the account and what signs in. Raises: NotSent."""
    account, user = (str(channel.settings.get(name) or "") for name in ("account_id", "api_user"))
    password = secret_of(channel, "api_password")
    if not account or not user or not password:
        raise NotSent(_("The account and its token are not set up."), of_channel=True)
    return account, (user, password)


def _base_url(channel: Channel) -> str:
    return str(channel.settings.get("base_url") or BASE_URL).rstrip("/")


BANDWIDTH = Provider(
    code="bandwidth",
    label="Bandwidth",
    paused=gettext_lazy("Bandwidth tries again for 24 hours; what is older is lost."),
    fields=(
        Field("account_id", gettext_lazy("Account ID"), required=True),
        Field("application_id", gettext_lazy("Application ID"), required=True),
        Field("api_user", gettext_lazy("API user"), required=True),
        Field("api_password", gettext_lazy("API password"), secret=True, required=True),
        Field("hook_user", gettext_lazy("User of the webhook"), required=True),
        Field("hook_password", gettext_lazy("Password of the webhook"), secret=True, required=True),
    ),
    check=check,
    read=read,
    send=send,
    fetch=fetch,
)
