"""What is there after all: mails and their messages, replies and their Message-IDs, facts and their readers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from escalera.base.log.models import Event
from escalera.core.channels.models import Delivery, InboundItem
from escalera.core.tickets.models import Message, Ticket
from escalera.core.views.models import PlaceCount, Standing

_NUMBER = re.compile(r"^CAF([0-9a-f]{12})@")
_MARK = re.compile(r"\[respuesta (\d+)\]")
CAME, LEFT = ("ticket.opened", "message.received"), ("reply.written",)


def count(mails_in: Sequence[int], replies_out: Sequence[int], arrived: Mapping[int, list[str]]) -> dict[str, Any]:
    """Return every figure: what was accepted, what is there, and each way in which the two differ.

    `mails_in`, `replies_out`: numbers that were accepted; `arrived`: Message-IDs at the other server, by reply."""
    items = Counter(InboundItem.objects.values_list("outcome", flat=True))
    said = _numbers_of_mails()
    written = Counter(
        _number(_MARK, text) for text in Message.objects.exclude(agent=None).values_list("text", flat=True)
    )
    two_ids = [number for number in replies_out if len(set(arrived.get(number, ()))) > 1]
    return {
        "accepted": len(mails_in),
        "items": sum(items.values()),
        "lost": sum(said[number] == 0 for number in mails_in),
        "doubled": sum(times > 1 for times in said.values()),
        "item_outcomes": {str(outcome) or "waiting": number for outcome, number in sorted(items.items())},
        "replies": len(replies_out),
        "replies_lost": sum(not arrived.get(number) for number in replies_out),
        "replies_doubled": sum(times > 1 for times in written.values()),
        "replies_with_two_ids": len(two_ids),
        "replies_that_arrived_again": sum(len(ids) > 1 for ids in arrived.values()),
        "replies_not_sent": Delivery.objects.exclude(state="sent").count(),
        "events_missing": _without_event(CAME, contact=True) + _without_event(LEFT, contact=False),
        "counts_wrong": _wrong_counts(),
    }


def _numbers_of_mails() -> Counter[int]:
    """Count the messages of each mail, by the number in its Message-ID."""
    said: Counter[int] = Counter()
    for extra in Message.objects.exclude(contact=None).values_list("extra", flat=True):
        if match := _NUMBER.match(str((extra or {}).get("message_id", ""))):
            said[int(match[1], 16)] += 1
    return said


def _number(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return int(match[1]) if match else 0


def _without_event(names: tuple[str, ...], *, contact: bool) -> int:
    """Count the messages that have not exactly one fact."""
    facts = Counter(event.data["message_id"] for event in Event.objects.filter(name__in=names))
    messages = Message.objects.exclude(contact=None) if contact else Message.objects.exclude(agent=None)
    return sum(facts[pk] != 1 for pk in messages.values_list("pk", flat=True))


def _wrong_counts() -> int:
    """Count the places whose stored number is not the real one, and the open tickets that were never counted."""
    columns = ("team_id", "level_id", "channel")
    tickets = Ticket.objects.filter(is_open=True)
    real = Counter(tickets.values_list(*columns))
    stored: Counter[tuple[Any, ...]] = Counter()
    for *place, number in PlaceCount.objects.filter(holder_id=0).values_list(*columns, "tickets"):
        stored[tuple(place)] += number
    wrong = sum(stored[place] != real[place] for place in stored.keys() | real.keys())
    return wrong + abs(tickets.count() - Standing.objects.count())
