"""What all doors at Twilio share: the signature of a webhook, calls to the REST API, its errors in plain words.

https://www.twilio.com/docs/usage/webhooks/webhooks-security · https://www.twilio.com/docs/api/errors"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit, urlunsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel
from escalera.core.channels.shared import pulling, web
from escalera.core.channels.shared.doors import Knock, Refused, same
from escalera.core.channels.shared.secrets import secret_of, secrets_of
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.shared.twilio_words import trouble_words

BASE_URL = "https://api.twilio.com"
MOST_FIELDS = 500
CARRIED_BY = ("twilio.com", "twiliocdn.com", "amazonaws.com")  # where its media are sent on to
_OF_DOOR = frozenset({20003, 20005, 20008, 20404, 21603, 21606, 21659, 21660, 30002, 90010})
_LATER = frozenset({20429, 21611, 30001, 14107, 10001, 20500, 20503})

Pairs = Sequence[tuple[str, str]]


def fields_of(body: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form as they stand. Raises: ValueError for too many."""
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def signature(token: str, url: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the signature: HMAC-SHA1 over the address and each distinct name and value, sorted."""
    text = url + "".join(name + value for name, value in sorted(set(pairs)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_signed(tokens: Iterable[str], url: str, given: str, body: bytes, *, is_form: bool) -> bool:
    """Say whether one of the tokens made this signature over the call; with or without the port, as Twilio may."""
    pairs: Pairs = ()
    if is_form:
        try:
            pairs = fields_of(body)
        except ValueError:
            return False
    elif (hashed := parse_qs(urlsplit(url).query).get("bodySHA256")) is not None:
        if not same(hashlib.sha256(body).hexdigest(), hashed[0]):
            return False
    elif body:
        return False  # nothing would vouch for the body
    found = False
    for token in tokens:
        for address in _with_and_without_port(url):
            found |= same(signature(token, address, pairs), given)
    return found


def _with_and_without_port(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return [url]
    host = parts.netloc if port is None else parts.netloc.rpartition(":")[0]
    usual = 443 if parts.scheme == "https" else 80
    plain, ported = host, parts.netloc if port is not None else f"{host}:{usual}"
    return [urlunsplit(parts._replace(netloc=one)) for one in (plain, ported)]


def public_root(channel: Channel) -> str:
    """Return the address under which the provider reaches us: the channel's own, else the desk's."""
    return str(channel.settings.get("public_url") or settings.BASE_URL).rstrip("/")


def hook_url(channel: Channel, rest: str = "") -> str:
    return f"{public_root(channel)}/hooks/{channel.kind}/{channel.hook_key}/{rest}"


def called_urls(channel: Channel, knock: Knock) -> list[str]:
    """Return the addresses that the provider may have called: the public one, and the one that we see. Behind a proxy
    they differ, and the signature is over the public one."""
    seen = urlsplit(knock.url)
    public = urlsplit(public_root(channel))
    path = public.path.rstrip("/") + seen.path
    return list(dict.fromkeys([urlunsplit((public.scheme, public.netloc, path, seen.query, "")), knock.url]))


def check(channel: Channel, knock: Knock) -> Refused | None:
    """Return why a knock is not Twilio's."""
    tokens = secrets_of(channel, "auth_token", knock.at)
    if not tokens:
        return Refused("the channel has no auth token", status=503)
    is_form = knock.headers.get("content-type", "").partition(";")[0].strip() == "application/x-www-form-urlencoded"
    given = knock.headers.get("x-twilio-signature", "")
    if any(is_signed(tokens, url, given, knock.body, is_form=is_form) for url in called_urls(channel, knock)):
        return None
    return Refused("wrong signature")


def account(channel: Channel) -> tuple[str, tuple[str, str]]:
    """Return the account's name and what signs in: an API key if there is one, else the account itself.

    Raises: NotSent."""
    sid = str(channel.settings.get("account_sid") or "")
    key, secret = str(channel.settings.get("api_key") or ""), secret_of(channel, "api_secret")
    token = secret_of(channel, "auth_token")
    if not sid or not (token or (key and secret)):
        raise NotSent(_("The account and its token are not set up."), of_channel=True)
    return sid, (key, secret) if key and secret else (sid, token)


def api(channel: Channel, method: str, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """Call the account's REST API; `path` hangs on the account ("Messages.json"). Raises: NotSent."""
    sid, auth = account(channel)
    url = f"{base_url(channel)}/2010-04-01/Accounts/{sid}/{path}"
    how: dict[str, Any] = {"params": data} if method == "GET" else {"data": data or {}}
    answer = web.call(method, url, auth=auth, **how)
    if answer.status_code < 300:
        return _object(answer)
    raise _trouble(answer)


def base_url(channel: Channel) -> str:
    return str(channel.settings.get("base_url") or BASE_URL).rstrip("/")


class TwilioTrouble(NotSent):
    """What the API said no with. `code`: Twilio's own number of it, 0 if it gave none."""

    code: int = 0


def _trouble(answer: httpx.Response) -> TwilioTrouble:
    said = _object(answer)
    code = said.get("code") if isinstance(said.get("code"), int) else 0
    code = int(code or 0)
    words = trouble_words(code, str(said.get("message") or f"HTTP {answer.status_code}"))
    status = answer.status_code
    of_door = status in (401, 403, 429) or code in _OF_DOOR or code in _LATER
    trouble = TwilioTrouble(
        words,
        permanent=not of_door and status < 500,
        of_channel=of_door,
        retry_after_s=(web.retry_after(answer) or 5.0) if status == 429 or code in _LATER else None,
    )
    trouble.code = code
    return trouble


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def fetch(channel: Channel, url: str, *, most: int) -> tuple[bytes, str]:
    """Fetch a file of the account's: with our password from Twilio's own host, without it where that sends us on to.

    Raises: NotFetched, NotSent."""
    _sid, auth = account(channel)
    own = base_url(channel)

    def is_ours(where: str) -> bool:
        return pulling.lies_at(where, own, ("twilio.com",))

    def may_go_on(where: str) -> bool:
        return pulling.lies_at(where, own, CARRIED_BY)

    return pulling.pull(url, is_ours=is_ours, may_go_on=may_go_on, most=most, auth=auth)
