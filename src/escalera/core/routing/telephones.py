"""Whose telephones do not ring: who has said that they are away, or not available, or whose working day is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from escalera.core.channels.voice.duty import register_presence
from escalera.core.routing.choices import Presence
from escalera.core.routing.models import Availability
from escalera.core.routing.staff import presence


def gone(agents: Iterable[int], at: datetime) -> set[int]:
    """Return who of these is not there for calls; who never said anything is."""
    said = Availability.objects.filter(agent__in=list(agents))
    return {one.agent_id for one in said if presence(one, at) != Presence.ONLINE}


register_presence(gone)
