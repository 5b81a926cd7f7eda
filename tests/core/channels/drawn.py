"""Payloads that are not quite right, drawn from right ones: fields that are missing, of another type, or absurd."""

from __future__ import annotations

import copy
import os
import random
from typing import Any

from escalera.core.channels import gate
from escalera.core.channels.models import Channel, InboundItem
from escalera.core.tickets.models import Message
from tests.cast import later

DRAWN = int(os.environ.get("ESCALERA_DRAWN", "120"))  # how many payloads one test draws
ABSURD: list[Any] = [
    None, True, False, 0, -1, 7, 3.5, 10**30, 1e308, "", " ", "x", "\x00", "a\x00b", "\ud800", "\ud83d oops", "²", "٣",
    "-1", "1e400", "nan", "9" * 400, "x" * 30_000, "<script>alert(1)</script>", "../../etc/passwd", "\u202egnp.exe",
    "http://169.254.169.254/", [], {}, [[]], [None], [{}], {"a": {}}, [1, "x", None, {}], {"": ""}, {"id": None}, "[]",
]  # fmt: skip


def places_in(payload: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything that stands in a payload, from the outside in."""
    found = [at] if at else []
    if isinstance(payload, dict):
        for name, one in payload.items():
            found += places_in(one, (*at, name))
    elif isinstance(payload, list):
        for number, one in enumerate(payload):
            found += places_in(one, (*at, number))
    return found


def spoiled(payload: Any, draw: random.Random, most: int = 3) -> Any:
    """Return a copy in which one to `most` things are missing, doubled, or something else."""
    made = copy.deepcopy(payload)
    for _time in range(draw.randint(1, most)):
        places = places_in(made)
        if not places:
            break
        *way, last = draw.choice(places)
        holder = made
        for step in way:
            holder = holder[step]
        match draw.randrange(6):
            case 0:
                del holder[last]
            case 1:
                holder[last] = [copy.deepcopy(holder[last])]
            case 2:
                holder[last] = {"value": copy.deepcopy(holder[last])}
            case _:
                holder[last] = copy.deepcopy(draw.choice(ABSURD))
    return made


def each_spoiled(payload: Any) -> list[Any]:
    """Return a payload once without each thing that stands in it."""
    made = []
    for place in places_in(payload):
        one = copy.deepcopy(payload)
        holder = one
        for step in place[:-1]:
            holder = holder[step]
        del holder[place[-1]]
        made.append(one)
    return made


def understand_all() -> None:
    """Let the worker understand whatever waits."""
    while gate.understand_waiting(at=later(5)):
        pass


def endings_of(channel: Channel) -> list[tuple[str, str]]:
    """Return outcome and reason of all that a door brought, in the order of its arrival."""
    understand_all()
    return [(str(one.outcome), one.reason) for one in InboundItem.objects.filter(channel=channel).order_by("pk")]


def twin_of(channel: Channel) -> Channel:
    """Return a second door like this one."""
    return Channel.objects.create(
        kind=channel.kind, name="Twin", address=f"{channel.address}.2", team=channel.team, settings=channel.settings
    )


def said_at(channel: Channel) -> list[tuple[Any, ...]]:
    """Return what stands on the tickets by way of a door, in no order."""
    laid = ("edited", "taken_back", "reactions", "location", "contacts", "media", "button")
    return sorted(
        (one.text, str([(one.extra or {}).get(name) for name in laid]), one.media.count())
        for one in Message.objects.filter(extra__door=channel.pk)
    )


def quarantined() -> list[str]:
    """Return why things wait in quarantine, after all has been understood."""
    understand_all()
    return list(InboundItem.objects.filter(outcome="quarantine").values_list("reason", flat=True))
