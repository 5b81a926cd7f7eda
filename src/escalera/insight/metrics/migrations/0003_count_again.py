from django.db import migrations


def count_again(apps, schema_editor):
    """The sums knew no teams: let their reader count the whole log again."""
    apps.get_model("metrics", "ProcessTally").objects.all().delete()
    states = apps.get_model("log", "ReaderState").objects.filter(name="process-metrics")
    states.update(xid=0, event_id=0, attempts=0, next_try_at=None, error="")


class Migration(migrations.Migration):
    dependencies = [
        ("log", "0003_history"),
        ("metrics", "0002_process"),
    ]

    operations = [migrations.RunPython(count_again, migrations.RunPython.noop, elidable=True)]
