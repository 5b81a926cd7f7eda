from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clocks', '0002_standing'),
    ]

    operations = [
        migrations.RemoveField(model_name='stamp', name='number'),
        migrations.AddField(model_name='stamp', name='token', field=models.CharField(default='', max_length=32)),
    ]
