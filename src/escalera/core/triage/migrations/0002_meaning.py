from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("triage", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="signal",
            name="source",
            field=models.CharField(
                blank=True, default="", help_text="the embedding that `vector` is by", max_length=40
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="vector",
            field=models.BinaryField(
                null=True, help_text="the first words by the optional embedding: a half float a number"
            ),
        ),
    ]
