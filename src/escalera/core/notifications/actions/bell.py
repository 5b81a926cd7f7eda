"""A person's row of counts, and the sign to their open pages that it changed."""

from __future__ import annotations

from datetime import datetime

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.core.notifications.facts import NoticesChanged
from escalera.core.notifications.models import Notification, Reach


def locked_reach(agent_id: int) -> Reach:
    """Return the person's row, made if there is none, locked until the transaction ends: whoever changes what a
    person was told holds it, so the stored count is right."""
    reach, _made = Reach.objects.get_or_create(agent_id=agent_id)
    return Reach.objects.select_for_update().get(pk=reach.pk)


def count_again(reach: Reach, at: datetime) -> None:
    """Store how many things the person has not seen, and tell their pages if the number or its parts changed."""
    mine = Notification.objects.filter(agent=reach.agent_id, seen_at__isnull=True, in_app=True)
    reach.unseen = mine.count()
    reach.save(update_fields=["unseen"])
    record(NoticesChanged(agent_id=reach.agent_id), actor=SYSTEM, at=at)
