"""How every channel does, for whoever looks after them: a flat number of queries, however many channels there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.channels.alarms import days_until
from escalera.core.channels.models import (
    Channel,
    ChannelAlarm,
    ChannelFinding,
    ChannelWatch,
    Delivery,
    InboundItem,
    Outcome,
    RetiredHook,
    Saying,
)
from escalera.core.channels.policies import why_not_manage
from escalera.core.channels.traffic import traffic_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait, and since when the oldest."""

    number: int = 0
    since: datetime | None = None


@dataclass(slots=True)
class ChannelState:
    """One channel as it stands. `waiting`: what came in and is not understood yet; `leaving`: what waits to leave;
    `came`, `left`: in the last day; `failed`: what did not arrive of answers and of the assistant's words, queued in the
    last day; `token_ends`: the nearest end of what gives access; `old_until`: until when an old secret or webhook address
    still counts."""

    channel: Channel
    waiting: Queue = field(default_factory=Queue)
    leaving: Queue = field(default_factory=Queue)
    quarantined: int = 0
    failed: int = 0
    came: int = 0
    left: int = 0
    findings: list[ChannelFinding] = field(default_factory=list)
    alarms: list[ChannelAlarm] = field(default_factory=list)
    probed_at: datetime | None = None
    hooks_until: datetime | None = None

    @property
    def is_well(self) -> bool:
        return not self.channel.last_error and not self.alarms and all(one.good for one in self.findings)

    @property
    def token_ends(self) -> datetime | None:
        return min((one.ends_at for one in self.findings if one.ends_at), default=None)

    def token_days(self, now: datetime) -> int | None:
        """Return the days until access runs out; None where nothing says that it does."""
        return days_until(self.token_ends, now) if self.token_ends else None

    def old_until(self, now: datetime) -> datetime | None:
        secrets = (self.channel.settings.get("secrets") or {}).values()
        ends = [datetime.fromisoformat(one["until"]) for kept in secrets for one in kept if one.get("until")]
        living = [end for end in (*ends, self.hooks_until) if end is not None and end > now]
        return max(living, default=None)


def channel_states(by: Agent, *, now: datetime) -> list[ChannelState]:
    """Return every channel with how it does, those in use first. Raises: NotAllowed."""
    if refusal := why_not_manage(by):
        raise NotAllowed(refusal)
    return states_of(Channel.objects.order_by("-is_active", "name", "pk").select_related("team"), now=now)


def channel_state(channel_id: int, by: Agent, *, now: datetime) -> ChannelState:
    """Return one of them. Raises: NotAllowed, Channel.DoesNotExist."""
    if refusal := why_not_manage(by):
        raise NotAllowed(refusal)
    return states_of([Channel.objects.select_related("team").get(pk=channel_id)], now=now)[0]


def states_of(channels: Iterable[Channel], *, now: datetime) -> list[ChannelState]:
    """Return how these channels do."""
    states = {channel.pk: ChannelState(channel) for channel in channels}
    keys = list(states)
    _fill_queues(states, keys)
    _fill_numbers(states, keys, now)
    for finding in ChannelFinding.objects.filter(channel__in=keys).order_by("good", "code"):
        states[finding.channel_id].findings.append(finding)
    for alarm in ChannelAlarm.objects.filter(channel__in=keys, ended_at=None, told_at__isnull=False).order_by("code"):
        states[alarm.channel_id].alarms.append(alarm)
    for pk, probed_at in ChannelWatch.objects.filter(channel__in=keys).values_list("channel", "probed_at"):
        states[pk].probed_at = probed_at
    hooks = RetiredHook.objects.filter(channel__in=keys, until__gt=now).order_by("until")
    for pk, until in hooks.values_list("channel", "until"):
        states[pk].hooks_until = until
    return list(states.values())


def _fill_queues(states: dict[int, ChannelState], keys: Sequence[int]) -> None:
    waiting = InboundItem.objects.filter(outcome=Outcome.WAITING, channel__in=keys).values_list("channel")
    for pk, number, since in waiting.annotate(Count("pk"), Min("arrived_at")).order_by("channel"):
        states[pk].waiting = Queue(number, since)
    leaving: dict[int, list[Any]] = defaultdict(lambda: [0, []])
    mail = Delivery.objects.on_the_way().filter(channel__in=keys).values_list("channel")
    said = Saying.objects.filter(state__in=["queued", "sending"], thread__channel__in=keys)
    rows = [
        *mail.annotate(Count("pk"), Min("queued_at")).order_by("channel"),
        *said.values_list("thread__channel").annotate(Count("pk"), Min("queued_at")).order_by("thread__channel"),
    ]
    for pk, number, since in rows:
        leaving[pk][0] += number
        leaving[pk][1].append(since)
    for pk, (number, times) in leaving.items():
        states[pk].leaving = Queue(number, min(times))


def _fill_numbers(states: dict[int, ChannelState], keys: Sequence[int], now: datetime) -> None:
    stuck = InboundItem.objects.filter(outcome=Outcome.QUARANTINE, channel__in=keys).values_list("channel")
    for pk, number in stuck.annotate(Count("pk")).order_by("channel"):
        states[pk].quarantined = number
    failed = Delivery.objects.failed().filter(channel__in=keys, queued_at__gt=now - DAY).values_list("channel")
    for pk, number in failed.annotate(Count("pk")).order_by("channel"):
        states[pk].failed = number
    words = Saying.objects.extra(where=["channels_saying.state = 'failed'"])  # the very words of its index
    words = words.filter(thread__channel__in=keys, queued_at__gt=now - DAY)
    for pk, number in words.values_list("thread__channel").annotate(Count("pk")).order_by("thread__channel"):
        states[pk].failed += number
    for pk, (came, left) in traffic_of(keys, now=now).items():
        states[pk].came, states[pk].left = came, left
