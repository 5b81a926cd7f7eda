"""What the search keeps of its own: the words of people and organizations. Messages are indexed by their own room."""

from __future__ import annotations

from django.db import models

CONTACT, ORGANIZATION = "contact", "organization"


class Entry(models.Model):
    """A person or an organization as they can be found. `words`: name, addresses, company; folded."""

    kind = models.CharField(max_length=12)
    key = models.BigIntegerField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_entry_per_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
