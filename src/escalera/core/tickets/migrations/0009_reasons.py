from typing import Any

from django.db import migrations, models

# As `core.tickets.models.classes` had it at the time: whatever is missing later is made when it is first needed.
CUSTOMER_HAS_IT = ["resolution", "update", "own", "stay"]
REASONS = [
    ("customer", "waiting_customer", CUSTOMER_HAS_IT),
    ("customer_tests", "waiting_customer", CUSTOMER_HAS_IT),
    ("colleagues", "waiting_internal", []),
    ("approval", "waiting_internal", ["stay"]),
    ("vendor", "waiting_vendor", ["stay"]),
    ("parts", "waiting_vendor", ["stay"]),
    ("set_aside", "scheduled", []),
    ("visit", "scheduled", CUSTOMER_HAS_IT),
]


def write_reasons(apps: Any, schema_editor: Any) -> None:
    reasons = apps.get_model("tickets", "WaitReason").objects
    for order, (code, status, pauses) in enumerate(REASONS, start=1):
        reasons.get_or_create(code=code, defaults={"status": status, "pauses": pauses, "order": order})


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0008_classes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='waitreason',
            name='archived_at',
            field=models.DateTimeField(help_text='kept for its history; offered nowhere', null=True),
        ),
        migrations.AlterField(
            model_name='waitreason',
            name='name',
            field=models.CharField(blank=True, help_text='else the built-in words of its code', max_length=80),
        ),
        migrations.RunPython(write_reasons, migrations.RunPython.noop),
    ]
