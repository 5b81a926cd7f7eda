from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_archive_and_keys")]
    operations = [
        migrations.AddField(
            model_name="identity",
            name="is_primary",
            field=models.BooleanField(default=False, help_text="where answers go first"),
        ),
    ]
