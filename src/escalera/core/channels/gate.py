"""The gate: what a channel brings is stored raw, then understood; each item ends in exactly one outcome.

A channel's folder registers how its items are understood; one item that can't be understood goes to quarantine and
never stops the line."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage import files
from escalera.base.storage.gathered import Gathered
from escalera.base.storage.ready import Ready, insert, update
from escalera.base.storage.together import together
from escalera.core.channels.facts import ItemQuarantined
from escalera.core.channels.models import Channel, InboundItem, Outcome
from escalera.core.channels.turns import in_turn

LOGGER = logging.getLogger(__name__)
LARGEST_IN_ROW = 64 * 1024  # bytes, deflated; larger originals stand in the file store
BATCH = 100


@dataclass(frozen=True, slots=True)
class Understood:
    """How an item ended. `explanation` is what `--explain` prints: what was read and which rule decided.

    `erases`: the original holds personal data that is covered on the ticket, so it is not kept."""

    outcome: Outcome
    reason: str
    ticket_id: int | None = None
    message_id: int | None = None
    fingerprint: int | None = None
    explanation: dict[str, Any] = field(default_factory=dict)
    erases: bool = False


Understand = Callable[[InboundItem, bytes, datetime], Understood]
_KINDS: dict[str, Understand] = {}


def understands(kind: str) -> Callable[[Understand], Understand]:
    """Register how items of a kind of channel are understood; runs inside one transaction."""

    def register(function: Understand) -> Understand:
        _KINDS[kind] = function
        return function

    return register


Prepare = Callable[[Sequence[InboundItem]], None]
_PREPARING: dict[str, Prepare] = {}


def prepares(kind: str, prepare: Prepare) -> None:
    """Have a kind look up elsewhere what it will need, before its items are understood and outside of any transaction.
    It has a time limit of its own; whatever goes wrong there holds up nothing."""
    _PREPARING[kind] = prepare


def store(
    raw: bytes,
    *,
    kind: str,
    source: str,
    at: datetime,
    channel: Channel | None = None,
    source_key: str | None = None,
    envelope: dict[str, Any] | None = None,
) -> InboundItem:
    """Put the raw bytes into the ledger; after this returns they are safe and may be acknowledged.

    A repeated arrival (same `source_key`) returns the item that is there. A NUL in text fields is dropped."""
    deflated = InboundItem.deflated(raw)
    large = len(deflated) > LARGEST_IN_ROW
    item = InboundItem(
        channel=channel,
        kind=kind,
        source=source[:120],
        source_key=source_key,
        envelope=envelope,
        arrived_at=at,
        size=len(raw),
        raw=None if large else deflated,
        raw_sha256=files.store(raw).sha256 if large else "",
    )
    return _LEDGER.put(item)


def _write_items(items: Sequence[InboundItem]) -> list[InboundItem]:
    """Write what is new in one transaction; a repeated arrival is the item that is there."""
    try:
        with transaction.atomic():
            return _write_new(items)
    except IntegrityError:  # the same arrival, stored by another process in this moment
        with transaction.atomic():
            return _write_new(items)


def _write_new(items: Sequence[InboundItem]) -> list[InboundItem]:
    known = {one.source_key: one for one in _known_of({item.source_key for item in items if item.source_key})}
    fresh: list[InboundItem] = []
    for item in items:
        if item.source_key is None or item.source_key not in known:
            fresh.append(item)
            if item.source_key is not None:
                known[item.source_key] = item
    if len(fresh) == 1:
        insert(fresh[0])
    elif fresh:
        InboundItem.objects.bulk_create(fresh)
    return [known[item.source_key] if item.source_key is not None else item for item in items]


_KNOWN = Ready(lambda key: InboundItem.objects.filter(source_key=key))


def _known_of(keys: set[str]) -> list[InboundItem]:
    """Return the items that came before under these names."""
    if len(keys) > 1:
        return list(InboundItem.objects.filter(source_key__in=keys))
    return [one for key in keys if (one := _KNOWN.first(key)) is not None]


_LEDGER: Gathered[InboundItem, InboundItem] = Gathered(_write_items)


def original(item: InboundItem) -> bytes:
    """Return the bytes as they came. Raises: FileNotFoundError if they were erased, or are gone from the store."""
    return InboundItem.inflated(bytes(item.raw)) if item.raw is not None else files.load(item.raw_sha256)


def understand(item_id: int, *, at: datetime, again: bool = False) -> tuple[InboundItem, dict[str, Any]]:
    """Understand one waiting item (with `again`, one in quarantine); return it and the explanation.

    An item with an outcome is left as it is. Whatever goes wrong in understanding becomes a quarantine entry;
    only a database that doesn't answer is raised, and the item waits."""
    explanation: dict[str, Any] = {}
    try:
        with together():
            item = _locked(item_id)
            if item.outcome not in ((Outcome.QUARANTINE, Outcome.WAITING) if again else (Outcome.WAITING,)):
                return item, explanation
            understood = _KINDS[item.kind](item, original(item), at)
            explanation = understood.explanation
            _finish(item, understood, at)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad item never stops the line
        LOGGER.warning("item %s goes to quarantine: %s", item_id, error)
        item = _quarantine(item_id, error, at)
    return item, explanation


