"""Every channel: how fast the webhooks' door answers, how fast words reach the other side of two thousand chats, and
whether anything is lost or doubled while the product is killed and the provider fails.

`ESCALERA_BENCH_ONLY=door,chat,chaos,flood` measures only those."""

from __future__ import annotations

import os
from pathlib import Path

from bench.desk import Desk
from bench.report import Report

PARTS = ("door", "chat", "flood", "chaos")


def measure(report: Report, desk: Desk, operations: int) -> None:
    """Measure the parts; `operations`: messages of the chaos part (20,000 if it is 0)."""
    from bench.channels import chaos, chat, door, flood

    wanted = (os.environ.get("ESCALERA_BENCH_ONLY") or ",".join(PARTS)).split(",")
    measures = {"door": door.measure, "chat": chat.measure, "flood": flood.measure, "chaos": chaos.measure}
    for part in PARTS:
        if part in wanted:
            measures[part](report, desk, operations)


def folder() -> Path:
    return Path(os.environ["ESCALERA_DATA_DIR"])
