"""A delivery's way from queued to sent: claimed with a lease, handed over outside any transaction, finished.

queued → sending → sent | failed | queued again. `next_try_at` is the earliest next try; while it is being sent, the
end of the lease, which a side thread renews. A sender that dies lets its lease end, and the mail is sent again with
the same Message-ID: at least once. What a server accepted and we could not write down may so arrive twice."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.people.actions import mark_undeliverable
from escalera.base.refusals import BadInput
from escalera.base.storage.wake import ring
from escalera.core.channels.email.outgoing.compose import compose
from escalera.core.channels.email.outgoing.transports import NotSent, Transport, open_transport
from escalera.core.channels.email.settings import Folder, Server, sender_of
from escalera.core.channels.facts import DeliveryFailed, DeliverySent
from escalera.core.channels.health import note_trouble, note_working
from escalera.core.channels.models import Channel, Delivery, DeliveryState

LOGGER = logging.getLogger(__name__)
BATCH = 20
WAYS_AT_ONCE = 4
DOORS_AT_ONCE = 8
LEASE_S = 30.0
RENEW_S = 8.0
RENEWS = 75  # then another worker may have it: ten minutes for a batch
FIRST_PAUSE_S = 5.0
PAUSE_FACTOR = 3
LONGEST_PAUSE_S = 4 * 3600.0
GIVE_UP_AFTER = timedelta(days=3)
LEAST_TRIES = 10
PATIENT_TRIES = 6  # so long one recipient who is put off holds the mail back for all
NO_WAY_PAUSE = timedelta(minutes=5)
LONGEST_ANSWER = 2000

_BUSY: set[int | None] = set()
_BUSY_LOCK = threading.Lock()
_POOL = ThreadPoolExecutor(DOORS_AT_ONCE, thread_name_prefix="mail-out")

Way = Server | Folder
Clock = Callable[[], datetime]


def send_due(*, limit: int = BATCH, now: datetime | None = None, clock: Clock = timezone.now) -> int:
    """Claim up to `limit` due mails, send them, and return how many were claimed. Safe with many workers.

    Each way out (server) has its own connection and thread: one that stalls does not hold up the others."""
    now = now or clock()
    if not _due(now).exists():  # on SQLite a transaction would be the write lock
        return 0
    claimed = claim(limit=limit, now=now)
    _send_claimed(claimed, clock)
    return len(claimed)


def leave_step() -> int:
    """One step of the worker: begin to send at every mailbox that is not sending already, and come back at once.

    A server that stalls, or a mailbox with thousands to send, holds up its own mails and no others."""
    now = timezone.now()
    begun = 0
    for door in _due(now).order_by().values_list("channel", flat=True).distinct():
        with _BUSY_LOCK:
            if len(_BUSY) >= DOORS_AT_ONCE:
                break
            if door in _BUSY:
                continue
            _BUSY.add(door)
        try:
            claimed = claim(limit=BATCH, now=now, door=(door,))
        except BaseException:
            _free(door)
            raise
        if not claimed:
            _free(door)
            continue
        begun += len(claimed)
        _POOL.submit(_leave_in_thread, door, claimed)
    return begun


def _leave_in_thread(door: int | None, claimed: Sequence[Delivery]) -> None:
    try:
        _send_claimed(claimed, timezone.now)
    except Exception:
        LOGGER.exception("The mails of channel %s could not be sent", door)
    finally:
        _free(door)
        ring()
        connections.close_all()


def _free(door: int | None) -> None:
    with _BUSY_LOCK:
        _BUSY.discard(door)


def _send_claimed(claimed: Sequence[Delivery], clock: Clock) -> None:
    groups = _by_way(claimed)
    with _renewing([delivery.pk for delivery in claimed]):
        if len(groups) == 1:
            for way, deliveries in groups:
                _send_all(way, deliveries, clock)
        elif groups:
            with ThreadPoolExecutor(min(WAYS_AT_ONCE, len(groups)), thread_name_prefix="send") as pool:
                list(pool.map(lambda group: _send_in_thread(group[0], group[1], clock), groups))


def claim(*, limit: int, now: datetime, door: tuple[int | None] | None = None) -> list[Delivery]:
    """Lease due mails, the longest due first; `door`: only those of this channel (None in it: of no channel)."""
    with transaction.atomic():
        rows = _due(now).select_related("message__ticket__requester", "message__agent")
        if door is not None:
            rows = rows.filter(channel=door[0]) if door[0] is not None else rows.filter(channel=None)
        rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by("next_try_at", "id")
        claimed = list(rows[:limit])
        Delivery.objects.filter(pk__in=[d.pk for d in claimed]).update(
            state=DeliveryState.SENDING, next_try_at=now + timedelta(seconds=_lease_s())
        )
    return claimed


def pause_s(attempts: int) -> float:
    """Return the seconds to wait after this many tries: 5, 15, 45 … four hours, each a quarter more or less."""
    plain = float(getattr(settings, "DELIVERY_FIRST_PAUSE_S", FIRST_PAUSE_S)) * float(PAUSE_FACTOR) ** min(
        attempts - 1, 20
    )
    return min(LONGEST_PAUSE_S, plain) * random.uniform(0.75, 1.25)  # noqa: S311 - not a secret


def without_a_way(channel: Channel | None) -> str:
    """Return why nothing can leave through the channel, "" if there is a way: for the doctor."""
    try:
        if sender_of(channel) is None:
            return _("No sending server is set up: set ESCALERA_SMTP_URL, or the channel's own server.")
    except BadInput as refusal:
        return str(refusal)
    return ""


def _due(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.on_the_way().filter(kind="email", next_try_at__lte=now)


def _lease_s() -> float:
    return float(getattr(settings, "DELIVERY_LEASE_S", LEASE_S))


def _by_way(claimed: Sequence[Delivery]) -> list[tuple[Way, list[Delivery]]]:
    """Group the claimed by where they leave; put those back that have no way out."""
    groups: dict[Way, list[Delivery]] = {}
    stuck: dict[str, list[int]] = {}
    channels = Channel.objects.in_bulk({d.channel_id for d in claimed if d.channel_id})
    for delivery in claimed:
        channel = channels.get(delivery.channel_id) if delivery.channel_id else None
        delivery.channel = channel
        try:
            way = sender_of(channel)
        except BadInput:
            way = None
        if way is None:
            stuck.setdefault(without_a_way(channel), []).append(delivery.pk)
        else:
            groups.setdefault(way, []).append(delivery)
    for words, keys in stuck.items():
        Delivery.objects.filter(pk__in=keys, state=DeliveryState.SENDING).update(
            state=DeliveryState.QUEUED, answer=words, next_try_at=timezone.now() + NO_WAY_PAUSE
        )
    return list(groups.items())


def _send_in_thread(way: Way, deliveries: list[Delivery], clock: Clock) -> None:
    try:
        _send_all(way, deliveries, clock)
    finally:
        connections.close_all()


def _send_all(way: Way, deliveries: list[Delivery], clock: Clock) -> None:
    """Send a batch over one connection; trouble with the server itself puts the rest off untried."""
    trouble: NotSent | None = None
    with open_transport(way) as transport:
        for delivery in deliveries:
            if trouble is not None:
                _put_off(delivery, trouble, clock(), counts=False)
                continue
            try:
                trouble = _send_one(transport, delivery, clock)
            except Exception:
                LOGGER.exception("Delivery %s could not be sent", delivery.pk)
                _put_off(delivery, NotSent(_("Something went wrong here; the log says what.")), clock())
    _note_health(deliveries, trouble, clock())


def _send_one(transport: Transport, delivery: Delivery, clock: Clock) -> NotSent | None:
    """Send one mail and write down how it went; return the trouble if it is the server's."""
    try:
        mail = compose(delivery, delivery.channel)
    except (ValueError, FileNotFoundError) as error:
        _fail(
            delivery,
            NotSent(_("This mail cannot be put together: %(why)s") % {"why": error}, permanent=True),
            clock(),
        )
        return None
    try:
        words = transport.send(mail, patient=delivery.attempts < PATIENT_TRIES)
    except NotSent as trouble:
        if trouble.permanent or _is_over(delivery, clock()):
            _fail(delivery, trouble, clock())
        else:
            _put_off(delivery, trouble, clock())
        return trouble if trouble.of_server else None
    _succeed(delivery, words, clock())
    return None


