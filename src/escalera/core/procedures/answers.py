"""Reading what somebody answered at a step: text from a form or JSON becomes clean values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from escalera.base.refusals import BadInput
from escalera.core.procedures.graph import Step
from escalera.core.procedures.steps import Ask, StepKind, StepTurn, Value

LONGEST = {"line": 400, "text": 10_000}  # characters
MOST_FILES = 10
EVIDENCE = "evidence_"  # before the key of a piece of evidence, in the names of asks
WAY = "way"


class BadAnswer(BadInput):
    """Some of the answer cannot be taken; `errors` says why, by the keys of the asks."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


def asks_of(step: Step, kind: StepKind, turn: StepTurn | None = None) -> list[Ask]:
    """Return everything that is asked at a step: the way, what the kind wants to know, the evidence."""
    asks: list[Ask] = []
    if kind.ways == "asked" and step.ways:
        label = step.title or pgettext_lazy("noun", "Answer")
        asks.append(Ask(WAY, label, "choice", choices=[(one.key, one.label or one.key) for one in step.ways]))
    asks += kind.asks(step, turn)
    types = {"text": "text", "number": "number", "file": "file"}
    return asks + [
        Ask(EVIDENCE + one.key, one.label or one.key, types[one.type], one.required) for one in step.evidence
    ]


def read_answer(asks: Sequence[Ask], given: Mapping[str, Any], files: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return the answer by the keys of the asks, files left out. Raises: BadAnswer."""
    errors: dict[str, str] = {}
    value: dict[str, Any] = {}
    for ask in asks:
        try:
            if ask.type == "file":
                _check_files(ask, files.get(ask.key, ()))
                continue
            read = _read(ask, given.get(ask.key))
            if read not in (None, ""):
                value[ask.key] = read
        except BadInput as refusal:
            errors[ask.key] = str(refusal)
    if errors:
        raise BadAnswer(errors)
    return value


def in_words(value: Any) -> str:
    """Say one value in a line."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float):
        return number_format(value)
    if isinstance(value, list):
        return ", ".join(str(one.get("name", "")) if isinstance(one, Mapping) else str(one) for one in value)
    return " ".join(str(value).split())


def answer_words(step: Step, kind: StepKind, value: Value) -> str:
    """Say the whole answer in a line: the way, the kind's words, the evidence; at most 400 characters."""
    way = step.way(str(value.get(WAY, ""))) if kind.ways == "asked" else None
    pieces = [(way.label or way.key) if way else "", kind.words(step, value)]
    pieces += [
        f"{one.label or one.key}: {in_words(said)}"
        for one in step.evidence
        if (said := value.get(EVIDENCE + one.key)) not in (None, "", [])
    ]
    return "; ".join(piece for piece in pieces if piece)[:400]


def _read(ask: Ask, given: Any) -> Any:
    if isinstance(given, list | tuple):
        given = given[0] if given else ""
    if ask.type == "yes":
        return given in (True, 1, "1", "on", "true", "yes")
    text = "" if given is None else str(given).replace("\x00", "").strip()
    if not text:
        if ask.required:
            raise BadInput(_("%(what)s: this is needed.") % {"what": ask.label})
        return None
    if ask.type in ("choice", "select"):
        if text not in {str(key) for key, _label in ask.choices}:
            raise BadInput(_("%(what)s: choose one of these.") % {"what": ask.label})
        return text
    if ask.type == "number":
        return _number(ask, text)
    most = LONGEST.get(ask.type, LONGEST["line"])
    if len(text) > most:
        raise BadInput(
            _("%(what)s: that is too long, at most %(limit)d characters.") % {"what": ask.label, "limit": most}
        )
    return " ".join(text.split()) if ask.type == "line" else text


def _number(ask: Ask, text: str) -> float | int:
    """Read a number as people write it: 3.5 or 3,5."""
    plain = text.replace(" ", "").replace("\xa0", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = float(plain[:40])
    except ValueError:
        raise BadInput(_("%(what)s: write a number.") % {"what": ask.label}) from None
    if not math.isfinite(number) or abs(number) > 1e15:
        raise BadInput(_("%(what)s: write a number.") % {"what": ask.label})
    if ask.least is not None and number < ask.least:
        raise BadInput(_("%(what)s: at least %(limit)s.") % {"what": ask.label, "limit": number_format(ask.least)})
    if ask.most is not None and number > ask.most:
        raise BadInput(_("%(what)s: at most %(limit)s.") % {"what": ask.label, "limit": number_format(ask.most)})
    return int(number) if number.is_integer() else number


def _check_files(ask: Ask, files: Sequence[Any]) -> None:
    if ask.required and not files:
        raise BadInput(_("%(what)s: add a file.") % {"what": ask.label})
    if len(files) > MOST_FILES:
        raise BadInput(_("At most %(limit)d files.") % {"limit": MOST_FILES})
