"""What was typed into the form of a kind of channel, in the one form in which the channel keeps it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import ChannelKind, Field
from escalera.core.channels.shared.secrets import with_secret

LONGEST = 20_000  # characters of one value
SERVER = "base_url"  # whoever changes it types the secrets again, so that nobody can have them sent elsewhere


def filled(kind: ChannelKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with each known field in its form; None takes one away. Raises: BadInput."""
    fields = {field.name: field for field in kind.fields if not field.secret}
    if "secrets" in given or any(field.secret and field.name in given for field in kind.fields):
        raise BadInput(_("Secrets are given apart from the settings."))
    return {
        name: _value(fields[name], value) if name in fields and value is not None else value
        for name, value in given.items()
    }


def with_secrets(
    channel: Channel, kind: ChannelKind, given: Mapping[str, str | None], at: datetime
) -> dict[str, Any]:
    """Return the channel's settings with new secrets laid over: those before count for a day more; "" leaves one as it
    is, None takes it away. Raises: BadInput."""
    known = {field.name for field in kind.fields if field.secret}
    if unknown := set(given) - known:
        raise BadInput(_("A channel has no “%(name)s”.") % {"name": ", ".join(sorted(unknown))})
    settings = channel.settings
    for name, value in given.items():
        plain = value.replace("\x00", "").strip()[:LONGEST] if value is not None else ""
        if value is None or plain:
            settings = with_secret(settings, name, plain, at)
    return settings


def check_required(channel: Channel, kind: ChannelKind) -> None:
    """Raise BadInput for the first thing that is still missing."""
    secrets = channel.settings.get("secrets") or {}
    for field in kind.fields:
        value = secrets.get(field.name) if field.secret else channel.settings.get(field.name, field.default)
        if field.required and value in (None, "", []):
            raise BadInput(_("“%(field)s” is missing.") % {"field": field.label})


def check_server(before: Mapping[str, Any], after: Mapping[str, Any], given: Mapping[str, str | None]) -> None:
    """Refuse to have stored secrets sent to another server than the one that they were typed for. Raises: BadInput."""
    if before.get(SERVER, "") == after.get(SERVER, ""):
        return
    kept = [name for name in before.get("secrets") or {} if not given.get(name)]
    if any(name in (after.get("secrets") or {}) for name in kept):
        raise BadInput(_("The server's address changed: type the secrets again."))


def _value(field: Field, value: Any) -> Any:
    read: Callable[[Field, Any], Any] = _READERS.get(field.kind, _text)
    return read(field, value)


def _text(field: Field, value: Any) -> str:
    return str(value).replace("\x00", "").strip()[:LONGEST]


def _url(field: Field, value: Any) -> str:
    text = _text(field, value)
    try:
        parts = urlsplit(text)
        good = not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        good = False
    if not good:
        raise BadInput(_("“%(field)s”: write an address that begins with https://.") % {"field": field.label})
    return text.rstrip("/")


def _number(field: Field, value: Any) -> int | float | str:
    text = _text(field, value)
    if not text:
        return ""
    try:
        number = float(text)
        if not -1e12 < number < 1e12:  # also refuses what is no number at all
            raise ValueError(text)
    except ValueError:
        raise BadInput(_("“%(field)s” is a number.") % {"field": field.label}) from None
    return int(number) if number.is_integer() else number


def _yes_no(field: Field, value: Any) -> bool:
    return value in (True, "on", "1", "yes", "true")


def _lines(field: Field, value: Any) -> list[str]:
    lines = value if isinstance(value, list) else str(value)[:LONGEST].splitlines()
    return [text for line in lines if (text := _text(field, line))]


def _choice(field: Field, value: Any) -> str:
    text = _text(field, value)
    if text and text not in {code for code, _words in field.choices}:
        raise BadInput(_("“%(field)s”: choose one of the list.") % {"field": field.label})
    return text


def _json(field: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return ""
    try:
        return json.loads(value[:LONGEST])
    except ValueError:
        raise BadInput(_("“%(field)s” cannot be read as JSON.") % {"field": field.label}) from None


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text, "url": _url, "number": _number, "yes_no": _yes_no, "lines": _lines, "choice": _choice,
    "json": _json,
}  # fmt: skip