@transaction.atomic
def _succeed(delivery: Delivery, words: str, now: datetime) -> None:
    if _finish(delivery, state=DeliveryState.SENT, answer=words[:LONGEST_ANSWER], sent_at=now, next_try_at=now):
        fact = DeliverySent(
            ticket_id=delivery.message.ticket_id, delivery_id=delivery.pk, message_id=delivery.message_id
        )
        record(fact, actor=SYSTEM, at=now)


@transaction.atomic
def _fail(delivery: Delivery, trouble: NotSent, now: datetime) -> None:
    answer = str(trouble)[:LONGEST_ANSWER]
    for address, (code, words) in trouble.refused.items():
        text = words.decode("utf-8", "replace")
        if code in (550, 551, 553) and " 5.7." not in f" {text}":  # 5.7: not this mail; the address may be good
            mark_undeliverable(channel="email", address=address, reason=f"{code} {text}", at=now)
    if _finish(delivery, state=DeliveryState.FAILED, answer=answer, next_try_at=now):
        fact = DeliveryFailed(
            ticket_id=delivery.message.ticket_id,
            delivery_id=delivery.pk,
            message_id=delivery.message_id,
            answer=answer[:300],
        )
        record(fact, actor=SYSTEM, at=now)


def _put_off(delivery: Delivery, trouble: NotSent, now: datetime, *, counts: bool = True) -> None:
    """Queue it again after a pause; `counts`: it was really tried."""
    pause = timedelta(seconds=pause_s(delivery.attempts + 1))
    _finish(
        delivery,
        tries=int(counts),
        state=DeliveryState.QUEUED,
        answer=str(trouble)[:LONGEST_ANSWER],
        next_try_at=now + pause,
    )


