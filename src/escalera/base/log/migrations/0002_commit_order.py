"""PostgreSQL only: each event keeps the id of its transaction, so that readers can go by commit order (`tail.py`)."""

from django.db import migrations

FORWARD = (
    "ALTER TABLE log_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "CREATE INDEX event_commit_order ON log_event (xid)",
)
BACKWARD = (
    "DROP INDEX event_commit_order",
    "ALTER TABLE log_event DROP COLUMN xid",
)


def _on_postgres(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial")]
    operations = [migrations.RunPython(_on_postgres(FORWARD), _on_postgres(BACKWARD))]
