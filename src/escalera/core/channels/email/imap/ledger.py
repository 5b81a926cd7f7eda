"""From a folder to the ledger: each mail and the position behind it in one transaction.

The ledger knows a mail of a mailbox by (channel, folder, UIDVALIDITY, UID). When the server numbers a folder anew,
the mails that are there already are recognised by their bytes and get their new number; nothing comes in twice."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage import files
from escalera.base.storage.wake import ring
from escalera.core.channels import gate
from escalera.core.channels.facts import ItemQuarantined
from escalera.core.channels.models import Channel, InboundItem, MailboxPosition, Outcome

KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """One numbering of one folder of one channel."""

    channel: Channel
    folder: str
    uidvalidity: int

    @property
    def prefix(self) -> str:
        """What the keys of this folder begin with, in any numbering."""
        return f"imap:{self.channel.pk}:{hashlib.sha256(self.folder.encode()).hexdigest()[:12]}:"

    def key(self, uid: int) -> str:
        return f"{self.prefix}{self.uidvalidity}:{uid}"

    def envelope(self, uid: int) -> dict[str, Any]:
        return {"folder": self.folder, "uidvalidity": self.uidvalidity, "uid": uid}


def position_of(shelf: Shelf) -> MailboxPosition:
    """Return how far the folder was read in this numbering; after a new numbering that is nowhere.

    `read_at` is None until the folder was once read to its end; till then, known mails are found by their bytes."""
    position, _made = MailboxPosition.objects.get_or_create(
        channel=shelf.channel, folder=shelf.folder, defaults={"uidvalidity": shelf.uidvalidity}
    )
    if position.uidvalidity != shelf.uidvalidity:
        MailboxPosition.objects.filter(pk=position.pk).update(uidvalidity=shelf.uidvalidity, last_uid=0, read_at=None)
        position.refresh_from_db()
    return position


def unknown_uids(shelf: Shelf, uids: list[int]) -> list[int]:
    """Return those that the ledger has no item for."""
    known: set[str] = set()
    for start in range(0, len(uids), KEYS_AT_ONCE):
        keys = [shelf.key(uid) for uid in uids[start : start + KEYS_AT_ONCE]]
        rows = InboundItem.objects.filter(source_key__in=keys).values_list("source_key", flat=True)
        known.update(key for key in rows if key)
    return [uid for uid in uids if shelf.key(uid) not in known]


class OldNumbers:
    """The mails of a folder that the ledger knows under an earlier numbering, by the hash of their bytes."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._items: dict[str, list[int]] = defaultdict(list)
        rows = InboundItem.objects.filter(channel=shelf.channel, source_key__startswith=shelf.prefix)
        rows = rows.exclude(source_key__startswith=f"{shelf.prefix}{shelf.uidvalidity}:").order_by("-id")
        columns = ("pk", "raw", "raw_sha256", "envelope", "outcome")
        for pk, raw, sha256, envelope, outcome in rows.values_list(*columns).iterator(chunk_size=200):
            if (envelope or {}).get("unfetched"):
                if outcome == Outcome.QUARANTINE:
                    _give_up_number(pk)
                continue
            content = InboundItem.inflated(bytes(raw)) if raw is not None else b""
            self._items[sha256 or hashlib.sha256(content).hexdigest()].append(pk)

    def renumber(self, raw: bytes, uid: int) -> bool:
        """Give the item with these bytes its new number; say whether there was one."""
        same = self._items.get(hashlib.sha256(raw).hexdigest())
        if not same:
            return False
        shelf = self._shelf
        try:
            with transaction.atomic():
                InboundItem.objects.filter(pk=same[-1]).update(
                    source_key=shelf.key(uid), envelope=shelf.envelope(uid)
                )
        except IntegrityError:  # another process gave this number a moment ago
            pass
        same.pop()
        return True


def _give_up_number(pk: int) -> None:
    """A mail that could not be fetched under its old number is met again under its new one."""
    InboundItem.objects.filter(pk=pk, outcome=Outcome.QUARANTINE).update(
        outcome=Outcome.IGNORED, reason=_("The mailbox was numbered anew; the mail is fetched under its new number.")
    )


def keep(shelf: Shelf, uid: int, raw: bytes, old: OldNumbers | None, *, at: datetime) -> None:
    """Put a fetched mail into the ledger and move the position behind it."""
    with transaction.atomic():
        if old is None or not old.renumber(raw, uid):
            gate.store(
                raw,
                kind="email",
                source=f"imap:{shelf.folder}",
                at=at,
                channel=shelf.channel,
                source_key=shelf.key(uid),
                envelope=shelf.envelope(uid),
            )
        advance(shelf, uid)
        ring()


def keep_unfetched(shelf: Shelf, uid: int, *, words: str, header: bytes = b"", size: int = 0, at: datetime) -> None:
    """Write a quarantine line for a mail that stays with the server, and go on behind it."""
    with transaction.atomic():
        item = gate.store(
            header,
            kind="email",
            source=f"imap:{shelf.folder}",
            at=at,
            channel=shelf.channel,
            source_key=shelf.key(uid),
            envelope={**shelf.envelope(uid), "unfetched": True, "size": size},
        )
        if item.outcome == Outcome.WAITING and (item.envelope or {}).get("unfetched"):
            reason = _("Mail %(uid)d of %(folder)s could not be fetched: %(why)s") % {
                "uid": uid, "folder": shelf.folder, "why": words,
            }  # fmt: skip
            InboundItem.objects.filter(pk=item.pk).update(
                outcome=Outcome.QUARANTINE, reason=reason[:200], error=words, understood_at=at, attempts=1
            )
            record(ItemQuarantined(item_id=item.pk, error=reason[:200]), actor=SYSTEM, at=at)
        advance(shelf, uid)


def advance(shelf: Shelf, uid: int) -> None:
    """Move the position to this UID; never backwards, whichever worker comes last."""
    MailboxPosition.objects.filter(
        channel=shelf.channel, folder=shelf.folder, uidvalidity=shelf.uidvalidity, last_uid__lt=uid
    ).update(last_uid=Greatest(F("last_uid"), Value(uid)))


def fill(item: InboundItem, raw: bytes) -> None:
    """Give an item that was in quarantine unfetched its bytes, and let it wait to be understood."""
    deflated = InboundItem.deflated(raw)
    large = len(deflated) > gate.LARGEST_IN_ROW
    envelope = {k: v for k, v in (item.envelope or {}).items() if k not in ("unfetched", "fetch_again", "size")}
    with transaction.atomic():
        InboundItem.objects.filter(pk=item.pk, outcome=Outcome.QUARANTINE).update(
            raw=None if large else deflated,
            raw_sha256=files.store(raw).sha256 if large else "",
            size=len(raw),
            envelope=envelope,
            outcome=Outcome.WAITING,
            reason="",
            error="",
        )
        ring()
