"""The workloads by name; Django must be set up before this is imported."""

from __future__ import annotations

from collections.abc import Callable

from bench import ingest
from bench.desk import Desk
from bench.report import Report

Measure = Callable[[Report, Desk, int], None]


def _ingest(report: Report, desk: Desk, count: int) -> None:
    ingest.measure(report, desk, count=count)


MEASURES: dict[str, Measure] = {"ingest": _ingest}
