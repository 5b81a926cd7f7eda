"""What a caller is to hear or do next, before a provider puts it into its own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """Where the call goes on: the name of a step, and what it must know. It becomes an address of our webhook."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)

    def also(self, **more: str) -> Step:
        return Step(self.name, {**self.values, **more})


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Play:
    """`url`: https, of the company's music."""

    url: str


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Say or play, and wait for one digit; `then` is asked with it, and without one after `wait_s`."""

    then: Step
    prompts: Sequence[Say | Play | Pause]
    wait_s: int = 5
    silent_goes_on: bool = True


@dataclass(frozen=True, slots=True)
class Ring:
    """One telephone to ring. `status`: told of it; `first`: what its owner hears before they are connected."""

    number: str
    status: Step
    first: Step | None = None


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring telephones, all at the same time; who picks up first is connected. `recorded`: the step that is told of the
    recording, None for no recording; `shown`: the number that they see, "" for the caller's own."""

    rings: Sequence[Ring]
    then: Step
    ring_s: int
    recorded: Step | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """Wait in a queue; `while_waiting` is asked again and again."""

    name: str
    while_waiting: Step
    then: Step


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the queue; the call goes on at the queue's `then`."""


@dataclass(frozen=True, slots=True)
class Record:
    """Record a message. `transcribed`: the step that is told its words, None where nobody writes them down."""

    then: Step
    recorded: Step
    longest_s: int
    transcribed: Step | None = None


@dataclass(frozen=True, slots=True)
class Go:
    step: Step


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


Verb = Say | Play | Pause | Ask | Dial | Queue | Leave | Record | Go | HangUp
