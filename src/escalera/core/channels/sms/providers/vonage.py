"""Vonage, Messages API. https://developer.vonage.com/en/api/messages · …/getting-started/concepts/webhooks"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel, MediaFetch, Thread
from escalera.core.channels.shared import pulling, web
from escalera.core.channels.shared.doors import Knock, Refused, is_fresh, same
from escalera.core.channels.shared.heard import Event, Person, RemoteFile, Said, StatusChanged, Unheard
from escalera.core.channels.shared.kinds import Field
from escalera.core.channels.shared.numbers import plain_number
from escalera.core.channels.shared.payloads import object_in, objects_in, read_json, text_in
from escalera.core.channels.shared.secrets import secret_of, secrets_of
from escalera.core.channels.shared.sending import NotSent, Part
from escalera.core.channels.sms.port import LARGEST, Provider, file_of
from escalera.core.tickets.actions import NewFile

BASE_URL = "https://api.nexmo.com"
TOKEN_LIVES_S = 600
_FILES = ("image", "audio", "video", "file", "vcard")
MOST_FILES = 20  # of one message
_STATES = {
    "submitted": "sent", "delivered": "delivered", "read": "read", "rejected": "failed", "undeliverable": "failed",
}  # fmt: skip
_CODES = {  # https://developer.vonage.com/en/messages/guides/messages-errors
    "1020": gettext_lazy("Something in the message is not right."),
    "1120": gettext_lazy("That number cannot be reached from the channel's number."),
    "1150": gettext_lazy("Something in the message is not right."),
    "1170": gettext_lazy("This is not a telephone number that messages can be sent to."),
    "1180": gettext_lazy("The telephone is switched off or out of reach."),
    "1210": gettext_lazy("The network took the message for spam and held it back."),
    "1220": gettext_lazy("The network does not reach that number."),
    "1240": gettext_lazy("The channel's number cannot send messages to there."),
    "1250": gettext_lazy("The number does not exist or is no longer in use."),
    "1260": gettext_lazy("The customer or their network blocks messages."),
    "1330": gettext_lazy("The number does not exist or is no longer in use."),
    "1430": gettext_lazy("The customer answered STOP: they get no messages until they write START."),
}


def check(channel: Channel, knock: Knock) -> Refused | None:
    """Return why a knock is not Vonage's: a token signed with our signature secret, fresh, and over this very body."""
    shared = secrets_of(channel, "signature_secret", knock.at)
    if not shared:
        return Refused("the channel has no signature secret", status=503)
    scheme, _space, token = knock.headers.get("authorization", "").partition(" ")
    head, _dot, signed = token.strip().rpartition(".")
    if scheme.lower() != "bearer" or not any([same(_signature(one, head), signed) for one in shared]):  # noqa: C419 - all are looked at, in the same time
        return Refused("wrong signature")
    claims = _claims(head)
    if claims is None or not is_fresh(claims.get("iat", ""), knock.at):
        return Refused("too old, or no time in it")
    if not same(str(claims.get("payload_hash", "")).lower(), hashlib.sha256(knock.body).hexdigest()):
        return Refused("signed for another body")
    return None


def _signature(secret: str, head: str) -> str:
    return _text(hmac.new(secret.encode(), head.encode("utf-8", "replace"), hashlib.sha256).digest())


def _claims(head: str) -> dict[str, Any] | None:
    """Return what a token says; None if it is not one signed by HS256."""
    try:
        first, second = (json.loads(_bytes(part)) for part in head.split("."))
    except (ValueError, RecursionError):
        return None
    is_one = isinstance(first, dict) and isinstance(second, dict) and first.get("alg") == "HS256"
    return second if is_one else None


def read(raw: bytes) -> Sequence[Event]:
    said = read_json(raw)
    if (way := text_in(said, "channel", 20) or "sms") not in ("sms", "mms"):
        return [Unheard(f"it came by {way}, not by SMS")]
    name = text_in(said, "message_uuid", 200)
    if not name:
        return [Unheard("no message in it")]
    if "status" in said:
        return [_status(name, said)]
    return [_said(name, said)]


def _status(name: str, said: dict[str, Any]) -> Event:
    state = _STATES.get(text_in(said, "status", 40))
    if state is None:
        return Unheard("a status that is not known")
    error = object_in(said, "error")
    code = text_in(error, "title", 12)
    words = str(_CODES.get(code) or text_in(error, "detail"))[:300]
    return StatusChanged(name, state, at=_moment(text_in(said, "timestamp", 40)), code=code, words=words)


def _said(name: str, said: dict[str, Any]) -> Event:
    sender = text_in(said, "from", 80)
    number = plain_number(sender) or sender[:40].strip()
    kind = text_in(said, "message_type", 40) or "text"
    parts = _parts(kind, said)
    texts = [text_in(said, "text"), *(text_in(one, "caption") or text_in(one, "text") for one in parts)]
    files = [
        RemoteFile({"url": text_in(one, "url", 2000)}, text_in(one, "name", 200) or f"mms-{place}.{_type(kind, one)}")
        for place, one in enumerate(parts, 1) if text_in(one, "url")
    ]  # fmt: skip
    text = "\n".join(one for one in texts if one.strip())
    if not number or not (text or files):
        return Unheard(
            "an empty message" if kind in ("text", "content", *_FILES) else f"a message of the kind {kind}"
        )
    return Said(Person(number), name, text, files=files, said_at=_moment(text_in(said, "timestamp", 40)))


