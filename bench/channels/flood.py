"""One channel's flood beside another's quiet traffic: thousands wait at one door, and what another brings, what leaves
and what colleagues are told must not wait for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench.channels import cast, folder
from bench.channels.knocking import knock
from bench.channels.product import Product
from bench.channels.provider import Provider
from bench.desk import Desk
from bench.report import Report, percentile

FLOOD = 4000
ROUNDS = 30
PATIENCE_S = 30.0


def measure(report: Report, desk: Desk, operations: int) -> None:
    """Measure the quiet door's ways first alone, then with the flood."""
    import random

    with Provider(random.Random(1)) as provider, Product(folder()) as product:
        provider.is_kind = True
        quiet = cast.channel("telegram", "quiet", team_id=desk.team_id, base_url=provider.url)
        loud = cast.channel("app", "loud", team_id=desk.team_id)
        alone = _rounds(product, quiet, provider, desk, 1)
        _fill(loud)
        flooded = _rounds(product, quiet, provider, desk, 1000)
    for name in alone:
        report.add(
            f"{name}, {FLOOD:,} waiting at another door", percentile(flooded[name], 95) * 1000, "ms",
            note=f"p95 of {len(flooded[name])}; without the flood {percentile(alone[name], 95) * 1000:.0f} ms",
        )  # fmt: skip


def _fill(loud: Any) -> None:
    """Put the flood into the ledger as the door does, faster than any network."""
    from escalera.core.channels import gate

    for number in range(FLOOD):
        call = cast.app_call(loud, 500_000 + number, f"f{number % 300}", f"aviso {number}")
        gate.store(
            call.body, kind="app", source=f"hook:{loud.pk}", at=datetime.now(UTC), channel=loud,
            source_key=f"flood:{number}",
        )  # fmt: skip


def _rounds(product: Product, quiet: Any, provider: Provider, desk: Desk, start: int) -> dict[str, list[float]]:
    from escalera.base.people.models import Agent
    from escalera.core.channels.models import Thread
    from escalera.core.tickets.actions import Content, reply
    from escalera.core.tickets.models import Message

    agent = Agent.objects.get(email=desk.supervisor_email)
    walls: dict[str, list[float]] = {"a webhook on its ticket": [], "an answer at its provider": []}
    for number in range(start, start + ROUNDS):
        text = f"Q:{number}"
        began = time.perf_counter()
        asyncio.run(
            knock(product.port, [cast.telegram_call(quiet, number, number, text)], a_second=100, connections=1)
        )
        walls["a webhook on its ticket"].append(_until(Message.objects.filter(text=text).exists, began))
        ticket_id = Thread.objects.get(channel=quiet, address=str(number)).ticket_id
        began = time.perf_counter()
        reply(ticket_id=ticket_id or 0, content=Content(f"A:{number}"), by=agent, at=datetime.now(UTC))
        answer = (str(number), f"A:{number}")
        walls["an answer at its provider"].append(_until(partial(provider.took.__contains__, answer), began))
        time.sleep(0.1)
    return walls


def _until(done: Callable[[], bool], began: float) -> float:
    while not done():
        if time.perf_counter() - began > PATIENCE_S:
            raise TimeoutError(f"not within {PATIENCE_S:.0f} s")
        time.sleep(0.005)
    return time.perf_counter() - began
