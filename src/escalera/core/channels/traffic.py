"""How much comes in and leaves by each channel: whole hours are counted once and kept, today is counted by its index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncHour

from escalera.core.channels.models import Channel, ChannelHour, ChannelWatch, Delivery, InboundItem

HOUR = timedelta(hours=1)
SETTLES = timedelta(minutes=2)  # so long after an hour nothing of it is still being written
BACK = timedelta(days=35)  # of an old ledger that is counted for the first time
KEEP = timedelta(days=63)


def count_hours(channels: Iterable[Channel], *, now: datetime) -> int:
    """Count the whole hours that are over and not counted yet; return how many channels there was something for."""
    end = _hour_of(now - SETTLES)
    known = dict(ChannelWatch.objects.values_list("channel", "counted_until"))
    behind = [one for one in channels if (known.get(one.pk) or end - BACK) < end]
    for channel in behind:
        _count(channel, known.get(channel.pk) or end - BACK, end)
    if behind:
        ChannelHour.objects.filter(hour__lt=now - KEEP).delete()
    return len(behind)


@transaction.atomic
def _count(channel: Channel, begin: datetime, end: datetime) -> None:
    came = _by_hour(InboundItem.objects.filter(channel=channel), "arrived_at", begin, end)
    left = _by_hour(Delivery.objects.filter(channel=channel), "queued_at", begin, end)
    rows = [
        ChannelHour(channel=channel, hour=hour, came=came.get(hour, 0), left=left.get(hour, 0))
        for hour in sorted({*came, *left})
    ]
    ChannelHour.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["channel", "hour"], update_fields=["came", "left"]
    )
    ChannelWatch.objects.update_or_create(
        channel=channel, defaults={"counted_until": end}, create_defaults={"counted_until": end, "next_probe_at": end}
    )


def _by_hour(rows: QuerySet[Any], field: str, begin: datetime, end: datetime) -> dict[datetime, int]:
    rows = rows.filter(**{f"{field}__gte": begin, f"{field}__lt": end})
    counted = rows.annotate(hour=TruncHour(field, tzinfo=UTC)).values_list("hour").annotate(number=Count("pk"))
    return dict(counted.order_by("hour"))


def traffic_of(channel_ids: Sequence[int], *, now: datetime) -> dict[int, tuple[int, int]]:
    """Return for each channel how much came in and left in the last 24 hours: the hours kept, and what follows."""
    since = _hour_of(now) - 23 * HOUR
    kept = ChannelHour.objects.filter(channel__in=channel_ids, hour__gte=since).values_list("channel")
    sums = {pk: [came, left] for pk, came, left in kept.annotate(Sum("came"), Sum("left")).order_by("channel")}
    until = dict(ChannelWatch.objects.filter(channel__in=channel_ids).values_list("channel", "counted_until"))
    for index, (model, field) in enumerate(((InboundItem, "arrived_at"), (Delivery, "queued_at"))):
        for start in {max(until.get(pk) or since, since) for pk in channel_ids}:
            here = [pk for pk in channel_ids if max(until.get(pk) or since, since) == start]
            rows: Any = model.objects.filter(channel__in=here, **{f"{field}__gte": start})  # type: ignore[attr-defined]
            for pk, number in rows.values_list("channel").annotate(number=Count("pk")).order_by("channel"):
                sums.setdefault(pk, [0, 0])[index] += number
    return {pk: (came, left) for pk, (came, left) in sums.items()}


def came_between(channel_id: int, begin: datetime, end: datetime) -> int:
    """Return how much came in within the whole hours that lie between two instants."""
    first = begin if _hour_of(begin) == begin else _hour_of(begin) + HOUR
    rows = ChannelHour.objects.filter(channel=channel_id, hour__gte=first, hour__lte=end - HOUR)
    return int(rows.aggregate(number=Sum("came"))["number"] or 0)


def _hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
