"""Kill the product with SIGKILL at random points while mail comes in and replies go out; then count.

Afterwards every accepted mail must be exactly one ledger item and one message, every reply must have left at least
once and always with one and the same Message-ID, and the log must be complete and read to its end."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.faults.clients import Mailers, Repliers
from bench.faults.counting import count
from bench.faults.product import Product
from bench.faults.sink import Sink

LOOK_S = 0.01
STUCK_S = 120.0
DRAIN_S = 240.0


def run(folder: Path, *, mails: int, replies: int, kills: int, seed: int = 20261121) -> dict[str, Any]:
    """Run the whole test on the connected, empty desk; return its figures.

    Raises: TimeoutError if the product does not get on."""
    from datetime import UTC, datetime

    from bench import desk

    company = desk.found(at=datetime.now(UTC))
    dice = random.Random(seed)
    began = time.monotonic()
    with Sink(dice) as sink, Product(folder, sink.port) as product:
        mailers, repliers = Mailers(product.gate_port, mails), Repliers(product.web_port, replies, company)
        for client in (mailers, repliers):
            client.start()
        points = sorted(dice.sample(range(mails + replies * 2), k=kills))
        for point in points:
            _wait_for(lambda: len(mailers.accepted) + len(repliers.accepted) + len(sink.arrived), point)
            time.sleep(dice.uniform(0, 0.3))  # so that no kind of work is always the one that is cut
            product.kill_and_restart()
        for client in (mailers, repliers):
            client.join()
        product.ensure_runs()
        _wait_until_drained()
        sink.close()
    figures = count(mailers.accepted, repliers.accepted, sink.arrived)
    return {
        **figures,
        "kills": len(product.recoveries),
        "recovery_s": round(max(product.recoveries, default=0.0), 2),
        "recovery_mean_s": round(sum(product.recoveries) / max(1, len(product.recoveries)), 2),
        "mails_sent_again": mailers.sent_again,
        "sink_refused": sink.refused,
        "sink_stalled": sink.stalled,
        "sink_dropped": sink.dropped,
        "seconds": round(time.monotonic() - began, 1),
    }


def _wait_for(progress: Callable[[], int], point: int) -> None:
    """Wait until so much has been done. Raises: TimeoutError if nothing gets done any more."""
    seen, since = -1, time.monotonic()
    while (now := progress()) < point:
        if now != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > STUCK_S:
            raise TimeoutError(f"nothing was done for {STUCK_S:.0f} s, at {now}")
        time.sleep(LOOK_S)


def _wait_until_drained() -> None:
    """Wait until nothing waits: no item, no delivery, no event that a reader has not read."""
    from django.db import connection

    from escalera.base.log import readers, tail
    from escalera.base.log.models import ReaderState
    from escalera.core.channels.models import Delivery, InboundItem

    end = time.monotonic() + DRAIN_S
    while time.monotonic() < end:
        waiting = InboundItem.objects.filter(outcome="").count()
        queued = Delivery.objects.filter(state__in=["queued", "sending"]).count()
        states = ReaderState.objects.filter(name__in=readers._READERS)
        unread = max((tail.count_after(tail.Position(s.xid, s.event_id), at_most=10_000) for s in states), default=0)
        connection.close()
        if waiting + queued + unread == 0:
            return
        time.sleep(0.5)
    errors = list(ReaderState.objects.exclude(error="").values_list("name", "error"))
    raise TimeoutError(f"{waiting} items wait, {queued} replies wait, {unread} events unread, {errors}")
