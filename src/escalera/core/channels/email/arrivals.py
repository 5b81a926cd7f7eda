"""What a client of the gate brought, and how it gets into the ledger, once.

A client that sends again because it never saw our 250 sends the same bytes: same envelope and bytes are one arrival.
Mail that carries neither Message-ID, Date nor Received (a script's alarm) may honestly repeat, so for it this holds
only for half an hour to an hour."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.storage.wake import ring
from escalera.core.channels import gate
from escalera.core.channels.email.doors import find_door
from escalera.core.channels.models import InboundItem, Outcome

UNMARKED_BUCKET_S = 1800


@dataclass(frozen=True, slots=True)
class Arrival:
    """One transaction of a client: who says it is from whom, to whom, and the bytes."""

    mail_from: str
    recipients: tuple[str, ...]
    peer: str
    hello: str
    protocol: str
    raw: bytes

    def envelope(self) -> dict[str, Any]:
        return {"from": self.mail_from, "to": list(self.recipients), "peer": self.peer, "hello": self.hello}

    def keys(self, at: datetime) -> list[str]:
        """Return the names under which this arrival may be known already; the first is its own."""
        digest = hashlib.sha256()
        for part in (self.mail_from.encode(), *(r.encode() for r in sorted(self.recipients)), self.raw):
            digest.update(len(part).to_bytes(8, "big") + part)
        name = f"smtp:{digest.hexdigest()[:48]}"
        if _is_marked(self.raw):
            return [name]
        bucket = int(at.timestamp()) // UNMARKED_BUCKET_S
        return [f"{name}:{bucket}", f"{name}:{bucket - 1}"]


def _is_marked(raw: bytes) -> bool:
    head = raw[:64_000].lower()
    end = head.find(b"\r\n\r\n")
    head = b"\n" + (head[:end] if end >= 0 else head)
    return any(mark in head for mark in (b"\nmessage-id:", b"\ndate:", b"\nreceived:"))


def keep(arrival: Arrival, *, at: datetime) -> InboundItem:
    """Put one arrival into the ledger and wake the worker; a repeated one returns the item that is there."""
    own, *others = arrival.keys(at)
    known = InboundItem.objects.filter(source_key__in=others).first() if others else None
    if known is not None:
        return known
    channel = next((d.channel for r in arrival.recipients if (d := find_door(r)) and d.channel), None)
    with transaction.atomic():
        item = gate.store(
            arrival.raw,
            kind="email",
            source=f"{arrival.protocol}:{arrival.peer}",
            at=at,
            channel=channel,
            source_key=own,
            envelope=arrival.envelope(),
        )
        ring()
    return item


def note_too_large(arrival: Arrival, size: int, *, at: datetime) -> None:
    """Write a ledger line about a mail that was refused for its size (bytes), once a day for the same sender and
    size; the sender was told."""
    limit = settings.MAX_MAIL_BYTES
    who = f"{arrival.mail_from}:{','.join(sorted(arrival.recipients))}:{size}:{at:%Y-%m-%d}"
    reason = _("Refused: larger than %(limit)d MB. The sender was told.") % {"limit": limit // 1024 // 1024}
    with transaction.atomic():
        item = gate.store(
            arrival.raw,
            kind="email",
            source=f"{arrival.protocol}:{arrival.peer}",
            at=at,
            source_key=f"large:{hashlib.sha256(who.encode()).hexdigest()[:48]}",
            envelope={**arrival.envelope(), "size": size},
        )
        InboundItem.objects.filter(pk=item.pk, outcome=Outcome.WAITING).update(
            outcome=Outcome.IGNORED, reason=reason, understood_at=at
        )
