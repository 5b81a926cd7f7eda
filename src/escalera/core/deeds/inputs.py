"""What a deed wants to know, described so that an editor can ask for it and the border can check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput

Words = str | Promise
Choices = Callable[[], Sequence[tuple[str, Words]]]
Given = Mapping[str, Any]
LONGEST_TEXT, LONGEST_WORDS = 250, 20_000  # characters of a short text, of words
MOST_CHOSEN = 30
LARGEST = 100_000


class InputType(StrEnum):
    """How a value is given: one line, several lines, one of a list, several of it, a whole number, yes or no."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a deed wants to know.

    `most`: characters of a text, or the largest number; `empty`: what "nothing chosen" is called ("as it is").
    `keeps_name`: beside the value, the chosen row's name is kept as `<key>_name`, so that words need no look-up.
    `reshapes`: what is chosen here changes which inputs follow, so an editor asks for the row anew."""

    key: str
    label: Words
    type: InputType
    choices: Choices | None = None
    required: bool = True
    most: int = 0
    hint: Words = ""
    empty: Words = ""
    keeps_name: bool = False
    reshapes: bool = False
    whole: bool = False  # the value is a whole number, though it is chosen from a list


def read_inputs(inputs: Sequence[Input], given: Given) -> dict[str, Any]:
    """Return what is kept of what was given. Raises: BadInput, naming what is missing or wrong."""
    kept: dict[str, Any] = {}
    for one in inputs:
        value = _read(one, given.get(one.key))
        if value in ("", None, []):
            if one.required:
                raise BadInput(_("“%(input)s” is missing.") % {"input": one.label})
            continue
        kept[one.key] = value
        if one.keeps_name:
            kept[f"{one.key}_name"] = _name(one, str(value))
    return kept


def _read(one: Input, raw: Any) -> Any:
    match one.type:
        case InputType.CHOICE:
            return _chosen(one, raw)
        case InputType.CHOICES:
            listed = raw if isinstance(raw, list) else [raw] if raw else []
            if len(listed) > MOST_CHOSEN:
                raise _wrong(one)
            return list(dict.fromkeys(value for part in listed if (value := _chosen(one, part)) != ""))
        case InputType.NUMBER:
            return _number(one, raw)
        case InputType.YES_NO:
            return raw in (True, "on", "true", "yes", "1")
    return _text(one, raw)


def _chosen(one: Input, raw: Any) -> Any:
    text = str(raw).strip() if isinstance(raw, (str, int)) and not isinstance(raw, bool) else ""
    if raw not in (None, "") and not text:
        raise _wrong(one)
    if text and text not in {key for key, _label in (one.choices or tuple)()}:
        raise _wrong(one)
    return int(text) if text and one.whole else text


def _number(one: Input, raw: Any) -> int | None:
    text = str(raw if raw is not None else "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) > (one.most or LARGEST):
        raise _wrong(one)
    return int(text)


def _text(one: Input, raw: Any) -> str:
    if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
        raw = ", ".join(raw)
    if raw is not None and not isinstance(raw, str):
        raise _wrong(one)
    text = (raw or "").replace("\x00", "").replace("\r\n", "\n").strip()
    if one.type == InputType.TEXT:
        text = " ".join(text.split())
    most = one.most or (LONGEST_TEXT if one.type == InputType.TEXT else LONGEST_WORDS)
    if len(text) > most:
        words = {"input": one.label, "limit": most}
        raise BadInput(_("“%(input)s” is too long: at most %(limit)d characters.") % words)
    return text


def _name(one: Input, value: str) -> str:
    return next((str(label) for key, label in one.choices() if key == value), "") if one.choices else ""


def _wrong(one: Input) -> BadInput:
    return BadInput(_("“%(input)s”: choose one of what is offered.") % {"input": one.label})
