"""Whoever's telephone rings is told."""

from importlib import import_module

from django.db import migrations, models

CHOICES = [
    *import_module("escalera.core.notifications.migrations.0006_channels").CHOICES,
    ("call", "My telephone rings for a customer"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_channels")]

    operations = [
        migrations.AlterField("notification", "kind", models.CharField(choices=CHOICES, max_length=12)),
        migrations.AlterField("preference", "kind", models.CharField(choices=CHOICES, max_length=12)),
    ]
