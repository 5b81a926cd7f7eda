"""Where the product may call on a channel's behalf: addresses that an administrator wrote down, never a machine's own
secrets of a cloud."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from django.utils.translation import gettext as _


def why_not_call(url: str) -> str:
    """Return why nothing may be sent to this address, "" if it may. Networks of the house are allowed: that is where
    a company's own programs stand; link-local ones, where clouds keep their keys, are not."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return _("The address must begin with https://.")
    if parts.username or parts.password:
        return _("The address must hold no password.")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        return _("The address must begin with https://.")
    if any(one.is_link_local or one.is_multicast or one.is_unspecified for one in _literal(parts.hostname)):
        return _("Nothing can be sent to this address.")
    return ""


def why_not_reach(url: str) -> str:
    """Return why this address may not be called now, after its name was looked up; "" if it may."""
    if words := why_not_call(url):
        return words
    host = urlsplit(url).hostname or ""
    try:
        found = {str(row[4][0]).partition("%")[0] for row in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError as error:
        return _("The address cannot be found: %(why)s") % {"why": error}
    if any(one.is_link_local or one.is_multicast or one.is_unspecified for one in map(ipaddress.ip_address, found)):
        return _("Nothing can be sent to this address.")
    return ""


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _literal(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        return []


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith((".local", ".internal", ".lan")):
        return True
    return any(one.is_loopback or one.is_private for one in _literal(host))
