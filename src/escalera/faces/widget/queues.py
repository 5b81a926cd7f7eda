"""Places in the queue, told to those who wait: seldom, all at once, and only to whom the news is worth something.

When one chat is taken, everybody behind it moves up by one. Who is near the front is told each step; who is far behind
hears of it when a tenth of the way is done. A round makes so many states at most, and the next one goes on."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from escalera.base.log.models import Event
from escalera.core.channels.models import ChatSession
from escalera.core.tickets.models import Message, Ticket

MOVES = ("ticket.", "escalation.")
EVERY_S = 2.0  # while tickets pour in, places are not told after every one
MOST_WAITING = 2000
AT_ONCE = 50
NEAR = 10
MOST_REMEMBERED = 20_000


class Queues:
    """What the waiting visitors of one hub were told last. Used by the tail's thread; `remember` from any."""

    def __init__(self) -> None:
        self._told: dict[int, int] = {}
        self._moved = False
        self._looked_at = 0.0

    def hear(self, events: Iterable[Event]) -> None:
        """Note whether any queue may have moved."""
        self._moved = self._moved or any(event.name.startswith(MOVES) for event in events)

    def remember(self, thread_id: int, place: int) -> None:
        """Note what a visitor has been told by other means."""
        if len(self._told) >= MOST_REMEMBERED:
            self._told.clear()
        self._told[thread_id] = place

    def news(self, threads: frozenset[int], related: Sequence[str]) -> list[tuple[ChatSession, int]]:
        """Return whom of these threads to tell, and their places; nothing before it is time, or if nothing moved.

        Four queries at most for each round, however many wait."""
        if not threads:
            self._moved = False  # whoever comes is told their place at the door
        if not self._moved or time.monotonic() - self._looked_at < EVERY_S:
            return []
        moved = self._moved_of(threads)
        self._moved = len(moved) > AT_ONCE
        chosen = dict(moved[:AT_ONCE])
        for thread, place in chosen.items():
            self.remember(thread, place)
        found = self._waiting(chosen, related) if chosen else []
        self._looked_at = time.monotonic()
        return [(one, chosen[one.thread_id]) for one in found]

    def _moved_of(self, threads: frozenset[int]) -> list[tuple[int, int]]:
        """Return the threads whose place has changed by enough, those in front first."""
        places = _places()
        rows = ChatSession.objects.filter(
            thread__ticket__channel="chat", thread__ticket__is_open=True, thread__ticket__assignee=None,
            left_at=None, ended_at=None,
        ).order_by("thread__ticket")  # fmt: skip
        waiting = rows.values_list("thread_id", "thread__ticket_id")[:MOST_WAITING]
        placed = [(thread, places[ticket]) for thread, ticket in waiting if thread in threads and ticket in places]
        worth = [one for one in placed if _is_worth_telling(self._told.get(one[0]), one[1])]
        return sorted(worth, key=lambda one: one[1])

    def _waiting(self, threads: Iterable[int], related: Sequence[str]) -> list[ChatSession]:
        """Return the sessions of these threads, without those to whom a person has answered."""
        found = list(ChatSession.objects.select_related(*related).filter(thread__in=threads))
        numbers = [one.thread.ticket_id for one in found]
        said = Message.objects.filter(ticket__in=numbers, agent__isnull=False).exclude(kind="note")
        answered = set(said.values_list("ticket", flat=True))
        return [one for one in found if one.thread.ticket_id not in answered]


def _is_worth_telling(told: int | None, place: int) -> bool:
    if told is None or place <= NEAR:
        return told != place
    return abs(told - place) * 10 >= told


def _places() -> dict[int, int]:
    """Return the place of each waiting chat in its team's queue."""
    rows = Ticket.objects.filter(channel="chat", is_open=True, assignee=None).order_by("opened_at", "pk")
    counts: dict[int, int] = defaultdict(int)
    found: dict[int, int] = {}
    for number, team in rows.values_list("pk", "team_id")[:MOST_WAITING]:
        counts[team] += 1
        found[number] = counts[team]
    return found
