"""Where the model is: the environment's words before the settings', near (this house) or outside, and what is neither.

A name is looked up once for each call and the call goes to the address that was judged: nothing can change between."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from escalera.base.storage.sealed import unseal
from escalera.core.llm.models import Endpoint
from escalera.core.llm.troubles import Trouble

USE = "model-key"
_SECRETS = ("fd00:ec2::254", "100.100.100.200")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Place:
    """`url`: without "/" at its end; "" if there is none. `key`: None if it cannot be read any more."""

    url: str
    model: str
    key: str | None
    from_environment: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.url and self.model)

    @property
    def host(self) -> str:
        """Return host and port, as a consent names them."""
        parts = urlsplit(self.url)
        return f"{parts.hostname or ''}:{_port(self.url)}" if self.url else ""


@dataclass(frozen=True, slots=True)
class Found:
    """An address that may be called."""

    address: str
    is_near: bool


def place_of(endpoint: Endpoint) -> Place:
    """Return where the model is; what the environment says counts before the settings."""
    if settings.MODEL_URL:
        return Place(settings.MODEL_URL.rstrip("/"), settings.MODEL_NAME or endpoint.model, settings.MODEL_KEY, True)
    return Place(endpoint.url.rstrip("/"), endpoint.model, unseal(endpoint.secret, use=USE))


def look_up(url: str) -> Found:
    """Return the address of a URL's host, near only if every address that it has is. Raises: Trouble."""
    try:
        rows = socket.getaddrinfo(urlsplit(url).hostname or "", _port(url), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Trouble("unreachable", str(error)) from error
    addresses = [_plain(str(row[4][0])) for row in rows]
    if not addresses or any(_is_nobody(one) for one in addresses):
        raise Trouble("forbidden")
    return Found(str(addresses[0]), all(_is_near(one) for one in addresses))


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def _plain(text: str) -> Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_near(address: Address) -> bool:
    return address.is_loopback or address.is_private


def _is_nobody(address: Address) -> bool:
    """Link-local addresses are where clouds keep their machines' secrets (two clouds, at these); the others are no
    single machine's."""
    return address.is_link_local or address.is_multicast or address.is_unspecified or str(address) in _SECRETS
