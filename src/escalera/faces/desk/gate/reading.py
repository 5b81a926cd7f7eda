"""What the gate's page reads of the ledger: a page of it, and how the newest items ended."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from escalera.core.channels.email.parsing.fields import decoded_value
from escalera.core.channels.models import InboundItem, Outcome

PAGE = 50
COUNTED = 5000  # of the newest items; so the page costs the same however long the ledger is
HEAD = 16 * 1024  # bytes of an original that are looked at for its sender and subject
_FIELD = re.compile(rb"^(From|Subject):((?:[^\r\n]*)(?:\r?\n[ \t][^\r\n]*){0,20})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing that came in. `who` and `what` of one without a message come out of the original's head."""

    id: int
    outcome: str
    reason: str
    error: str
    source: str
    arrived_at: datetime
    size: int
    attempts: int
    ticket_id: int | None
    who: str
    what: str
    kind: str
    channel: str


def item_page(
    outcome: str | None, *, before: int | None = None, limit: int = PAGE
) -> tuple[list[ItemRow], int | None]:
    """Return a page of the ledger, newest first, and the id to ask the next page with (None at the end)."""
    items = InboundItem.objects.all() if outcome is None else InboundItem.objects.filter(outcome=outcome)
    if before is not None:
        items = items.filter(pk__lt=before)
    found = list(
        items.select_related("ticket", "message__contact", "channel")
        .only(
            "outcome", "reason", "error", "source", "arrived_at", "size", "attempts", "kind", "ticket__subject",
            "channel__name",
            "message__contact__name",
        )
        .order_by("-id")[: limit + 1]
    )  # fmt: skip
    page = found[:limit]
    heads = _heads([item.pk for item in page if item.message_id is None])
    return [_row(item, heads.get(item.pk, {})) for item in page], page[-1].pk if len(found) > limit else None


def outcome_counts() -> dict[str, int]:
    """Return how the newest 5,000 items ended; what waits or stands in quarantine is counted whole."""
    newest = InboundItem.objects.aggregate(newest=Max("pk"))["newest"] or 0
    recent = InboundItem.objects.filter(pk__gt=newest - COUNTED).values_list("outcome").annotate(items=Count("pk"))
    whole = InboundItem.objects.filter(outcome=Outcome.QUARANTINE).count()
    return {**dict(recent.order_by("outcome")), Outcome.QUARANTINE.value: whole}


def _row(item: InboundItem, head: dict[str, str]) -> ItemRow:
    contact = item.message.contact if item.message else None
    return ItemRow(
        id=item.pk,
        outcome=item.outcome,
        reason=item.reason,
        error=item.error,
        source=item.source,
        arrived_at=item.arrived_at,
        size=item.size,
        attempts=item.attempts,
        ticket_id=item.ticket_id,
        who=contact.name if contact else head.get("from", ""),
        what=item.ticket.subject if item.ticket and item.message_id else head.get("subject", ""),
        kind=item.kind,
        channel=item.channel.name if item.channel else "",
    )


def _heads(ids: list[int]) -> dict[int, dict[str, str]]:
    """Return sender and subject of items, out of the beginnings of their originals."""
    rows: Any = InboundItem.objects.filter(pk__in=ids, raw__isnull=False).values_list("pk", "raw") if ids else []
    return {pk: _fields(bytes(raw)) for pk, raw in rows}


def _fields(deflated: bytes) -> dict[str, str]:
    try:
        head = InboundItem.inflated(deflated, most=HEAD)
    except zlib.error:
        return {}
    head = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(head):
        found.setdefault(name.decode().lower(), decoded_value(value.decode("utf-8", "surrogateescape"))[:200])
    return found
