"""Figures, their targets, and how they are shown."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

AT_A_MILLION = 1.25  # how much dearer an operation may be with a million tickets
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `limit`: it must not be above this (None: there is no target); `note` says how."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        return "pass" if self.value <= self.limit else "short"


@dataclass(slots=True)
class Report:
    """What one workload measured on one database with a number of tickets in it."""

    workload: str
    db: str
    size: int
    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, *, limit: float | None = None, note: str = "") -> None:
        """Note a figure; a limit in milliseconds of CPU grows by a quarter at a million tickets."""
        if limit is not None and unit == "ms CPU" and self.size >= MILLION:
            limit *= AT_A_MILLION
        self.figures.append(Figure(name, round(value, 3), unit, limit, note))

    def as_dict(self) -> dict[str, Any]:
        figures = [{**asdict(figure), "verdict": figure.verdict} for figure in self.figures]
        load = round(os.getloadavg()[0], 1)
        return {"workload": self.workload, "db": self.db, "size": self.size, "load": load, "figures": figures}


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that `percent` of the others do not exceed."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def show(results: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print the results of a workload: a table for people or one JSON object."""
    if as_json:
        print(json.dumps({"results": list(results)}, ensure_ascii=False, indent=1))
        return
    for result in results:
        disturbed = f" · the machine's load was {result['load']}" if result["load"] > (os.cpu_count() or 1) else ""
        print(f"\n{result['workload']} · {result['db']} · {result['size']:,} tickets{disturbed}")
        for figure in result["figures"]:
            print(_line(figure))


def show_flat(values: dict[str, Any], *, as_json: bool) -> None:
    """Print named values: a list for people or one JSON object."""
    if as_json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
        return
    for name, value in values.items():
        print(f"  {name:<44} {value}")


def _line(figure: dict[str, Any]) -> str:
    value = f"{figure['value']:>10,.2f} {figure['unit']:<8}"
    target = f"≤ {figure['limit']:g}  {figure['verdict'].upper()}" if figure["limit"] is not None else ""
    return f"  {figure['name']:<52} {value} {target:<16} {figure['note']}".rstrip()
