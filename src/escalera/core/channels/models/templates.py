"""Templates: words that a provider has approved, for when free words may not be sent."""

from __future__ import annotations

from typing import Any

from django.db import models

from escalera.core.channels.models.gate import Channel


class Template(models.Model):
    """One template in one language, as the provider has it. `state`: "approved", "pending", "rejected", "paused",
    "disabled", "deleted"; `as_of`: {aspect: ISO time of the newest news of it}, so that older news change nothing."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="templates", db_index=False)
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=20)
    external_id = models.CharField(max_length=40, blank=True, default="")
    category = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=20, default="pending")
    quality = models.CharField(max_length=10, blank=True, default="")
    reason = models.CharField(max_length=400, blank=True, default="", help_text="why it was rejected or paused")
    components: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    as_of: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    synced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "name", "language"], name="one_template_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language}): {self.state}"