def _parts(kind: str, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files of an MMS, and words beside them: one under its kind's name, or several as its content."""
    if kind == "content":
        return objects_in(said, "content")[:MOST_FILES]
    return [object_in(said, kind)] if kind in _FILES else []


def _type(kind: str, part: dict[str, Any]) -> str:
    named = text_in(part, "type", 10)
    return named if named in _FILES else kind


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def names(raw: bytes) -> str:
    try:
        said = read_json(raw)
    except (ValueError, RecursionError):
        return ""
    name = text_in(said, "message_uuid", 200)
    return f"{name}:{text_in(said, 'status', 40)}" if name else ""


def send(channel: Channel, thread: Thread | None, part: Part) -> str:
    data = {
        "message_type": "text", "channel": "sms", "text": part.text, "to": part.to.lstrip("+"),
        "from": channel.address.lstrip("+"), "client_ref": part.key[:100],
    }  # fmt: skip
    url = f"{_base_url(channel)}/v1/messages"
    answer = web.call("POST", url, json=data, headers={"Authorization": authorization(channel)})
    said = answer.json() if answer.headers.get("content-type", "").startswith("application/") else {}
    said = said if isinstance(said, dict) else {}
    if answer.status_code == 402:
        raise NotSent(_("The account at Vonage has no money left."), of_channel=True, retry_after_s=600)
    web.raise_for(answer, _refusal(answer.status_code, said))
    return str(said.get("message_uuid") or "")


def _refusal(status: int, said: dict[str, Any]) -> str:
    """Return what a problem document says, with the fields that it names."""
    code = str(said.get("type") or "").rpartition("#")[2]
    if code in _CODES:
        return f"{_CODES[code]} ({code})"
    wrong = said.get("invalid_parameters")
    names_of = [str(one.get("name")) for one in wrong if isinstance(one, dict)] if isinstance(wrong, list) else []
    words = str(said.get("detail") or said.get("title") or f"HTTP {status}")[:300]
    return f"{words} ({', '.join(names_of)[:100]})" if names_of else words


def authorization(channel: Channel) -> str:
    """Return what signs a call in: a token of the application (RS256), else key and secret. Raises: NotSent."""
    application, private = str(channel.settings.get("application_id") or ""), secret_of(channel, "private_key")
    if application and private:
        return f"Bearer {application_token(application, private, now=time.time())}"
    key, secret = str(channel.settings.get("api_key") or ""), secret_of(channel, "api_secret")
    if not key or not secret:
        raise NotSent(_("The account and its token are not set up."), of_channel=True)
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def application_token(application: str, private_key: str, *, now: float) -> str:
    """Return a token by which Vonage knows the application for some minutes. Raises: NotSent."""
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - slow import
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415 - slow import

    try:
        key = serialization.load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise NotSent(_("The private key cannot be read."), of_channel=True) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise NotSent(_("The private key cannot be read."), of_channel=True)
    claims = {
        "application_id": application, "iat": int(now), "exp": int(now) + TOKEN_LIVES_S, "jti": secrets.token_hex(16),
    }  # fmt: skip
    head = ".".join(_text(json.dumps(one).encode()) for one in ({"alg": "RS256", "typ": "JWT"}, claims))
    return f"{head}.{_text(key.sign(head.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def fetch(channel: Channel, one: MediaFetch) -> NewFile:
    own = _base_url(channel)

    def is_ours(where: str) -> bool:
        return pulling.lies_at(where, own, ("nexmo.com", "vonage.com"))

    def may_go_on(where: str) -> bool:
        return pulling.lies_at(where, own, ("amazonaws.com",))

    content, kind = pulling.pull(str(one.ref.get("url", "")), is_ours=is_ours, may_go_on=may_go_on, most=LARGEST)
    return file_of(one.ref, one.name, content, kind)


def check_settings(channel: Channel) -> None:
    if channel.settings.get("application_id") and not secret_of(channel, "private_key"):
        raise BadInput(_("An application needs its private key."))


def _base_url(channel: Channel) -> str:
    return str(channel.settings.get("base_url") or BASE_URL).rstrip("/")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


VONAGE = Provider(
    code="vonage",
    label="Vonage",
    paused=gettext_lazy("Vonage tries again for 24 hours; what is older is lost."),
    fields=(
        Field("application_id", gettext_lazy("Application ID")),
        Field("private_key", gettext_lazy("Private key of the application"), kind="lines", secret=True),
        Field("api_key", gettext_lazy("API key"), gettext_lazy("Key and secret stand in for an application.")),
        Field("api_secret", gettext_lazy("API secret"), secret=True),
        Field("signature_secret", gettext_lazy("Signature secret"), secret=True, required=True),
    ),
    check=check,
    read=read,
    names=names,
    send=send,
    fetch=fetch,
    check_settings=check_settings,
)
