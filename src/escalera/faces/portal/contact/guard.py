"""Who writes too fast, too often, or is a machine: no riddles for people, work for machines.

- a signed form token with its moment: none, a forged or an old one is refused; sent back within a breath, too;
- a field that no person sees and machines fill in;
- stored counters by network, by address and for the whole house; past the first bound a proof of work is asked for
  (a few seconds of a browser's time), past the second the door is closed for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from escalera.base.pace.actions import count, counted
from escalera.base.refusals import BadInput, Refusal

TRAP = "website"
FASTEST = timedelta(seconds=2)
OLDEST = timedelta(hours=12)
WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
FREE_PER_IP, MOST_PER_IP = 3, 12  # in ten minutes: without work, at all
FREE_IN_ALL = 60  # in ten minutes, from everywhere
MOST_PER_ADDRESS = 6  # in an hour
BITS = 14  # leading zero bits: some sixteen thousand hashes
_SIGNER = signing.TimestampSigner(salt="portal.contact")


class TooMany(Refusal):
    """Too many requests came from this network or for this address."""


class WorkWanted(Refusal):
    """So many come that a browser has to work for one more."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form as it was given out. `bits`: the work that it has to bring back; 0 for none."""

    token: str
    bits: int


def new_sheet(*, ip: str, at: datetime) -> Sheet:
    return Sheet(_SIGNER.sign(get_random_string(20)), BITS if _is_busy(ip, at) else 0)


def check(*, token: str, trap: str, nonce: str, ip: str, email: str, at: datetime) -> str:
    """Count one form and return the key under which it counts once. Raises: BadInput, TooMany, WorkWanted."""
    if trap:
        raise BadInput(_("Leave the field for machines empty."))
    try:
        _SIGNER.unsign(token[:200], max_age=OLDEST)
        given_at = _moment(token)
    except signing.BadSignature:
        raise BadInput(_("This page has been open for very long. Send it once more.")) from None
    if at - given_at < FASTEST:
        raise BadInput(_("That was faster than anybody types. Send it once more."))
    busy = _is_busy(ip, at)
    by_ip = count("contact-ip", ip, within=WINDOW, at=at)
    if by_ip > MOST_PER_IP or count("contact-address", email.strip().lower(), within=HOUR, at=at) > MOST_PER_ADDRESS:
        raise TooMany(
            _("Many requests came from you in a short time. Please wait a few minutes, or write us a mail.")
        )
    if busy and not is_worked(token, nonce):
        raise WorkWanted(_("Many requests come in at the moment. Your browser works a few seconds for this one."))
    count("contact-all", "", within=WINDOW, at=at)
    return "portal:" + hashlib.sha256(token.encode()).hexdigest()[:56]


def is_worked(token: str, nonce: str) -> bool:
    """Say whether the hash of token and nonce begins with enough zero bits."""
    digest = hashlib.sha256(f"{token}.{nonce[:20]}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def _is_busy(ip: str, at: datetime) -> bool:
    if counted("contact-ip", ip, within=WINDOW, at=at) >= FREE_PER_IP:
        return True
    return counted("contact-all", "", within=WINDOW, at=at) >= FREE_IN_ALL


def _moment(token: str) -> datetime:
    from_base62 = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.fromtimestamp(from_base62, tz=UTC)
