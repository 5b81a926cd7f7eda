from django.db import migrations


class Migration(migrations.Migration):
    """The views keep the numbers now (`core.views`)."""

    dependencies = [("tickets", "0006_orders")]

    operations = [migrations.DeleteModel(name="QueueCount"), migrations.DeleteModel(name="Counted")]