def _finish(delivery: Delivery, *, tries: int = 1, **values: object) -> bool:
    """Write the outcome if nobody else did; a bounce or a resend in between stands."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)
    return mine.update(attempts=delivery.attempts + tries, **values) > 0


def _is_over(delivery: Delivery, now: datetime) -> bool:
    return delivery.attempts + 1 >= LEAST_TRIES and now - delivery.queued_at > GIVE_UP_AFTER


def _note_health(deliveries: Sequence[Delivery], trouble: NotSent | None, now: datetime) -> None:
    for channel_id in {d.channel_id for d in deliveries if d.channel_id is not None}:
        if trouble is not None:
            note_trouble(channel_id, "SMTP", str(trouble), at=now)
        else:
            note_working(channel_id, "SMTP", at=now)


@contextmanager
def _renewing(keys: Sequence[int]) -> Iterator[None]:
    """Renew the leases of what is still being sent while the block runs."""
    done = threading.Event()

    def renew() -> None:
        for _round in range(RENEWS):
            if done.wait(min(RENEW_S, _lease_s() / 3)):
                break
            until = timezone.now() + timedelta(seconds=_lease_s())
            try:
                Delivery.objects.filter(pk__in=keys, state=DeliveryState.SENDING).update(next_try_at=until)
            except Exception:
                LOGGER.exception("The leases of deliveries could not be renewed")
        connections.close_all()

    thread = threading.Thread(target=renew, name="delivery-leases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(10)
