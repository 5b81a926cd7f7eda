from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ladder", "0002_higher_ask")]
    operations = [
        migrations.AlterField(
            model_name="stay",
            name="left_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("solved", "Solved"),
                    ("escalated", "Escalated"),
                    ("returned", "Sent back"),
                    ("rejected", "Rejected"),
                    ("expired", "Not accepted in time"),
                    ("rerouted", "Moved to another team"),
                    ("ended", "Ended otherwise"),
                ],
                default="",
                max_length=12,
            ),
        )
    ]
