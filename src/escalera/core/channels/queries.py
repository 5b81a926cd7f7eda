"""What the gate's pages and the doctor ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.channels.models import Channel, Delivery, DeliveryState, InboundItem, MailboxPosition, Outcome
from escalera.core.channels.policies import why_not_manage

PAGE = 50
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class GateHealth:
    """`waiting_since`: arrival of the oldest mail not understood yet; `late`: answers queued for 15 minutes."""

    waiting: int
    waiting_since: datetime | None
    quarantined: int
    late: int
    failed_today: int


def gate_health(now: datetime) -> GateHealth:
    """Return the figures that say whether mail gets in and out."""
    waiting = InboundItem.objects.filter(outcome=Outcome.WAITING)
    oldest = waiting.order_by("id").values_list("arrived_at", flat=True).first()
    on_the_way = Delivery.objects.on_the_way()
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, queued_at__gt=now - timedelta(days=1))
    return GateHealth(
        waiting=waiting.count() if oldest else 0,
        waiting_since=oldest,
        quarantined=InboundItem.objects.filter(outcome=Outcome.QUARANTINE).count(),
        late=on_the_way.filter(queued_at__lt=now - LATE).count(),
        failed_today=failed.count(),
    )


def quarantine(agent: Agent, *, before: int | None = None, limit: int = PAGE) -> list[InboundItem]:
    """Return a page of the quarantine, newest first, without the originals; `before`: the last id of the page before.

    Raises: NotAllowed."""
    if refusal := why_not_manage(agent):
        raise NotAllowed(refusal)
    items = InboundItem.objects.filter(outcome=Outcome.QUARANTINE).select_related("channel").defer("raw")
    if before is not None:
        items = items.filter(pk__lt=before)
    return list(items.order_by("-id")[:limit])


def channels_with_positions() -> list[Channel]:
    """Return all channels with how far their mailboxes were read, active ones first."""
    return list(Channel.objects.order_by("-is_active", "name", "pk").prefetch_related("positions", "team__level"))


def positions_of(channel_id: int) -> list[MailboxPosition]:
    return list(MailboxPosition.objects.filter(channel=channel_id).order_by("folder"))
