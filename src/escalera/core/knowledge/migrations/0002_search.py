"""The search table, in each database's own full text. What is put in is folded already (see `search.py`)."""

from django.db import migrations

SQLITE = ["CREATE VIRTUAL TABLE knowledge_search USING fts5(title, body, tokenize='unicode61', prefix='2 3')"]
POSTGRES = [
    "CREATE TABLE knowledge_search (article_id bigint PRIMARY KEY, doc tsvector NOT NULL)",
    "CREATE INDEX knowledge_search_doc ON knowledge_search USING gin (doc)",
]
BACK = ["DROP TABLE knowledge_search"]


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRES}),
            _run({"sqlite": BACK, "postgresql": BACK}),
        )
    ]
