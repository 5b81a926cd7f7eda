from django.db import migrations, models

GIVEN = {
    "owner": ["customers.manage", "content.manage", "settings.manage"],
    "supervisor": ["customers.manage", "content.manage"],
    "agent": ["customers.manage"],
}


def give(apps, schema_editor):
    """Let the roles of a desk that is already founded do what came with the settings."""
    for role in apps.get_model("people", "Role").objects.filter(code__in=GIVEN):
        role.permissions = [*role.permissions, *(p for p in GIVEN[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):

    dependencies = [("people", "0002_customers_and_absence")]

    operations = [
        migrations.AddField(
            model_name="level",
            name="archived_at",
            field=models.DateTimeField(help_text="kept for its history; offered nowhere", null=True),
        ),
        migrations.AddField(
            model_name="team",
            name="archived_at",
            field=models.DateTimeField(help_text="kept for its history; offered nowhere", null=True),
        ),
        migrations.AddField(
            model_name="agent",
            name="keys",
            field=models.BooleanField(default=True, help_text="single keys do something on the desk's pages"),
        ),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=True),
    ]
