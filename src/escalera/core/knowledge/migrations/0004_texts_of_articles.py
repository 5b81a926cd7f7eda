"""Every article that is there gets its text and its first version."""

from django.db import migrations


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
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_texts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
