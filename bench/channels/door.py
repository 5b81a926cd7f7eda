"""The webhooks' door: 200 calls a second for half a minute, and then how long until all stand on tickets."""

from __future__ import annotations

import asyncio

from bench.channels import cast, folder
from bench.channels.knocking import knock
from bench.channels.product import Product, wait_until
from bench.desk import Desk
from bench.report import Report, percentile

A_SECOND = 200
SECONDS = 30
CUSTOMERS = 500
LIMIT_MS = 20.0
WARM = 200


def measure(report: Report, desk: Desk, operations: int) -> None:
    """Send from so many customers, each call signed and new."""
    from escalera.core.channels.models import InboundItem, Outcome

    door = cast.channel("app", "door", team_id=desk.team_id)
    calls = [
        cast.app_call(door, number, f"c{number % CUSTOMERS}", f"No me funciona el servicio, aviso {number}")
        for number in range(A_SECOND * SECONDS + WARM)
    ]
    with Product(folder()) as product:
        asyncio.run(knock(product.port, calls[:WARM], a_second=50))
        answers = asyncio.run(knock(product.port, calls[WARM:], a_second=A_SECOND))
        waiting = InboundItem.objects.filter(outcome=Outcome.WAITING)
        left_s = wait_until(lambda: not waiting.exists(), 300)
    if answers.wrong:
        raise AssertionError(f"{len(answers.wrong)} calls were not taken: {answers.wrong[0]}")
    done = InboundItem.objects.filter(channel=door, outcome__in=[Outcome.TICKET, Outcome.MESSAGE]).count()
    report.add(
        f"webhook acknowledged at {A_SECOND}/s", percentile(answers.walls, 95) * 1000, "ms", limit=LIMIT_MS,
        note=f"p95 of {len(answers.walls):,}; p50 {percentile(answers.walls, 50) * 1000:.1f} ms",
    )  # fmt: skip
    report.add("all on tickets after the last one", left_s, "s", note=f"{done:,} of {len(calls):,}")
