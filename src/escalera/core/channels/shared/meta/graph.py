"""One call to Meta's Graph: with the channel's token, a time limit, and errors in plain words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
from django.utils.translation import gettext as _

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.meta.pieces import mapping
from escalera.core.channels.shared.meta.troubles import Table, not_sent
from escalera.core.channels.shared.secrets import secret_of
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.shared.web import call, raise_for, retry_after

BASE = "https://graph.facebook.com"
VERSION = "v23.0"


def base_url(channel: Channel) -> str:
    """Return where the Graph is, without "/" at its end."""
    return str(channel.settings.get("base_url") or BASE).rstrip("/")


def ask(
    channel: Channel, method: str, path: str, *, table: Table | None = None, token: str = "", **how: Any
) -> dict[str, Any]:
    """Ask the Graph and return its answer; `path` is without version, `token` stands instead of the channel's own.

    Raises: NotSent, `unknown` only where Meta may have done what was asked."""
    token = token or secret_of(channel, "access_token")
    if not token:
        raise NotSent(_("There is no access token: enter one in the channel's settings."), of_channel=True)
    version = str(channel.settings.get("version") or VERSION).strip("/")
    url = f"{base_url(channel)}/{version}/{quote(path, safe='/')}"
    return answer_of(call(method, url, headers={"Authorization": f"Bearer {token}"}, **how), table)


def answer_of(response: httpx.Response, table: Table | None = None) -> dict[str, Any]:
    """Return the answer's object. Raises: NotSent for an error, in its words or by the status alone."""
    try:
        found = json.loads(response.content)
    except ValueError:
        found = None
    if isinstance(found, dict) and isinstance(found.get("error"), dict):
        trouble = not_sent(mapping(found["error"]), response.status_code, table)
        if not trouble.permanent and (rest := retry_after(response)):
            trouble.retry_after_s = rest
        raise trouble
    said = _("Meta answered with the status %(status)s.") % {"status": response.status_code}
    if response.status_code in (500, 502, 504):  # something between us and Meta broke: Meta may have heard it
        raise NotSent(said, unknown=True)
    raise_for(response, said)
    if not isinstance(found, dict):
        raise NotSent(_("Meta's answer could not be read."), unknown=True)
    return found
