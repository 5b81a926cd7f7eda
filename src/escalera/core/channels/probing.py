"""Asking providers how a channel is: each on its own thread, so that one that stalls holds up no other."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_noop, override

from escalera.base.refusals import Refusal
from escalera.core.channels.models import Channel, ChannelFinding, ChannelWatch
from escalera.core.channels.shared.kinds import Finding, all_kinds, kind_of
from escalera.core.channels.shared.sending import NotSent, is_practice

LOGGER = logging.getLogger(__name__)
ANSWER = "answer"  # the finding that the provider did not answer at all
EVERY = timedelta(hours=1)
AGAIN = timedelta(minutes=10)  # after something that was not good
LIMIT_S = 25.0  # for all that are asked at once
AT_ONCE = 16
LONGEST = 500


def probe_step() -> int:
    """One step of the worker's loop."""
    return probe_due(now=timezone.now())


def probe_due(*, now: datetime, limit_s: float = LIMIT_S) -> int:
    """Ask about every channel whose time has come, all at once; return how many were asked."""
    channels = _claim(now)
    for channel, findings in ask(channels, at=now, limit_s=limit_s):
        note_findings(channel.pk, findings, at=now)
    return len(channels)


def ask(
    channels: Sequence[Channel], *, at: datetime, limit_s: float = LIMIT_S
) -> list[tuple[Channel, Sequence[Finding]]]:
    """Ask each channel's provider, and return what was found within the time; who is late has not answered."""
    results: dict[int, Sequence[Finding]] = {}
    threads = [
        threading.Thread(target=_ask_one, args=(channel, at, results), name=f"probe-{channel.pk}", daemon=True)
        for channel in channels
    ]
    for thread in threads:
        thread.start()
    ends = time.monotonic() + limit_s
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
    late = Finding(
        ANSWER, gettext_noop("no answer within %(seconds)d seconds"), good=False, params={"seconds": round(limit_s)}
    )
    return [(channel, results.get(channel.pk, (late,))) for channel in channels]


@transaction.atomic
def note_findings(channel_id: int, findings: Sequence[Finding], *, at: datetime) -> None:
    """Keep what was found. What was known of a provider that does not answer now stays (a token still runs out)."""
    channel = Channel.objects.select_for_update(of=("self",)).filter(pk=channel_id).first()
    if channel is None:
        return
    known = {one.code: one for one in ChannelFinding.objects.filter(channel=channel)}
    kept = {one.code[:40]: one for one in sorted(findings, key=lambda one: not one.good)}
    for code, one in kept.items():
        _keep(known.get(code) or ChannelFinding(channel=channel, code=code), one, at)
    if not any(code == ANSWER and not one.good for code, one in kept.items()):
        ChannelFinding.objects.filter(channel=channel).exclude(code__in=kept).delete()
    good = all(one.good for one in findings)
    if good:
        channel.last_ok_at = at
        channel.save(update_fields=["last_ok_at"])
    pause = (EVERY if good else AGAIN) * random.uniform(0.85, 1.15)  # noqa: S311 - not a secret
    ChannelWatch.objects.update_or_create(channel=channel, defaults={"next_probe_at": at + pause, "probed_at": at})


def _keep(row: ChannelFinding, found: Finding, at: datetime) -> None:
    source = found.params is not None or isinstance(found.words, Promise)
    with override(None):  # the words as they stand in the source: each reader has them in their language
        words = str(found.words)
    row.words = words.replace("\x00", "")[:LONGEST]
    row.params = {key: _plain(value) for key, value in (found.params or {}).items()} if source else None
    row.good, row.ends_at, row.at = found.good, found.ends_at, at
    row.bad_since = None if found.good else row.bad_since or at
    row.save()


def _plain(value: object) -> int | float | str:
    return value if isinstance(value, int | float) else str(value).replace("\x00", "")[:LONGEST]


def _ask_one(channel: Channel, at: datetime, results: dict[int, Sequence[Finding]]) -> None:
    kind = kind_of(channel.kind)
    probe: Callable[[Channel, datetime], Sequence[Finding]] | None = kind.probe if kind else None
    if is_practice(channel):
        probe = _practice
    try:
        with override(settings.LANGUAGE_CODE):
            results[channel.pk] = list(probe(channel, at)) if probe else []
    except (NotSent, Refusal) as trouble:
        results[channel.pk] = [Finding(ANSWER, str(trouble), good=False)]
    except Exception as error:
        LOGGER.exception("Channel %s could not be asked how it is", channel.pk)
        results[channel.pk] = [Finding(ANSWER, f"{type(error).__name__}: {error}", good=False)]
    finally:
        if threading.current_thread() is not threading.main_thread():
            connections.close_all()


def _practice(channel: Channel, at: datetime) -> Sequence[Finding]:
    return [Finding("practice", gettext_noop("For practice: nothing leaves by this channel."), params={})]


def _claim(now: datetime) -> list[Channel]:
    """Take the channels whose time has come, and put their next time off, so that no other worker asks them too."""
    kinds = [kind.kind for kind in all_kinds() if kind.probe is not None]
    asked = Channel.objects.filter(kind__in=kinds, is_active=True)
    new = asked.filter(watch=None)
    due = ChannelWatch.objects.filter(channel__in=asked, next_probe_at__lte=now)
    if not kinds or not (new.exists() or due.exists()):
        return []
    with transaction.atomic():
        rows = [ChannelWatch(channel=channel, next_probe_at=now) for channel in new]
        ChannelWatch.objects.bulk_create(rows, ignore_conflicts=True)
        claimed = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("next_probe_at")[:AT_ONCE])
        keys = [one.pk for one in claimed]
        ChannelWatch.objects.filter(pk__in=keys).update(next_probe_at=now + AGAIN)
    return list(Channel.objects.filter(pk__in=keys).order_by("pk"))
