"""The entries, their full text, and the words that typos are compared with."""

import unicodedata

import django.db.models
from django.db import migrations, models

SQLITE = [
    "CREATE VIRTUAL TABLE search_text USING fts5(words, tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')",
    "CREATE VIRTUAL TABLE search_word USING fts5vocab('tickets_search', 'row')",
]
SQLITE_BACK = ["DROP TABLE search_word", "DROP TABLE search_text"]
POSTGRES = [
    "CREATE TABLE search_text (entry_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_text_words ON search_text USING gin (words)",
    'CREATE TABLE search_word (term varchar(24) COLLATE "C" PRIMARY KEY)',
]
POSTGRES_BACK = ["DROP TABLE search_word", "DROP TABLE search_text"]


def _run(statements):
    def apply(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return apply


def _fold(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def index_everybody(apps, schema_editor):
    """Make those who are there already findable, a thousand at a time."""
    Entry = apps.get_model("search", "Entry")
    Contact, Organization = (apps.get_model("people", name) for name in ("Contact", "Organization"))
    everybody = Contact.objects.select_related("organization").prefetch_related("identities").order_by("pk")
    rows = []
    for one in everybody.iterator(chunk_size=1000):
        places = [one.organization.name] if one.organization else []
        rows.append(("contact", one.pk, " ".join([one.name, *places, *(i.address for i in one.identities.all())])))
    rows += [("organization", key, name) for key, name in Organization.objects.values_list("pk", "name")]
    for start in range(0, len(rows), 1000):
        made = [Entry(kind=k, key=key, words=_fold(words)[:2000]) for k, key, words in rows[start : start + 1000]]
        Entry.objects.bulk_create(made)
        for entry in made:
            if schema_editor.connection.vendor == "postgresql":
                sql = "INSERT INTO search_text (entry_id, words) VALUES (%s, to_tsvector('simple', %s))"
            else:
                sql = "INSERT INTO search_text (rowid, words) VALUES (%s, %s)"
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(sql, [entry.pk, entry.words])


class Migration(migrations.Migration):
    initial = True
    dependencies = [("people", "0002_customers_and_absence"), ("tickets", "0002_search")]
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("key", models.BigIntegerField()),
                ("words", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "key"], name="one_entry_per_subject"),
                ],
            },
        ),
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRES}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRES_BACK}),
        ),
        migrations.RunPython(index_everybody, migrations.RunPython.noop),
    ]