def understand_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Understand the oldest waiting items, each in its own transaction; return how many.

    Each door has its turn: what floods in by one does not hold up the others."""
    done = 0
    turn = list(in_turn(limit))
    _prepare(turn)
    for pk in turn:
        understand(pk, at=at)
        done += 1
    return done


def _prepare(keys: Sequence[int]) -> None:
    if not keys or not _PREPARING:
        return
    waiting = InboundItem.objects.filter(pk__in=keys, kind__in=list(_PREPARING), outcome=Outcome.WAITING)
    items = list(waiting.select_related("channel"))
    for kind in {item.kind for item in items}:
        try:
            _PREPARING[kind]([item for item in items if item.kind == kind])
        except Exception:
            LOGGER.exception("What %s needs to understand could not be looked up", kind)


_LOCKED = Ready(
    lambda pk: (
        InboundItem.objects.select_for_update(of=("self",)).select_related("channel__team__level").filter(pk=pk)
    )
)


def _locked(item_id: int) -> InboundItem:
    item = _LOCKED.first(item_id)
    if item is None:
        raise InboundItem.DoesNotExist(f"there is no item {item_id}")
    return item


def _finish(item: InboundItem, understood: Understood, at: datetime) -> None:
    item.outcome = understood.outcome
    item.reason = understood.reason[:200]
    item.error = ""
    item.understood_at = at
    item.attempts += 1
    item.ticket_id = understood.ticket_id
    item.message_id = understood.message_id
    item.fingerprint = understood.fingerprint
    changed = ["outcome", "reason", "error", "understood_at", "attempts", "ticket", "message", "fingerprint"]
    if understood.erases:
        _erase(item)
        changed += ["raw", "raw_sha256"]
    update(item, *changed)


def _erase(item: InboundItem) -> None:
    """Let an original go, but for its hash: by that a mailbox that is numbered anew knows it has been here."""
    if item.raw is not None:
        item.raw_sha256 = hashlib.sha256(original(item)).hexdigest()
        item.raw = None
    else:
        transaction.on_commit(partial(files.remove, item.raw_sha256))


def _quarantine(item_id: int, error: Exception, at: datetime) -> InboundItem:
    with transaction.atomic():
        item = _locked(item_id)
        item.outcome = Outcome.QUARANTINE
        item.reason = f"{type(error).__name__}: {error}"[:200].replace("\x00", "")
        item.error = "".join(traceback.format_exception(error))[-8000:].replace("\x00", "")
        item.understood_at = at
        item.attempts += 1
        item.save(update_fields=["outcome", "reason", "error", "understood_at", "attempts"])
        record(ItemQuarantined(item_id=item.pk, error=item.reason), actor=SYSTEM, at=at)
    return item


def digest(*parts: str | bytes | None) -> int:
    """Return 63 bits of a hash over the parts, as a positive integer that both databases hold in a bigint."""
    hashed = hashlib.sha256()
    for part in parts:
        raw = b"\xff" if part is None else part.encode("utf-8", "replace") if isinstance(part, str) else part
        hashed.update(len(raw).to_bytes(8, "big") + raw)
    return int.from_bytes(hashed.digest()[:8], "big") >> 1
