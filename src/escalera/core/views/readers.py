"""Keeps the counts after every fact about a ticket, and after a view was saved."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from escalera.base.log.models import Event
from escalera.base.log.readers import reader
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.conditions.reading import leaves
from escalera.core.tickets.facts import VocabularyChanged
from escalera.core.views.counting import (
    forget,
    lock_keeper,
    recount_places,
    recount_views,
    recount_whole,
    watched_views,
)
from escalera.core.views.facts import ViewSaved
from escalera.core.views.models import SavedView


@reader("view-counts", history=True)
def count(events: Sequence[Event]) -> None:
    """Ask of each ticket of these events where it stands now; of each saved view, which tickets it has."""
    lock_keeper()
    saved = {event.data["view_id"] for event in events if event.name == ViewSaved.name}
    if any(event.name == VocabularyChanged.name and event.data["what"] == "category" for event in events):
        saved |= _asking_for_a_tree()
    if saved:
        _begin(saved)
    if tickets := {event.ticket_id for event in events if event.ticket_id is not None}:
        now = timezone.now()
        recount_places(tickets, at=max(event.at for event in events))
        recount_views(watched_views(SavedView.objects.exclude(counted_at=None)), tickets, now)
    # The facts were told to open pages before they were counted here, so the column is asked for again.
    if tickets or saved:
        whisper(Whisper(("counts",), tickets=tuple(sorted(tickets)), everybody=bool(saved)))


def _asking_for_a_tree() -> set[int]:
    """Return the views that ask for what stands below something: another tree, other tickets."""
    watched = watched_views(SavedView.objects.exclude(counted_at=None))
    return {one.view.pk for one in watched if any(leaf.field.below for leaf in leaves(one.condition))}


def _begin(saved: set[int]) -> None:
    views = list(SavedView.objects.filter(pk__in=saved))
    for view in views:
        forget(view)
        view.counted_at = None
    for one in watched_views(views):
        recount_whole(one, timezone.now())
