"""One conversation by a channel beside mail, played step by step at its own moments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from escalera.base.people.models import Agent
from escalera.base.storage.together import together
from escalera.core.channels import gate
from escalera.core.channels.models import Channel, Mark
from escalera.core.channels.outbox import send_messages
from escalera.core.channels.shared import marking
from escalera.core.channels.shared.heard import Person, Reacted, Said, StatusChanged
from escalera.core.channels.shared.understanding import hear_said
from escalera.core.tickets.actions import Content, NewFile, classify, reply, take
from escalera.core.tickets.models import Message
from escalera.faces.cli.sample.joining import agent_of

Step = tuple[float, Callable[["Scene"], object]]


class Scene:
    """Plays (hours before now, what happens then), the oldest first; `steps()` yields the moment of the next."""

    is_exact = True

    def __init__(self, door: Channel, person: Person, script: Sequence[Step], now: datetime, number: int) -> None:
        self.door, self.person, self.script, self.now, self.number = door, person, script, now, number
        self.story, self.ticket_id, self.said = self, 0, 0
        self.at = self._moment(script[0])

    def _moment(self, step: Step) -> datetime:
        return self.now - timedelta(hours=step[0])

    def steps(self) -> Iterator[datetime]:
        for place, step in enumerate(self.script):
            if place:
                yield self._moment(step)
            step[1](self)

    def name(self, number: int) -> str:
        return f"sample.{self.number}.{number}"

    @together()
    def hear(self, said: Said) -> Message | None:
        """Hear it, and let the gate's ledger know that it came."""
        ending = hear_said(self.door, said, self.at)
        message = ending.message
        raw = json.dumps({"from": said.person.address, "id": said.external_id, "text": said.text}).encode()
        item = gate.store(raw, kind=self.door.kind, source="sample", at=self.at, channel=self.door)
        item.outcome, item.reason, item.message, item.understood_at = ending.outcome, ending.reason, message, self.at
        item.ticket_id = message.ticket_id if message is not None else None
        item.save(update_fields=["outcome", "reason", "message", "understood_at", "ticket"])
        self.ticket_id = message.ticket_id if message is not None else self.ticket_id
        return message


def says(
    text: str, *, answers: int = 0, file: Callable[[], NewFile] | None = None, **extra: object
) -> Callable[[Scene], object]:
    """The customer says something; with `answers`, to the so-manieth of our messages."""

    def do(scene: Scene) -> None:
        scene.said += 1
        named = _ours(scene)[answers - 1].external_id if answers else ""
        files = (file(),) if file else ()
        scene.hear(Said(scene.person, scene.name(scene.said), text, reply_to=named, files=files, extra=extra))

    return do


def answers(login: str, text: str, state: str = "read", *, then: str = "") -> Callable[[Scene], object]:
    """One of us answers, and it comes as far as `state`."""

    def do(scene: Scene) -> None:
        by = _holder(scene, login)
        reply(ticket_id=scene.ticket_id, content=Content(text), by=by, at=scene.at, then=then)
        send_messages(now=scene.at, clock=partial(_still, scene.at))
        if state:
            sent = _ours(scene)[-1]
            with together():
                marking.note_status(scene.door, StatusChanged(sent.external_id, state, at=scene.at), scene.at)

    return do


def likes(emoji: str) -> Callable[[Scene], object]:
    """The customer puts an emoji on our last words."""

    def do(scene: Scene) -> None:
        event = Reacted(_ours(scene)[-1].external_id, emoji, scene.person.name, scene.at)
        with together():
            marking.note_reaction(scene.door, event, scene.at)

    return do


def _holder(scene: Scene, login: str) -> Agent:
    by = agent_of(login)
    take(ticket_id=scene.ticket_id, by=by, at=scene.at)
    classify(ticket_id=scene.ticket_id, kind="incident", priority=2, by=by, at=scene.at)
    return by


def _ours(scene: Scene) -> list[Mark]:
    found = Mark.objects.filter(channel=scene.door, message__ticket=scene.ticket_id, is_outgoing=True)
    return list(found.exclude(external_id="").order_by("pk"))


def _still(moment: datetime) -> datetime:
    return moment
