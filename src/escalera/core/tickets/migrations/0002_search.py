"""The search table, in each database's own full text."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE tickets_search USING fts5("
    "doc, content='', tokenize=\"unicode61 remove_diacritics 2\", prefix='3')",
]
SQLITE_BACK = ["DROP TABLE tickets_search"]
POSTGRES = [
    "CREATE TABLE tickets_search (message_id bigint PRIMARY KEY, ticket_id bigint NOT NULL, doc tsvector NOT NULL)",
    # the planner chooses between the index and a walk from the newest by how common it thinks that a word is
    "ALTER TABLE tickets_search ALTER COLUMN doc SET STATISTICS 1000",
    "CREATE INDEX tickets_search_doc ON tickets_search USING gin (doc) WITH (gin_pending_list_limit = 512)",
]
POSTGRES_BACK = ["DROP TABLE tickets_search"]


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRES}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRES_BACK}),
        )
    ]
