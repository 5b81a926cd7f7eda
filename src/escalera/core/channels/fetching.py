"""The loop of slow work: files that lie with a provider are fetched, and hang on their message from then on."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.core.channels.deliveries import pause_s
from escalera.core.channels.models import FetchState, MediaFetch
from escalera.core.channels.shared.files import NotFetched, fetcher_of
from escalera.core.channels.shared.marking import tell
from escalera.core.tickets.actions import NewFile, attach_file

LOGGER = logging.getLogger(__name__)
BATCH = 5
MOST_TRIES = 8
LEASE = timedelta(minutes=3)


def fetch_step() -> int:
    return fetch_due(now=timezone.now())


def fetch_due(*, now: datetime, limit: int = BATCH) -> int:
    """Fetch the oldest files that are due, each on its own; return how many were tried."""
    if not MediaFetch.objects.filter(state=FetchState.WAITING, next_try_at__lte=now).exists():
        return 0
    with transaction.atomic():
        rows = MediaFetch.objects.filter(state=FetchState.WAITING, next_try_at__lte=now)
        rows = (
            rows.select_for_update(skip_locked=True, of=("self",)).select_related("channel").order_by("next_try_at")
        )
        claimed = list(rows[:limit])
        MediaFetch.objects.filter(pk__in=[one.pk for one in claimed]).update(next_try_at=now + LEASE)
    for one in claimed:
        _fetch(one, now)
    return len(claimed)


def _fetch(one: MediaFetch, now: datetime) -> None:
    fetcher = fetcher_of(one.channel.kind)
    try:
        if fetcher is None:
            raise NotFetched(_("This channel fetches no files."), permanent=True)
        file = fetcher(one.channel, one)
    except NotFetched as trouble:
        _put_off(one, trouble, now)
    except Exception as error:
        LOGGER.exception("%s could not be fetched", one)
        _put_off(one, NotFetched(f"{type(error).__name__}: {error}"), now)
    else:
        _hang_on(one, file, now)


@transaction.atomic
def _hang_on(one: MediaFetch, file: NewFile, now: datetime) -> None:
    done = MediaFetch.objects.filter(pk=one.pk, state=FetchState.WAITING).update(state=FetchState.DONE, error="")
    if done:
        attach_file(message_id=one.message_id, file=file)
        tell(one.message_id, "file", now)


def _put_off(one: MediaFetch, trouble: NotFetched, now: datetime) -> None:
    tries = one.attempts + 1
    over = trouble.permanent or tries >= MOST_TRIES
    MediaFetch.objects.filter(pk=one.pk, state=FetchState.WAITING).update(
        attempts=tries,
        error=str(trouble)[:400],
        state=FetchState.FAILED if over else FetchState.WAITING,
        next_try_at=now + timedelta(seconds=trouble.retry_after_s or pause_s(tries)),
    )
    if over:
        tell(one.message_id, "file failed", now)
