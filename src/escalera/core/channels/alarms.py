"""Channels that need a person: one alarm an episode, told once it has lasted, and taken back when it is over.

Nothing here asks a provider: it reads what sending, receiving and probing have written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from escalera.base.calendars.queries import default_calendar, working_minutes_between
from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.core.channels.facts import ChannelAlarmed, ChannelRecovered
from escalera.core.channels.models import (
    Channel,
    ChannelAlarm,
    ChannelFinding,
    ChannelWatch,
    Delivery,
    InboundItem,
    Saying,
)
from escalera.core.channels.traffic import came_between, count_hours

LASTS = timedelta(minutes=10)  # trouble that is over sooner is told to nobody
LATE = timedelta(minutes=15)  # an answer that has waited longer
STEPS = (14, 7, 3, 1)  # days before a token runs out at which it is told again
WEEK = timedelta(days=7)
WEEKS = 4
LEAST_WEEKS = 3  # of the last ones that must be known before silence means anything
LEAST_SILENCE = timedelta(hours=2)
LONGEST_SILENCE = timedelta(days=5)  # beyond it the same week would be compared with itself
LEAST_USUAL = 4  # what came in each of those weeks in the same hours
LEAST_ON_AVERAGE = 12.0


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that is not as it should be. `since`: since when; `waits`: how long it must last to be told; `days`:
    until a token runs out."""

    channel_id: int
    code: str
    since: datetime
    waits: timedelta = LASTS
    days: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def watch_step() -> int:
    """One step of the worker's loop; it says that nothing is left, because all was looked at."""
    watch_channels(now=timezone.now())
    return 0


def watch_channels(*, now: datetime) -> int:
    """Look at every channel in use; begin, tell and end alarms. Return how many changed. Safe with many workers."""
    channels = list(Channel.objects.filter(is_active=True).order_by("pk"))
    count_hours(channels, now=now)
    signs = {(one.channel_id, one.code): one for one in _signs(channels, now)}
    on = {(one.channel_id, one.code): one for one in ChannelAlarm.objects.filter(ended_at=None)}
    changed = 0
    for key in sorted({*signs, *on}):
        sign, alarm = signs.get(key), on.get(key)
        if _changes(sign, alarm, now):
            changed += _change(key, sign, now)
    return changed


def _changes(sign: Sign | None, alarm: ChannelAlarm | None, now: datetime) -> bool:
    """Say whether there is anything to write: an idle look must write nothing."""
    if sign is None or alarm is None:
        return True
    return _is_due(sign, alarm, now)


def _is_due(sign: Sign, alarm: ChannelAlarm, now: datetime) -> bool:
    if alarm.told_at is None:
        return now - min(sign.since, alarm.began_at) >= sign.waits
    return sign.days is not None and (alarm.step is None or _step(sign.days) < alarm.step)


@transaction.atomic
def _change(key: tuple[int, str], sign: Sign | None, now: datetime) -> int:
    channel = Channel.objects.select_for_update(of=("self",)).filter(pk=key[0]).first()
    if channel is None:
        return 0
    alarm = ChannelAlarm.objects.filter(channel=channel, code=key[1], ended_at=None).first()
    if sign is None:
        return _end(channel, alarm, now)
    if alarm is None:
        alarm = ChannelAlarm(channel=channel, code=sign.code, began_at=min(sign.since, now))
    elif not _is_due(sign, alarm, now):
        return 0
    alarm.data = sign.data
    if _is_due(sign, alarm, now):
        alarm.told_at = now
        alarm.step = None if sign.days is None else _step(sign.days)
        alarm.save()
        fact = ChannelAlarmed(
            channel_id=channel.pk, address=channel.address, alarm_id=alarm.pk, code=sign.code, called=channel.name,
            days=sign.days,
        )  # fmt: skip
        record(fact, actor=SYSTEM, at=now)
    else:
        alarm.save()
    return 1


def _end(channel: Channel, alarm: ChannelAlarm | None, now: datetime) -> int:
    """End an episode; the all-clear is for those who heard the alarm. One of a channel that was switched off just ends."""
    if alarm is None:
        return 0
    alarm.ended_at = now
    alarm.save(update_fields=["ended_at"])
    if alarm.told_at is not None and channel.is_active:
        fact = ChannelRecovered(
            channel_id=channel.pk, address=channel.address, alarm_id=alarm.pk, code=alarm.code, called=channel.name
        )
        record(fact, actor=SYSTEM, at=now)
    return 1


