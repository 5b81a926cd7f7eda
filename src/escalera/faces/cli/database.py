"""`escalera migrate`, and what every starting command does first: bring the database up to this version."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from escalera.faces.cli.main import set_up_django, stop
from escalera.faces.cli.words import _

MIGRATION_LOCK = 0x65736361  # any number that nobody else uses: "esca"


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    del command, parser


def run(arguments: argparse.Namespace) -> int:
    del arguments
    set_up_django()
    migrate()
    print(_("The database is up to date."))
    return 0


def migrate() -> None:
    """Apply what is missing. Many nodes may start at once: on PostgreSQL one migrates and the others wait.

    Ends the process with plain words if the database can't be reached."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        with _one_at_a_time():
            call_command("migrate", verbosity=0, interactive=False)
            _found()
    except OperationalError as error:
        stop(_("DATABASE_URL: the database does not answer (%(error)s)") % {"error": error})


def _found() -> None:
    """Give an empty desk its ladder, so that what comes in has a place to stand."""
    from django.utils import timezone

    from escalera.base.people.actions import found_company
    from escalera.base.people.models import Team

    if not Team.objects.exists():
        found_company(at=timezone.now())


def missing_migrations() -> list[str]:
    """Return the names of migrations that this version has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
