"""The chat's housekeeping."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import every
from escalera.core.channels.chat.sweeping import sweep


@every(seconds=60, name="chat.sweep")
@task
def sweep_chats() -> int:
    """Mail answers that nobody reads, end chats in which nobody is; return how many."""
    return sweep(at=timezone.now())
