"""CPU seconds of the product's processes and of the database's, from the kernel's own books."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import psutil
from django.db import connection


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds, user and system."""

    server: float
    database: float

    def since(self, before: Cpu) -> Cpu:
        return Cpu(self.server - before.server, self.database - before.database)

    @property
    def total(self) -> float:
        return self.server + self.database


class Meter:
    """Adds up a process tree (None: this process alone) and, on PostgreSQL, every process of the cluster."""

    def __init__(self, server_pid: int | None = None) -> None:
        self._server = psutil.Process(server_pid) if server_pid else None
        self._postmaster = postmaster()

    def read(self) -> Cpu:
        """Return what was used up to now; ended children count through the parent that waited for them."""
        server = tree_seconds(self._server) if self._server else time.process_time()
        return Cpu(server, tree_seconds(self._postmaster) if self._postmaster else 0.0)


def postmaster() -> psutil.Process | None:
    """Return the PostgreSQL process that all others are children of; None on SQLite. It must run on this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    return psutil.Process(backend).parent()


def tree_seconds(root: psutil.Process) -> float:
    """Return user and system seconds of a process, its children and the children that it has reaped."""
    total = _seconds(root, reaped=True)
    for child in root.children(recursive=True):
        try:
            total += _seconds(child, reaped=True)
        except psutil.NoSuchProcess:
            continue  # its time is now in its parent's books
    return total


def tree_memory(root: psutil.Process) -> int:
    """Return the bytes of memory that a process tree holds: its private pages and its share of common ones."""
    total = 0
    for one in [root, *root.children(recursive=True)]:
        info = one.memory_full_info()
        total += getattr(info, "pss", 0) or info.rss
    return total


def own_pid() -> int:
    return os.getpid()


def _seconds(process: psutil.Process, *, reaped: bool) -> float:
    times = process.cpu_times()
    used = times.user + times.system
    if reaped:
        used += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return float(used)
