from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def keep_promises(apps: Any, schema_editor: Any) -> None:
    apps.get_model("tickets", "Ticket").objects.filter(due_at__isnull=False).update(promised_at=models.F("due_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_robot"),
        ("tickets", "0007_no_queue_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="impact",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "High: everybody, or the business stands still"),
                    (2, "Medium: a group"),
                    (3, "Low: one person"),
                ],
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="language",
            field=models.CharField(
                blank=True, default="", help_text="in which the customer is served", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="promised_at",
            field=models.DateTimeField(help_text="until when somebody promised it", null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="urgency",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "High: now"), (2, "Medium: today"), (3, "Low: it can wait")], null=True
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="due_at",
            field=models.DateTimeField(help_text="the earliest of the promise and of its running clocks", null=True),
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("incident", "Incident"),
                            ("request", "Request"),
                            ("question", "Question"),
                            ("complaint", "Complaint"),
                        ],
                        default="",
                        help_text="what its tickets are",
                        max_length=12,
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0)),
                ("archived_at", models.DateTimeField(help_text="kept for its history; offered nowhere", null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="tickets.category",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.team"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="category",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="tickets.category",
            ),
        ),
        migrations.CreateModel(
            name="PriorityCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "High: everybody, or the business stands still"),
                            (2, "Medium: a group"),
                            (3, "Low: one person"),
                        ]
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "High: now"), (2, "Medium: today"), (3, "Low: it can wait")]
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(choices=[(1, "Low"), (2, "Normal"), (3, "High"), (4, "Urgent")]),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("impact", "urgency"), name="one_priority_a_cell")],
            },
        ),
        migrations.CreateModel(
            name="WaitReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("waiting_customer", "Waiting for the customer"),
                            ("waiting_internal", "Waiting for colleagues"),
                            ("waiting_vendor", "Waiting for a vendor"),
                            ("scheduled", "Scheduled"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("pauses", models.JSONField(default=list)),
                ("order", models.PositiveIntegerField(default=0)),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["waiting_customer", "waiting_internal", "waiting_vendor", "scheduled"])
                        ),
                        name="wait_reason_of_a_waiting_status",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="wait_reason",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.waitreason",
            ),
        ),
        migrations.RunPython(keep_promises, migrations.RunPython.noop),
    ]
