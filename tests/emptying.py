"""Emptying the database after a test that has committed.

Django's own way writes the permissions and content types of all models anew each time, and on PostgreSQL locks every
table, also after a test that has opened one ticket. Here only tables with something in them are touched, and what
Django itself knows of the models stays."""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Delete all rows of all models."""
    with connection.cursor() as cursor:
        cursor.execute(_ask_for_filled())
        filled = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # neither order nor triggers matter
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")


@cache
def _ask_for_filled() -> str:
    tables = sorted({*connection.introspection.django_table_names(only_existing=True, include_views=False)} - KEPT)
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})" for name in tables
    )


def stand() -> None:
    """Take the place of Django's way."""
    TransactionTestCase._fixture_teardown = lambda _self: empty_tables()  # type: ignore[attr-defined]
