from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_sight")]
    operations = [
        migrations.RemoveField(model_name="field", name="segments"),
        migrations.AddField(
            model_name="field",
            name="segments",
            field=models.JSONField(default=list, help_text="keys of segments"),
        ),
    ]
