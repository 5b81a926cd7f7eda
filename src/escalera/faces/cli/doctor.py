"""`escalera doctor`: looks at everything that can go wrong without anybody noticing, and says it in plain words."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from escalera.faces.cli.words import _

Finding = tuple[bool, str]  # (all is well, what was found)

LEAST_FREE_MB = 500
QUEUE_LATE = timedelta(minutes=10)
CLOCK_OFF = timedelta(seconds=5)
OLDEST_SECONDS = 1_750_000_000  # mid-2025: a machine that believes it is earlier has lost its clock


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command
    parser.add_argument(
        "--offline", action="store_true", help=_("don't connect to mailboxes, mail servers and providers")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one line per check; return 1 if anything is wrong."""
    from escalera.faces.cli.main import set_up_django

    set_up_django()
    wrong = 0
    for check in _checks(offline=arguments.offline):
        for well, words in _tried(check):
            print(f"{'✓' if well else '✗'} {words}", flush=True)
            wrong += not well
    print(_("All is well.") if not wrong else _("Wrong: %(count)d") % {"count": wrong})
    return 1 if wrong else 0


def _checks(*, offline: bool) -> list[Callable[[], Iterator[Finding]]]:
    if not _has_this_versions_form():
        return [_database, _migrations, _disk, _clock]  # the others read tables that are not there yet
    checks = [_database, _migrations, _disk, _clock, _readers, _jobs, _gate, _channels]
    return [*checks, _troubles] if offline else [*checks, _connections]


def _has_this_versions_form() -> bool:
    from django.db import DatabaseError

    from escalera.faces.cli.database import missing_migrations

    try:
        return not missing_migrations()
    except DatabaseError:
        return False


def _tried(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Run one check; one that breaks is a finding too, and the others still run."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - the doctor must finish the round
        name = _names().get(check.__name__, check.__name__)
        yield False, _("%(check)s: could not be looked at (%(error)s)") % {"check": name, "error": error}


def _names() -> dict[str, str]:
    return {
        "_database": _("Database"), "_migrations": _("Database"), "_disk": _("Disk"), "_clock": _("Clock"),
        "_readers": _("Log"), "_jobs": _("Worker"), "_gate": _("Gate"), "_channels": _("Channels"),
        "_connections": _("Channels"), "_troubles": _("Channels"),
    }  # fmt: skip


def _database() -> Iterator[Finding]:
    from django.db import connection

    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    ms = (time.monotonic() - started) * 1000
    what = f"SQLite {sqlite3.sqlite_version}" if connection.vendor == "sqlite" else "PostgreSQL"
    yield True, _("Database: %(what)s answers in %(ms)d ms") % {"what": what, "ms": ms}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            result = cursor.fetchone()[0]
        if result != "ok":
            yield False, _("Database: the file is damaged (%(result)s)") % {"result": result}


def _migrations() -> Iterator[Finding]:
    from escalera.faces.cli.database import missing_migrations

    missing = missing_migrations()
    if missing:
        words = _("Database: %(count)d changes of this version are not applied (%(first)s…): run “escalera migrate”")
        yield False, words % {"count": len(missing), "first": missing[0]}
    else:
        yield True, _("Database: it has the form of this version")


def _disk() -> Iterator[Finding]:
    from django.conf import settings

    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    free_mb = shutil.disk_usage(data).free // 2**20
    words = _("Disk: %(free)d MB free in %(folder)s") % {"free": free_mb, "folder": data}
    yield free_mb >= LEAST_FREE_MB, words
    if not os.access(data, os.W_OK):
        yield False, _("Disk: %(folder)s can't be written to") % {"folder": data}


def _clock() -> Iterator[Finding]:
    from django.db import connection
    from django.utils import timezone

    now = timezone.now()
    if now.timestamp() < OLDEST_SECONDS:
        yield False, _("Clock: this machine believes it is %(now)s") % {"now": now}
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs: datetime = cursor.fetchone()[0]
        off = abs(timezone.now() - theirs)
        if off > CLOCK_OFF:
            words = _("Clock: this machine and the database differ by %(seconds)d seconds")
            yield False, words % {"seconds": off.total_seconds()}
            return
    yield True, _("Clock: right")


def _readers() -> Iterator[Finding]:
    from django.utils import timezone

    from escalera.base.log.readers import stuck_readers

    stuck = stuck_readers(timezone.now())
    for one in stuck:
        last = one.error.strip().splitlines()[-1] if one.error.strip() else _("no worker reads")
        words = _("Log: the reader “%(name)s” is stuck, %(behind)d events behind (%(error)s)")
        yield False, words % {"name": one.name, "behind": one.behind, "error": last}
    if not stuck:
        yield True, _("Log: every reader is up to date")


def _jobs() -> Iterator[Finding]:
    from django.utils import timezone

    from escalera.base.jobs.models import Job, WorkerBeat
    from escalera.base.jobs.worker import silent_workers

    silent = list(silent_workers(timezone.now()))
    for beat in silent:
        words = _("Worker: %(host)s has given no sign of life since %(when)s")
        yield False, words % {"host": beat.host, "when": f"{timezone.localtime(beat.beat_at):%Y-%m-%d %H:%M}"}
    running = WorkerBeat.objects.count() - len(silent)
    yield (
        running > 0,
        _("Worker: %(count)d running") % {"count": running} if running else _("Worker: none is running"),
    )
    dead = Job.objects.filter(state="dead").count()
    words = _("Jobs: %(count)d were given up after their last try") % {"count": dead}
    yield dead == 0, words if dead else _("Jobs: none was given up")


def _gate() -> Iterator[Finding]:
    from django.utils import timezone

    from escalera.core.channels.queries import gate_health

    now = timezone.now()
    health = gate_health(now)
    if health.quarantined:
        yield (
            False,
            _("Gate: %(count)d messages wait in quarantine (see the gate's page)") % {"count": health.quarantined},
        )
    if health.waiting_since and now - health.waiting_since > QUEUE_LATE:
        words = _("Gate: %(count)d messages wait to be understood since %(since)s; is a worker running?")
        yield (
            False,
            words % {"count": health.waiting, "since": f"{timezone.localtime(health.waiting_since):%Y-%m-%d %H:%M}"},
        )
    if health.late:
        yield False, _("Answers: %(count)d wait to be sent for more than 15 minutes") % {"count": health.late}
    if health.failed_today:
        yield False, _("Answers: %(count)d failed in the last day") % {"count": health.failed_today}
    if not (health.quarantined or health.late or health.failed_today):
        yield True, _("Gate: nothing in quarantine, no answer stuck")


def _channels() -> Iterator[Finding]:
    from escalera.faces.cli.channel_health import findings

    yield from findings()


def _connections() -> Iterator[Finding]:
    from escalera.faces.cli.channel_health import connections

    yield from connections()


def _troubles() -> Iterator[Finding]:
    from escalera.faces.cli.channel_health import troubles

    yield from troubles()
