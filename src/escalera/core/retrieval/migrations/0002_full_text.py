"""The full text of passages (words, and four letters in a row) and of solved tickets. What is put in is ready-made terms."""

from django.db import migrations

NAMES = ("retrieval_words", "retrieval_letters", "retrieval_cases")
SQLITE = [f"CREATE VIRTUAL TABLE {name} USING fts5(doc, tokenize='unicode61', detail=none)" for name in NAMES]
POSTGRES = [
    statement
    for name in NAMES
    for statement in (
        f"CREATE TABLE {name} (id bigint PRIMARY KEY, doc tsvector NOT NULL)",
        f"CREATE INDEX {name}_doc ON {name} USING gin (doc) WITH (fastupdate = off)",
    )
]
BACK = [f"DROP TABLE {name}" for name in NAMES]


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("retrieval", "0001_passages")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRES}), _run({"sqlite": BACK, "postgresql": BACK})
        )
    ]
