"""The way out of every channel but mail: claimed with a lease, one part after the other, order kept in a conversation.

queued → sending → sent | failed | queued again. Each door has its own thread here: one that stalls, or that its provider
told to rest, holds up no other. Before each call its part is noted as begun; a worker that dies in between leaves
that note. Where the provider knows a repeated call by its key it is made again; else nobody can know whether the words
arrived, and a person is asked instead of the customer getting them twice."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage.together import together
from escalera.base.storage.wake import ring
from escalera.core.channels.deliveries import pause_s
from escalera.core.channels.facts import DeliveryFailed, DeliverySent
from escalera.core.channels.health import MESSAGES_OUT, note_trouble, note_working
from escalera.core.channels.models import Channel, Delivery, DeliveryState, Mark, Saying, Thread
from escalera.core.channels.shared.capabilities import Capabilities, capabilities_of, why_not_now
from escalera.core.channels.shared.marking import reach, seen_already
from escalera.core.channels.shared.parts import Going, parts_of
from escalera.core.channels.shared.sending import NotSent, Part, kinds_that_send, sender_for

LOGGER = logging.getLogger(__name__)
BATCH = 20
DOORS_AT_ONCE = 16
LEASE = timedelta(seconds=90)  # longer than any one part may take; renewed with each part
MOST_TRIES = 12
ASKS = 3  # how often a busy database is asked to note what left
GIVE_UP_AFTER = timedelta(days=1)

Clock = Callable[[], datetime]
_BUSY: set[int] = set()
_SERVED: dict[int, int] = {}  # which turn a door had last: the one that waits longest comes first
_TURNS = itertools.count(1)
_BUSY_LOCK = threading.Lock()
_POOL = ThreadPoolExecutor(DOORS_AT_ONCE, thread_name_prefix="outbox")


def send_messages(*, now: datetime | None = None, clock: Clock = timezone.now, waits: bool = True) -> int:
    """Start sending what is due at every door that is not busy, and return how many were claimed.

    `waits`: come back only when they are finished (a test, a command); the worker does not wait."""
    started: list[Future[None]] = []
    claimed_in_all = 0
    for channel_id in _doors_with_work(now or clock()):
        with _BUSY_LOCK:
            if len(_BUSY) >= DOORS_AT_ONCE:  # claimed now, its lease would run while it waits for a thread
                break
            if channel_id in _BUSY:
                continue
            _BUSY.add(channel_id)
            _SERVED[channel_id] = next(_TURNS)
        try:
            claimed = claim(channel_id, now=now or clock())
        except BaseException:
            _free(channel_id)
            raise
        claimed_in_all += len(claimed)
        if not claimed:
            _free(channel_id)
        elif waits:
            try:
                _send_at(channel_id, claimed, clock)
            finally:
                _free(channel_id)
        else:
            started.append(_POOL.submit(_send_in_thread, channel_id, claimed, clock))
    return claimed_in_all


def outbox_step() -> int:
    """One step of the worker's loop."""
    return send_messages(waits=False)


def claim(channel_id: int, *, now: datetime, limit: int = BATCH) -> list[Going]:
    """Lease what is due at one door, of each conversation only the oldest that has not left yet."""
    with transaction.atomic():
        claimed: list[Going] = []
        for model in (Delivery, Saying):
            rows = _due(model, now).filter(_of_channel(model, channel_id), _rested(channel_id, now))
            rows = rows.order_by("next_try_at", "id")
            rows = rows.select_related(*_RELATED[model]).select_for_update(skip_locked=True, of=("self",))
            found = list(rows[: limit - len(claimed)])
            kept = [one for one in found if not _died_in_between(one, now)]
            model.objects.filter(pk__in=[one.pk for one in kept]).update(
                state=DeliveryState.SENDING, next_try_at=now + LEASE
            )
            for one in kept:
                one.state, one.next_try_at = DeliveryState.SENDING, now + LEASE
            claimed += kept
    return claimed


_RELATED: dict[type, tuple[str, ...]] = {
    Delivery: ("message__ticket", "message__agent", "thread", "channel"),
    Saying: ("thread__channel",),
}


def _of_channel(model: type, channel_id: int) -> Q:
    return Q(channel=channel_id) if model is Delivery else Q(thread__channel=channel_id)


def _rested(channel_id: int, now: datetime) -> Q:
    """Leave conversations alone in which the provider allows no next message yet."""
    kind = Channel.objects.filter(pk=channel_id).values_list("kind", flat=True).first()
    can = capabilities_of(kind or "")
    if can is None or not can.per_thread_s or not getattr(settings, "OUTBOX_PACES", True):
        return Q()
    rest = now - timedelta(seconds=can.per_thread_s)
    return Q(thread=None) | Q(thread__last_out_at=None) | Q(thread__last_out_at__lte=rest)


