import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calendars', '0004_events'),
    ]

    operations = [
        migrations.AlterField(
            model_name='calendarversion',
            name='calendar',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='versions', to='calendars.calendar'),
        ),
    ]
