"""The rows of deeds in a form, for macros and rules: out of data, out of what was posted, and back to data.

Row n has its deed in `deed-n` and what it wants to know in `in-n-<key>`; the buttons say `deed-add`, `deed-drop-n`,
`deed-up-n`, `deed-down-n`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from escalera.core.deeds.inputs import Input, InputType
from escalera.core.deeds.registry import MOST, deeds_for_editor, find

LONGEST = 20_000  # characters of one input
_ROW = re.compile(r"deed-(\d{1,2})\Z")
_BUTTON = re.compile(r"deed-(drop|up|down)-(\d{1,2})\Z")
Option = tuple[str, str, bool]  # value, words, chosen
Given = dict[str, Any]


class Posted(Protocol):
    """What a form sent."""

    def get(self, key: str, default: str, /) -> Any: ...
    def getlist(self, key: str) -> Sequence[Any]: ...
    def __iter__(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class InputForm:
    """One input. `type`: as `InputType` says; `value`: of what is not chosen from a list."""

    name: str
    label: str
    type: str
    options: list[Option]
    value: str
    hint: str
    most: int
    required: bool
    reshapes: bool


@dataclass(frozen=True, slots=True)
class DeedForm:
    number: int
    deeds: list[Option]
    inputs: list[InputForm]


def posted_deeds(posted: Posted) -> list[Given]:
    """Return the deeds that a form sent, as `registry.checked` wants them; what is too much is left out."""
    numbers = sorted(int(found[1]) for key in posted if (found := _ROW.match(key)))
    return [_posted(posted, number) for number in numbers[:MOST]]


def _posted(posted: Posted, number: int) -> Given:
    key = str(posted.get(f"deed-{number}", ""))[:40]
    start = f"in-{number}-"
    given: Given = {"do": key}
    for name in posted:
        if name.startswith(start) and len(given) < 30:
            values = [str(value)[:LONGEST].replace("\x00", "") for value in posted.getlist(name)[:50]]
            given[name.removeprefix(start)] = values if len(values) > 1 else values[0]
    return given


def edited(deeds: list[Given], button: str, *, by_hand: bool, nested: bool) -> list[Given]:
    """Return the deeds after a button; any other button leaves them as they are."""
    if button == "deed-add" and len(deeds) < MOST:
        offered = deeds_for_editor(by_hand=by_hand, nested=nested)
        return [*deeds, {"do": offered[0][0]}]
    found = _BUTTON.match(button)
    place = int(found[2]) if found else len(deeds)
    if found is None or place >= len(deeds):
        return deeds
    if found[1] == "drop":
        return [one for n, one in enumerate(deeds) if n != place]
    other = place - 1 if found[1] == "up" else place + 1
    if 0 <= other < len(deeds):
        deeds[place], deeds[other] = deeds[other], deeds[place]
    return deeds


def forms_of(deeds: Sequence[Mapping[str, Any]], *, by_hand: bool, nested: bool) -> list[DeedForm]:
    """Return the rows as inputs."""
    offered = [(key, str(one.label)) for key, one in deeds_for_editor(by_hand=by_hand, nested=nested)]
    return [_row(number, one, offered) for number, one in enumerate(deeds)]


def _row(number: int, given: Mapping[str, Any], offered: Sequence[tuple[str, str]]) -> DeedForm:
    deed = find(given.get("do"))
    options = [(key, label, key == given.get("do")) for key, label in offered]
    if deed is None:
        return DeedForm(number, options, [])
    return DeedForm(number, options, [_input(number, one, given.get(one.key)) for one in deed.inputs(given)])


def _input(number: int, one: Input, value: Any) -> InputForm:
    chosen = (
        [str(part) for part in value] if isinstance(value, list) else [str(value)] if value not in (None, "") else []
    )
    options = [(key, str(label), key in chosen) for key, label in (one.choices or tuple)()]
    if one.type == InputType.CHOICE and not one.required:
        options.insert(0, ("", str(one.empty) or "–", not chosen))
    return InputForm(
        name=f"in-{number}-{one.key}",
        label=str(one.label),
        type=one.type.value,
        options=options,
        value=", ".join(chosen),
        hint=str(one.hint),
        most=one.most or LONGEST,
        required=one.required,
        reshapes=one.reshapes,
    )
