"""The registry of step kinds. What a kind is, the engine, the editor and the run's screen all read here.

Rooms register theirs: questions, guidance, branch, end and sub-procedure in `kinds` here; articles, macros and identity
checks in the front line; instructions and diagnostics with the specialists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from escalera.base.people.models import Agent
from escalera.core.procedures.graph import Step, Way

if TYPE_CHECKING:
    from escalera.core.procedures.models import Run, RunStep

Words = str | Promise
Value = Mapping[str, Any]
Choices = Callable[[], Sequence[tuple[str, Words]]]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that the editor asks of a step of this kind; kept in the step's `with` under `key`.

    `type`: line, text, number, yes, choice (of `choices`), lines (a list of texts)."""

    key: str
    label: Words
    type: str = "line"
    choices: Choices | None = None
    required: bool = False
    help: Words = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that the person at the step is asked; the form's field is called `key`.

    `type`: choice (radio buttons of `choices`), select (many choices), line, text, number, yes (a box), file.
    `initial`: what stands in it before anybody writes."""

    key: str
    label: Words
    type: str
    required: bool = True
    choices: Sequence[tuple[str, Words]] = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    initial: str = ""
    help: Words = ""


@dataclass(frozen=True, slots=True)
class StepTurn:
    """One step of one run, now. `value`: what was answered (empty before)."""

    run: Run
    row: RunStep
    step: Step
    by: Agent
    at: datetime
    value: Value = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step shows besides its title and text: `kind` names a template of the screens ("article", "macro",
    "diagnostic", "procedure"), `data` is plain."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step.

    `ways`: "none", "asked", "found" or "fixed" (see `graph`); `fixed(step)`: their keys and words if fixed.
    `asks(step, turn)`: what is asked besides evidence, and besides the choice of a way, which is asked as "way".
    `read(step, value)`: the cleaned answer once more, for what the asks alone cannot see; raises BadInput.
    `takes(step, value)`: the key of the way that the answer takes, of fixed ones.
    `does(turn)`: what happens when it is answered, in the same transaction; what it returns is added to the value.
    `begins(turn)`: what happens when it comes. `alone`: nobody is asked, the desk goes on by itself (branch).
    `words(step, value)`: the answer in one line. `tells`: the answer is part of the hand-over ("tried", "" for none).
    `shows(turn)`: what stands at the step. `problems(step)`: what is wrong with its settings, by their keys."""

    label: Words
    help: Words = ""
    uses: tuple[str, ...] = ("script", "runbook")
    settings: tuple[Setting, ...] = ()
    ways: str = "none"
    fixed: Callable[[Step], Sequence[Way]] = lambda step: ()
    asks: Callable[[Step, StepTurn | None], Sequence[Ask]] = lambda step, turn: ()
    read: Callable[[Step, dict[str, Any]], dict[str, Any]] = lambda step, value: value
    takes: Callable[[Step, Value], str] = lambda step, value: str(value.get("way", ""))
    does: Callable[[StepTurn], Mapping[str, Any] | None] | None = None
    begins: Callable[[StepTurn], None] | None = None
    words: Callable[[Step, Value], str] = lambda step, value: ""
    compared: Callable[[Value], Any] | None = None
    shows: Callable[[StepTurn], Shown | None] = lambda turn: None
    problems: Callable[[Step], Sequence[tuple[str, str]]] = lambda step: ()
    tells: str = "tried"
    alone: bool = False
    ends: bool = False
    order: int = 50


_KINDS: dict[str, StepKind] = {}


def register(key: str, kind: StepKind) -> None:
    """Make a kind known; the last of a key counts."""
    _KINDS[key] = kind


def find(key: str) -> StepKind | None:
    return _KINDS.get(key)


def kinds_for_editor(use: str) -> list[tuple[str, StepKind]]:
    """Return the kinds that a script or a runbook may have, in the order in which they are offered."""
    found = [(key, one) for key, one in _KINDS.items() if use in one.uses]
    return sorted(found, key=lambda pair: pair[1].order)


def ways_of(step: Step, kind: StepKind) -> Sequence[Way]:
    """Return the ways that leave a step: its own, or the fixed ones of its kind with where they lead."""
    if kind.ways == "none":
        return ()
    if kind.ways != "fixed":
        return step.ways
    return [Way(one.key, one.label, (step.way(one.key) or one).to) for one in kind.fixed(step)]
