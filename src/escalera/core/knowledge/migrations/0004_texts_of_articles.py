"""Every article that is there gets its text and its first version. The old search goes: `core/retrieval` finds now."""

from importlib import import_module

from django.db import migrations

from escalera.base.text.stems import fold

OLD = import_module("escalera.core.knowledge.migrations.0002_search")


def fill(apps, schema_editor):
    article_model = apps.get_model("knowledge", "Article")
    text_model = apps.get_model("knowledge", "ArticleText")
    version_model = apps.get_model("knowledge", "ArticleVersion")
    for article in article_model.objects.iterator(chunk_size=500):
        values = {"article": article, "language": article.language, "title": article.title, "body": article.body}
        version = version_model.objects.create(
            **values, number=1, at=article.updated_at, by_id=article.updated_by_id
        )
        text_model.objects.create(
            **values, number=1, state="published" if article.is_published else "draft",
            published=version if article.is_published else None, updated_at=article.updated_at,
            updated_by_id=article.updated_by_id,
            sought="" if article.is_published else fold(f"{article.title}\n{article.body}"),
        )  # fmt: skip


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE knowledge_search")


def make_again(apps, schema_editor):
    for statement in {"sqlite": OLD.SQLITE, "postgresql": OLD.POSTGRES}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_texts")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(drop, make_again),
    ]
