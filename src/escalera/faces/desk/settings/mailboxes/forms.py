"""A mailbox as people type it, and as the channel keeps it: server addresses without passwords, secrets sealed.

A stored password is never shown. It stays if the field is left empty, but only for the same server and user: whoever
changes those types it again, so that nobody can send it elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Channel
from escalera.faces.desk.settings.answering import key_or_none, number, ticked, typed
from escalera.faces.desk.shared.pages import DeskRequest

Values = dict[str, Any]
WAYS = ("imap", "smtp")
PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143, ("smtp", "tls"): 465, ("smtp", "starttls"): 587}
SECURITIES = ("tls", "starttls", "auto", "none")


def values_of(channel: Channel | None) -> Values:
    """Return what the form shows first; passwords only as "there is one"."""
    values: Values = {
        "name": "",
        "address": "",
        "team": None,
        "acknowledges": True,
        "is_active": True,
        "folders": "INBOX",
    }
    if channel is not None:
        values |= {
            "name": channel.name,
            "address": channel.address,
            "team": channel.team_id,
            "acknowledges": channel.acknowledges,
            "is_active": channel.is_active,
            "aliases": ", ".join(channel.settings.get("aliases") or []),
        }
    stored = channel.settings if channel is not None else {}
    for way in WAYS:
        values |= _way_values(way, str(stored.get(f"{way}_url") or ""))
        values[f"{way}_kept"] = bool(stored.get(f"{way}_secret"))
    return values


def values_typed(request: DeskRequest, channel: Channel | None) -> Values:
    values: Values = {
        "name": typed(request, "name"),
        "address": typed(request, "address"),
        "team": key_or_none(request, "team"),
        "acknowledges": ticked(request, "acknowledges"),
        "is_active": ticked(request, "is_active"),
        "aliases": typed(request, "aliases"),
        "folders": typed(request, "folders") or "INBOX",
        "smtp_same": ticked(request, "smtp_same"),
    }
    for way in WAYS:
        for part in ("host", "port", "security", "user"):
            values[f"{way}_{part}"] = typed(request, f"{way}_{part}")
        values[f"{way}_password"] = request.POST.get(f"{way}_password", "").replace("\x00", "")[:1000]
        values[f"{way}_kept"] = bool(channel and channel.settings.get(f"{way}_secret"))
    return values


def settings_of(values: Values, channel: Channel | None) -> dict[str, Any]:
    """Return what `add_channel` and `edit_channel` take as settings; None takes one away. Raises: BadInput."""
    if values["smtp_same"]:
        values = {**values, "smtp_user": values["imap_user"], "smtp_password": values["imap_password"]}
    aliases = [one.strip().lower() for one in values["aliases"].split(",") if one.strip()]
    given: dict[str, Any] = {"aliases": aliases or None}
    for way in WAYS:
        given |= _way_settings(way, values, dict(channel.settings) if channel is not None else {})
    if values["smtp_same"] and not values["imap_password"] and channel is not None and given.get("smtp_url"):
        given["smtp_secret"] = channel.settings.get("imap_secret")
    return given


def _way_values(way: str, url: str) -> Values:
    parts = urlsplit(url)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    usual = "starttls" if way == "imap" else "auto"
    security = "tls" if parts.scheme.endswith("s") else options.get("tls", usual if url else "tls")
    found: Values = {
        f"{way}_host": parts.hostname or "",
        f"{way}_port": str(parts.port or PORTS.get((way, security)) or ""),
        f"{way}_security": security,
        f"{way}_user": unquote(parts.username or ""),
    }
    if way == "imap" and url:
        found["folders"] = unquote(options.get("folders", "") or parts.path.strip("/")) or "INBOX"
    return found


def _way_settings(way: str, values: Values, stored: dict[str, Any]) -> dict[str, Any]:
    host, user, security = values[f"{way}_host"], values[f"{way}_user"], values[f"{way}_security"]
    password = values[f"{way}_password"]
    if not host:
        present = str(stored.get(f"{way}_url") or "")
        return {} if urlsplit(present).scheme == "file" else {f"{way}_url": None, f"{way}_secret": None}
    if any(sign in host for sign in "/@?# ") or security not in SECURITIES:
        raise BadInput(_("“%(host)s” is not a server's name.") % {"host": host[:80]})
    port = number(values[f"{way}_port"] or str(PORTS.get((way, security), 0)), what=_("Port"))
    if not 0 < port < 65536:
        raise BadInput(_("A port is a number from 1 to 65535."))
    scheme = f"{way}s" if security == "tls" else way
    options = {} if security == "tls" else {"tls": security}
    if way == "imap" and values["folders"] != "INBOX":
        options["folders"] = values["folders"]
    sign_in = f"{quote(user, safe='')}{':' + quote(password, safe='') if password else ''}@" if user else ""
    tail = f"/?{urlencode(options)}" if options else "/"
    given: dict[str, Any] = {f"{way}_url": f"{scheme}://{sign_in}{host}:{port}{tail}"}
    before = urlsplit(str(stored.get(f"{way}_url") or ""))
    moved = (before.hostname or "", unquote(before.username or "")) != (host.lower(), user)
    if stored.get(f"{way}_secret") and not password and moved:
        raise BadInput(_("The server or the user changed: type the password again."))
    return given
