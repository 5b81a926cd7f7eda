import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0003_count_again"),
        ("people", "0006_level_targets"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="processtally", name="one_process_tally"),
        migrations.AddField(
            model_name="processtally",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="processtally",
            constraint=models.UniqueConstraint(
                fields=("day", "figure", "level", "team", "detail", "bucket"),
                name="one_process_tally",
                nulls_distinct=False,
            ),
        ),
    ]
