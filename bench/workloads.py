"""The workloads by name; Django must be set up before this is imported."""

from __future__ import annotations

from collections.abc import Callable

from bench import footprint, ingest, pages, screens, streams
from bench.desk import Desk
from bench.report import Report

MEASURES: dict[str, Callable[[Report, Desk, int], None]] = {
    "ingest": ingest.measure,
    "create": pages.create,
    "list": pages.queue,
    "ticket": pages.ticket,
    "search": pages.search,
    "footprint": footprint.measure,
    "pages": screens.measure,
    "streams": streams.measure,
}
