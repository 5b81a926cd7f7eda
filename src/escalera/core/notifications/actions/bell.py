"""A person's row of counts, and the sign to their open pages that it changed."""

from __future__ import annotations

from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.notifications.models import Notification, Reach


def locked_reach(agent_id: int) -> Reach:
    """Return the person's row, made if there is none, locked until the transaction ends: whoever changes what a
    person was told holds it, so the stored count is right."""
    reach, _made = Reach.objects.get_or_create(agent_id=agent_id)
    return Reach.objects.select_for_update().get(pk=reach.pk)


def count_again(reach: Reach) -> None:
    """Store how many things the person has not seen, and tell their open pages; what they miss, they ask for."""
    mine = Notification.objects.filter(agent=reach.agent_id, seen_at__isnull=True, in_app=True)
    reach.unseen = mine.count()
    reach.save(update_fields=["unseen"])
    whisper(Whisper((f"notices-{reach.agent_id}",), (reach.agent_id,)))