def _signs(channels: list[Channel], now: datetime) -> Iterable[Sign]:
    for channel in channels:
        if channel.last_error and channel.trouble_since is not None:
            yield Sign(channel.pk, "trouble", channel.trouble_since)
    active = {channel.pk for channel in channels}
    yield from (sign for sign in _of_queues(now) if sign.channel_id in active)
    yield from (sign for sign in _of_findings(now) if sign.channel_id in active)
    for channel in channels:
        if (since := silent_since(channel.pk, now=now)) is not None:
            yield Sign(channel.pk, "silence", since, timedelta(0))


def _of_queues(now: datetime) -> Iterable[Sign]:
    """What waits to leave, by its oldest; what is done cannot be late."""
    mail = Delivery.objects.on_the_way().exclude(channel=None).values_list("channel").annotate(Min("queued_at"))
    said = Saying.objects.filter(state__in=["queued", "sending"]).values_list("thread__channel")
    oldest: dict[int, datetime] = {}
    for pk, queued_at in [*mail.order_by("channel"), *said.annotate(Min("queued_at")).order_by("thread__channel")]:
        oldest[pk] = min(queued_at, oldest.get(pk, queued_at))
    return [Sign(pk, "queue", at, LATE) for pk, at in oldest.items() if now - at >= LATE]


def _of_findings(now: datetime) -> Iterable[Sign]:
    """A token that was revoked or runs out is told at once, anything else when it has lasted."""
    ending = ChannelFinding.objects.filter(good=True, ends_at__lte=now + timedelta(days=STEPS[0]))
    for one in ending.order_by("-ends_at", "pk"):  # the nearest end counts, and what is bad before it
        days = days_until(one.ends_at, now) if one.ends_at else 0
        yield Sign(one.channel_id, "token", one.at, timedelta(0), days=days, data={"finding": one.code})
    for one in ChannelFinding.objects.filter(good=False).order_by("pk"):
        is_token = one.code == "token"
        yield Sign(
            one.channel_id, "token" if is_token else "finding", one.bad_since or one.at,
            timedelta(0) if is_token else LASTS, days=0 if is_token else None, data={"finding": one.code},
        )  # fmt: skip


def days_until(ends_at: datetime, now: datetime) -> int:
    """Return the days until then, a begun one counted whole; 0 if it is over."""
    return max(0, -((now - ends_at) // timedelta(days=1)))


def _step(days: int) -> int:
    """Return the threshold that so many days have reached: the smallest that is not less; 0 when it is over."""
    return min((step for step in STEPS if step >= days), default=STEPS[0]) if days > 0 else 0


def silent_since(channel_id: int, *, now: datetime) -> datetime | None:
    """Return since when nothing has come in although it always does in these hours; None if that is not so.

    Compared are the same hours of the last weeks: each of at least three must have brought several things, and
    together many. A day on which nobody works (by the calendar) is compared with no other."""
    last = InboundItem.objects.filter(channel=channel_id).order_by("-arrived_at").values_list("arrived_at", flat=True)
    since = last.first()
    if since is None or not LEAST_SILENCE <= now - since <= LONGEST_SILENCE:
        return None
    first = InboundItem.objects.filter(channel=channel_id).order_by("arrived_at").values_list("arrived_at", flat=True)
    begun = first.first() or since
    watch = ChannelWatch.objects.filter(channel=channel_id).values_list("counted_until", flat=True).first()
    spans = [(since - week * WEEK, now - week * WEEK) for week in range(1, WEEKS + 1)]
    known = [(begin, end) for begin, end in spans if begin >= begun]
    if watch is None or len(known) < LEAST_WEEKS:
        return None
    usual = [came_between(channel_id, begin, end) for begin, end in known]
    if min(usual) < LEAST_USUAL or sum(usual) / len(usual) < LEAST_ON_AVERAGE:
        return None
    calendar = default_calendar()
    today = working_minutes_between(calendar, since, now)
    worked = max(working_minutes_between(calendar, begin, end) for begin, end in known)
    return since if today >= 0.75 * worked else None
