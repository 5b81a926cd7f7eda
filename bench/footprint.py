"""W6: memory of all processes while nothing happens, and disk for 100,000 tickets."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from bench import cpu, server
from bench.desk import Desk
from bench.report import Report

MEMORY_LIMIT_MB = 150.0
DISK_LIMIT_MB = 300.0
SETTLE_S = 8.0
MB = 1_000_000
PER = 100_000


def measure(report: Report, desk: Desk, count: int) -> None:
    """Note the disk first, as it stands after filling, then start everything and let it idle."""
    disk = database_bytes() + _folder_bytes(Path(settings.MEDIA_ROOT))
    per = disk * PER / report.size / MB
    report.add(
        "disk for 100,000 tickets", per, "MB", limit=DISK_LIMIT_MB, note="database and files, two messages each"
    )
    limit = MEMORY_LIMIT_MB if report.db == "sqlite" else None
    memory, idle = _idle()
    report.add("memory, idle: pages, worker and gate", memory / MB, "MB", limit=limit, note="PSS of all processes")
    report.add("CPU, idle", idle * 1000, "ms/s", note="of one core's second")


def database_bytes() -> int:
    """Return the bytes of the database: the file and its log on SQLite, what the server says on PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(p.stat().st_size for p in (path, path.with_name(path.name + "-wal")) if p.exists())


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def _idle() -> tuple[int, float]:
    """Start the product, look at some pages, wait; return bytes of memory and CPU seconds a second while idle."""
    port = server.free_port()
    command = [sys.executable, "-m", "escalera.faces.cli.main", "start", "--port", str(port)]
    environment = {**os.environ, "ESCALERA_GATE_SMTP": f"127.0.0.1:{server.free_port()}"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        server.wait_until_ready(process, port)
        time.sleep(SETTLE_S)
        root, meter = psutil.Process(process.pid), cpu.Meter(process.pid)
        before = meter.read()
        time.sleep(SETTLE_S)
        used = meter.read().since(before).total / SETTLE_S
        return cpu.tree_memory(root), used
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
