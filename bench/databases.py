"""A throw-away desk to measure: data folder, database, environment, tables, and as many tickets as asked for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KINDS = ("sqlite", "postgres")
KEPT = ("ESCALERA_DATA_SETS", "ESCALERA_BENCH_ONLY")  # of the environment; all else is the desk's own


def prepare(kind: str, *, url: str = "", language: str = "es") -> Path:
    """Point this process and its children to a fresh database of a kind, set Django up and migrate; return the folder.

    `url`: use this database instead, and keep it. Raises: tests.postgres.NoPostgres."""
    from tests.postgres import start_cluster

    folder = _folder_of(url) or Path(tempfile.mkdtemp(prefix="escalera-bench-"))
    if not url:
        atexit.register(_remove, folder, os.getpid())
        url = start_cluster(durable=True) if kind == "postgres" else ""
    for name in [n for n in os.environ if n.startswith("ESCALERA_") and n not in KEPT]:
        del os.environ[name]
    os.environ.update(
        DJANGO_SETTINGS_MODULE="escalera.config.settings",
        DATABASE_URL=url,
        ESCALERA_DATA_DIR=str(folder),
        ESCALERA_SECRET_KEY="only-for-measuring-" + "0" * 40,
        ESCALERA_LANGUAGE=language,
        ESCALERA_LOG_LEVEL="ERROR",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return folder


def settle() -> None:
    """Do what the database's own housekeeping has done on a desk that grew over weeks; SQLite has none."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _folder_of(url: str) -> Path | None:
    """A kept SQLite database keeps its files beside it; a kept PostgreSQL one, in a folder named after it."""
    if not url:
        return None
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
    else:
        folder = Path(tempfile.gettempdir()) / ("escalera-bench-" + "".join(c for c in url if c.isalnum())[-24:])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _remove(folder: Path, starter: int) -> None:
    if os.getpid() == starter:
        shutil.rmtree(folder, ignore_errors=True)
