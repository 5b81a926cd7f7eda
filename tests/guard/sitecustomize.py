"""What every Python of the suite has, the tests' own child processes too: nothing reaches another machine.

A hook of the interpreter sees each connection, each datagram and each look-up of a name before it is made, whoever makes
it and in whatever thread. It turns it away and writes it down; the test in which that happened fails. `PYTHONPATH` and
`ESCAPED_TO` (a file) lead children here."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import Any

_RESERVED = (
    ".example",
    ".test",
    ".invalid",
    ".localhost",
)  # names that exist nowhere: they are answered here, with no
_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname")
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")


def is_here(host: str) -> bool:
    """Say whether an address or a name is this machine's."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in ("", "localhost", socket.gethostname())
    return address.is_loopback or address.is_unspecified


def _turned_away(event: str, args: tuple[Any, ...]) -> str:
    """Return where somebody wanted to go, "" if that is here."""
    if event in _LOOK_UPS:
        name = args[0].decode("ascii", "replace") if isinstance(args[0], bytes) else str(args[0] or "")
        return "" if is_here(name) or _is_number(name) else name
    sock, address = args[0], args[1]
    inward = sock.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple)
    return "" if inward or is_here(str(address[0])) else str(address[0])


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return False


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in _SENDS and event not in _LOOK_UPS:
        return
    where = _turned_away(event, args)
    if not where:
        return
    if event in _LOOK_UPS and where.endswith(_RESERVED):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    with open(os.environ["ESCAPED_TO"], "a", encoding="utf-8") as file:
        file.write(f"{event} {where}\n")
    raise ConnectionRefusedError(f"a test tried to reach {where}")


if os.environ.get("ESCAPED_TO"):
    sys.addaudithook(_hook)