def _due(model: type, now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        Delivery.objects.on_the_way().filter(kind__in=kinds_that_send())
        if model is Delivery
        else Saying.objects.filter(state__in=["queued", "sending"])
    )
    earlier = model.objects.filter(  # type: ignore[attr-defined]
        thread=OuterRef("thread"), id__lt=OuterRef("pk"), state__in=["queued", "sending"]
    )
    rows = rows.filter(next_try_at__lte=now).filter(Q(thread=None) | ~Exists(earlier))
    if model is Delivery:  # what the assistant said before stands before what a person says
        said = Saying.objects.filter(thread=OuterRef("thread"), state__in=["queued", "sending"])
        said = said.filter(queued_at__lt=OuterRef("queued_at"))
        rows = rows.filter(Q(thread=None) | ~Exists(said))
    return rows


def _doors_with_work(now: datetime) -> list[int]:
    due = _due(Delivery, now).values_list("channel", flat=True).distinct()
    keys = {key for key in due if key is not None}
    keys |= set(_due(Saying, now).values_list("thread__channel", flat=True).distinct())
    if not keys:
        return []
    awake = Channel.objects.filter(Q(paused_until=None) | Q(paused_until__lte=now), pk__in=keys, is_active=True)
    return sorted(awake.values_list("pk", flat=True), key=lambda key: (_SERVED.get(key, 0), key))


def _died_in_between(one: Going, now: datetime) -> bool:
    """A lease that ended with a call begun: say so, unless the provider will know the call again."""
    if one.state != DeliveryState.SENDING or one.begun_part is None:
        return False
    can = capabilities_of(_channel_of(one).kind) if _channel_of(one) else None
    if can is not None and can.idempotent:
        return False
    _fail(one, NotSent(unknown_words(), permanent=True), now)
    return True


def unknown_words() -> str:
    return _("We stopped while it was being handed over: it may have arrived. Look, and send it again if it did not.")


def _channel_of(one: Going) -> Channel:
    return cast(Channel, one.channel if isinstance(one, Delivery) else one.thread.channel)


def _send_in_thread(channel_id: int, claimed: Sequence[Going], clock: Clock) -> None:
    try:
        _send_at(channel_id, claimed, clock)
    except Exception:
        LOGGER.exception("The door %s could not send", channel_id)
    finally:
        _free(channel_id)
        ring()
        connections.close_all()


def _free(channel_id: int) -> None:
    with _BUSY_LOCK:
        _BUSY.discard(channel_id)


def _send_at(channel_id: int, claimed: Sequence[Going], clock: Clock) -> None:
    """Send what was claimed at one door, no faster than its provider takes it."""
    trouble: NotSent | None = None
    for one in claimed:
        if trouble is not None:
            _put_off(one, trouble, clock(), counts=False)
            continue
        try:
            trouble = _send_one(one, clock)
        except Exception:
            LOGGER.exception("%s could not be sent", one)
            _put_off(one, NotSent(_("Something went wrong here; the log says what.")), clock())
    if trouble is not None:
        note_trouble(channel_id, MESSAGES_OUT, str(trouble), at=clock())
        if trouble.retry_after_s:
            until = clock() + timedelta(seconds=min(trouble.retry_after_s, 3600.0))
            Channel.objects.filter(pk=channel_id).update(paused_until=until)
    else:
        note_working(channel_id, MESSAGES_OUT, at=clock())


def _send_one(one: Going, clock: Clock) -> NotSent | None:
    """Send the parts that are left; return the trouble if it is the whole door's."""
    channel = _channel_of(one)
    can, sender = capabilities_of(channel.kind), sender_for(channel)
    if can is None or sender is None:
        _fail(one, NotSent(_("This channel carries no answers."), permanent=True), clock())
        return None
    try:
        parts = parts_of(one, can)
        _refuse_now(one, can, parts, clock())
        for number in range(one.parts_done, len(parts)):
            began_at, began = clock(), time.monotonic()
            _begin_part(one, number, began_at)
            name = sender(channel, one.thread, parts[number])
            _end_surely(one, number, name, channel, clock, began_at=began_at, is_last=number + 1 == len(parts))
            _pace(can, time.monotonic() - began, same_thread=number + 1 < len(parts))
        if not parts:
            _succeed(one, clock())
    except NotSent as trouble:
        _not_sent(one, trouble, can, clock())
        return trouble if trouble.of_channel else None
    except _NotMine:
        LOGGER.warning("%s is with another worker now", one)
    return None


class _NotMine(Exception):
    """The lease ran out while others of the batch were sent: somebody else has it, and will send it."""


def _pace(can: Capabilities, took_s: float, *, same_thread: bool) -> None:
    """Rest so long that the provider's limits hold: for the whole door, and within one conversation."""
    wanted_s = max(1.0 / can.per_second if can.per_second else 0.0, can.per_thread_s if same_thread else 0.0)
    if wanted_s > took_s and getattr(settings, "OUTBOX_PACES", True):
        time.sleep(wanted_s - took_s)


