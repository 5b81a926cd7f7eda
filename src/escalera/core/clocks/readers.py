"""What follows from the log later: running clocks move to a changed calendar, and to a policy published for them too."""

from __future__ import annotations

from collections.abc import Sequence

from escalera.base.calendars.facts import CalendarChanged
from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.clocks.facts import PolicyPublished
from escalera.core.clocks.tasks import move_clocks, move_tickets


@reader("clocks", facts=[CalendarChanged, PolicyPublished], from_start=False)
def follow_changes(events: Sequence[Event]) -> None:
    """Enqueue what has to move, once for each calendar and version."""
    for calendar in dict.fromkeys(
        event.data["calendar_id"] for event in events if event.name == CalendarChanged.name
    ):
        move_clocks.enqueue(calendar_id=calendar)
    for event in events:
        if event.name == PolicyPublished.name and event.data.get("moves_running"):
            move_tickets.enqueue(version_id=event.data["version_id"])
