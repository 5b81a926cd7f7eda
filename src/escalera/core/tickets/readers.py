"""Readers of the log that belong to tickets: the stored counts of the queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import F

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.core.tickets.models import Counted, QueueCount, Ticket

Place = tuple[str, str]
_FIELDS = ("team_id", "level_id", "assignee_id", "channel", "is_open")


@reader("queue-counts")
def count_queues(events: Sequence[Event]) -> None:
    """Move the counts by the difference between where each changed ticket was last seen and where it is now."""
    changed = {event.ticket_id for event in events if event.ticket_id is not None}
    seen = {row.ticket_id: row for row in Counted.objects.filter(ticket__in=changed)}
    now = {row["pk"]: row for row in Ticket.objects.filter(pk__in=changed).values("pk", *_FIELDS)}
    difference: Counter[Place] = Counter()
    for number, row in now.items():
        difference.update(dict.fromkeys(_places(row), 1))
        if number in seen:
            difference.subtract(dict.fromkeys(_places({f: getattr(seen[number], f) for f in _FIELDS}), 1))
    _move(difference)
    Counted.objects.bulk_create(
        [Counted(ticket_id=number, **{f: row[f] for f in _FIELDS}) for number, row in now.items()],
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=list(_FIELDS),
    )


def _places(row: dict[str, object]) -> list[Place]:
    if not row["is_open"]:
        return []
    holder = ("agent", str(row["assignee_id"])) if row["assignee_id"] else ("unassigned", "")
    return [("team", str(row["team_id"])), ("level", str(row["level_id"])), ("channel", str(row["channel"])), holder]


def _move(difference: Counter[Place]) -> None:
    for (scope, key), change in sorted(difference.items()):
        if change and not QueueCount.objects.filter(scope=scope, key=key).update(tickets=F("tickets") + change):
            QueueCount.objects.create(scope=scope, key=key, tickets=change)