def _refuse_now(one: Going, can: Capabilities, parts: Sequence[Part], now: datetime) -> None:
    """A window may have closed while it waited."""
    template = bool(parts and parts[0].template)
    if one.parts_done == 0 and (words := why_not_now(can, one.thread, now, template=template)):
        raise NotSent(words, permanent=True)


def _begin_part(one: Going, number: int, now: datetime) -> None:
    """Note that the call begins, and hold the lease for it. Raises: _NotMine."""
    if not _mine(one).update(begun_part=number, next_try_at=now + LEASE):
        raise _NotMine
    one.begun_part, one.next_try_at = number, now + LEASE


def _mine(one: Going) -> QuerySet[Any]:
    """Return the row if its lease is still the one that we took: nobody else sends it."""
    return type(one).objects.filter(pk=one.pk, state=DeliveryState.SENDING, next_try_at=one.next_try_at)


def _end_surely(
    one: Going, number: int, name: str, channel: Channel, clock: Clock, *, began_at: datetime, is_last: bool
) -> None:
    """Note that the provider took a part. A database that is busy in this moment is asked again: else it would be
    sent twice. Raises: NotSent if it can't be noted."""
    for _time in range(ASKS):
        try:
            return _end_part(one, number, name, channel, clock(), began_at=began_at, is_last=is_last)
        except OperationalError:
            LOGGER.exception("That %s left could not be noted", one)
    raise NotSent(unknown_words(), unknown=True)


@transaction.atomic
def _end_part(
    one: Going, number: int, name: str, channel: Channel, now: datetime, *, began_at: datetime, is_last: bool
) -> None:
    """Note what the provider calls it; a status of it may have been here before, or be here now: whoever comes first
    takes the conversation, then the name, then the delivery, so that neither waits for the other."""
    if one.thread_id:
        Thread.objects.filter(pk=one.thread_id).update(last_out_at=now)
    mark = _named(one, name, channel, began_at) if name else None
    if is_last:
        _succeed(one, now, parts_done=number + 1, begun_part=None)
    else:
        type(one).objects.filter(pk=one.pk).update(parts_done=number + 1, begun_part=None)
    one.parts_done, one.begun_part = number + 1, None
    if mark is not None:
        reach(mark)
        seen_already(mark, began_at)


def _named(one: Going, name: str, channel: Channel, began_at: datetime) -> Mark:
    """Return the provider's name of a part of ours, with what a status said of it before."""
    mark, made = Mark.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel, external_id=name[:200],
        defaults={"is_outgoing": True, "thread": one.thread, "state": "sent", "state_at": began_at,
                  "message": one.message if isinstance(one, Delivery) else None},
    )  # fmt: skip
    if not made:
        mark.is_outgoing, mark.thread = True, one.thread
        mark.message = one.message if isinstance(one, Delivery) else None
        mark.save(update_fields=["is_outgoing", "thread", "message"])
    return mark


def _not_sent(one: Going, trouble: NotSent, can: Capabilities, now: datetime) -> None:
    """Fail it for good, or put it off; where the provider may have it and can't tell, a person decides."""
    if trouble.unknown and not can.idempotent:
        _fail(one, NotSent(unknown_words() + f" ({trouble})", permanent=True), now)
    elif trouble.permanent or (one.attempts + 1 >= MOST_TRIES or now - one.queued_at > GIVE_UP_AFTER):
        _fail(one, trouble, now)
    else:
        _put_off(one, trouble, now, counts=not trouble.of_channel)


@together()
def _succeed(one: Going, now: datetime, **values: Any) -> None:
    if isinstance(one, Saying):
        _finish(one, state=DeliveryState.SENT, answer="", next_try_at=now, **values)
    elif _finish(one, state=DeliveryState.SENT, answer="", sent_at=now, next_try_at=now, **values):
        fact = DeliverySent(ticket_id=one.message.ticket_id, delivery_id=one.pk, message_id=one.message_id)
        record(fact, actor=SYSTEM, at=now)


@transaction.atomic
def _fail(one: Going, trouble: NotSent, now: datetime) -> None:
    answer = str(trouble)[:2000]
    if _finish(one, state=DeliveryState.FAILED, answer=answer, next_try_at=now, begun_part=None) and isinstance(
        one, Delivery
    ):
        fact = DeliveryFailed(
            ticket_id=one.message.ticket_id, delivery_id=one.pk, message_id=one.message_id, answer=answer[:300]
        )
        record(fact, actor=SYSTEM, at=now)


def _put_off(one: Going, trouble: NotSent, now: datetime, *, counts: bool = True) -> None:
    rest = trouble.retry_after_s if trouble.retry_after_s else pause_s(one.attempts + 1)
    values = {"state": DeliveryState.QUEUED, "answer": str(trouble)[:2000], "begun_part": None}
    _finish(one, tries=int(counts), next_try_at=now + timedelta(seconds=rest), **values)


def _finish(one: Going, *, tries: int = 1, **values: object) -> bool:
    """Write the outcome if nobody else did."""
    return bool(_mine(one).update(attempts=F("attempts") + tries, **values))
