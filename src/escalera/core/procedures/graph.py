"""A procedure as data: a graph of steps, read from JSON, checked, and walked.

    {"start": "light", "steps": [step, …]}        the order of `steps` is the editor's; `start` is "" in an empty draft

    step = {
      "key": "light",              own name within the procedure: a-z, 0-9, - and _, at most 40
      "kind": "choice",            of the registry in `steps`
      "title": "Which light is on?",       one line, at most 300 characters
      "text": "Look at the front.",        guidance for who follows it; paragraphs, lists, **bold**, links; at most 8,000
      "next": "restart",           where it goes on when no way says otherwise; "" for nowhere
      "ways": [{"key": "red", "label": "Red", "to": "replace", "when": null}, …],     at most 20
      "fills": "",                 where the answer goes besides: "", "packet:symptom" (a field of the hand-over),
                                   "field:serial" (a field of the company's own), "classify:urgency"
                                   (category, impact, urgency, priority: the way's key is the value)
      "evidence": [{"key": "photo", "label": "Photo of the back", "type": "file", "required": true}, …],   at most 10;
                                   type text, number or file; asked besides what the kind asks
      "minutes": 0,                a timer that begins with the step, at most 10,080
      "must_wait": false,          no answer before the timer is over
      "for_customer": false,       the assistant may ask it of the customer
      "with": {"unit": "Mbps"}     what the kind wants to know; see its `settings`
    }

Ways belong to kinds that have them (`StepKind.ways`): "asked" (the person chooses one: choice, a runbook's instruction),
"found" (the desk takes the first whose `when` holds: branch), "fixed" (the kind names them: sub-procedure, diagnostic,
identity; `ways` then holds only where each leads) and "none". A way with "to": "" goes to `next`.

`when` of a branch's way: {"step": "speed", "is": "below", "value": 10}; `step` is an earlier step; `is` one of
is, is_not, below, at_least, contains, answered, of its answer (`StepKind.compared`). The last way may have null: otherwise.

`read` refuses what has not this shape (BadInput); a draft may have this shape and still have problems (`problems`), each
with the step and the part that it is about. Publishing refuses problems that are errors. Loops are allowed, as long as
every step can reach an end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
MOST_STEPS, MOST_WAYS, MOST_EVIDENCE = 200, 20, 10
LONGEST_TITLE, LONGEST_TEXT, LONGEST_LABEL, LONGEST_SETTING = 300, 8_000, 120, 4_000  # characters
MOST_MINUTES = 7 * 24 * 60
EVIDENCE_TYPES = ("text", "number", "file")
COMPARISONS = ("is", "is_not", "below", "at_least", "contains", "answered")


@dataclass(frozen=True, slots=True)
class Way:
    key: str
    label: str = ""
    to: str = ""
    when: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    key: str
    label: str
    type: str = "text"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """See the module. `settings` is the JSON's `with`."""

    key: str
    kind: str
    title: str = ""
    text: str = ""
    next: str = ""
    ways: tuple[Way, ...] = ()
    fills: str = ""
    evidence: tuple[Evidence, ...] = ()
    minutes: int = 0
    must_wait: bool = False
    for_customer: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)

    def exits(self) -> list[str]:
        """Return the keys of the steps that may follow."""
        targets = [way.to or self.next for way in self.ways] + [self.next]
        return list(dict.fromkeys(key for key in targets if key))

    def way(self, key: str) -> Way | None:
        return next((one for one in self.ways if one.key == key), None)

    def leads(self, way: str = "") -> str:
        """Return the key of the step after this one, by a way; "" for none."""
        found = self.way(way) if way else None
        return (found.to if found else "") or self.next


@dataclass(frozen=True, slots=True)
class Graph:
    start: str
    steps: Mapping[str, Step]

    def first(self) -> Step | None:
        return self.steps.get(self.start)

    def reachable(self, start: str = "") -> set[str]:
        """Return the keys of the steps that can come, from the beginning or from a step (itself included)."""
        seen: set[str] = set()
        ahead = [start or self.start]
        while ahead:
            key = ahead.pop()
            if key in seen or key not in self.steps:
                continue
            seen.add(key)
            ahead.extend(self.steps[key].exits())
        return seen

    def before(self, key: str) -> set[str]:
        """Return the keys of the steps that may have been answered when this one comes."""
        return {one for one in self.steps if one != key and key in self.reachable(one)}

    def stored(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {"start": self.start, "steps": [_stored(one) for one in self.steps.values()]}


def read(data: Any) -> Graph:
    """Return the graph that the data means, every text cleaned. Raises: BadInput if it has not the shape."""
    if not isinstance(data, Mapping) or not isinstance(data.get("steps", []), list):
        raise _unreadable()
    rows = data.get("steps", [])
    if len(rows) > MOST_STEPS:
        raise BadInput(_("A procedure has at most %(limit)d steps.") % {"limit": MOST_STEPS})
    steps: dict[str, Step] = {}
    for row in rows:
        step = _step(row)
        if step.key in steps:
            raise BadInput(_("Two steps have the same key: %(key)s.") % {"key": step.key})
        steps[step.key] = step
    start = data.get("start") or ""
    if not isinstance(start, str) or (start and start not in steps):
        raise _unreadable()
    return Graph(start or next(iter(steps), ""), steps)


def _step(row: Any) -> Step:
    if not isinstance(row, Mapping):
        raise _unreadable()
    ways = tuple(_way(one) for one in _rows(row, "ways", MOST_WAYS))
    evidence = tuple(_evidence(one) for one in _rows(row, "evidence", MOST_EVIDENCE))
    _refuse_twins(one.key for one in ways)
    _refuse_twins(one.key for one in evidence)
    minutes = row.get("minutes") or 0
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 <= minutes <= MOST_MINUTES:
        raise BadInput(_("A timer takes at most %(limit)d minutes.") % {"limit": MOST_MINUTES})
    return Step(
        key=_key(row.get("key")),
        kind=_line(row, "kind", 20),
        title=_line(row, "title", LONGEST_TITLE),
        text=_text(row, "text", LONGEST_TEXT),
        next=_key(row["next"]) if row.get("next") else "",
        ways=ways,
        fills=_line(row, "fills", 80),
        evidence=evidence,
        minutes=minutes,
        must_wait=bool(row.get("must_wait")) and minutes > 0,
        for_customer=bool(row.get("for_customer")),
        settings=_settings(row.get("with") or {}),
    )


def _way(row: Any) -> Way:
    if not isinstance(row, Mapping):
        raise _unreadable()
    to = _key(row["to"]) if row.get("to") else ""
    return Way(_key(row.get("key")), _line(row, "label", LONGEST_LABEL), to, _when(row.get("when")))


def _when(when: Any) -> dict[str, Any] | None:
    if when is None:
        return None
    if not isinstance(when, Mapping) or when.get("is") not in COMPARISONS:
        raise _unreadable()
    value = when.get("value", "")
    if not isinstance(value, str | int | float) or len(str(value)) > LONGEST_LABEL:
        raise _unreadable()
    step = _key(when["step"]) if when.get("step") else ""  # a draft may not know it yet
    return {"step": step, "is": when["is"], "value": value}


def _evidence(row: Any) -> Evidence:
    if not isinstance(row, Mapping) or row.get("type", "text") not in EVIDENCE_TYPES:
        raise _unreadable()
    label = _line(row, "label", LONGEST_LABEL)
    return Evidence(_key(row.get("key")), label, row.get("type", "text"), bool(row.get("required", True)))


def _settings(given: Any) -> dict[str, Any]:
    """Plain values, or lists of plain values; each kind reads its own."""
    if not isinstance(given, Mapping) or len(given) > 20:
        raise _unreadable()
    kept: dict[str, Any] = {}
    for key, value in given.items():
        values = value if isinstance(value, list) else [value]
        if len(values) > 50 or not all(one is None or isinstance(one, str | int | float) for one in values):
            raise _unreadable()
        if any(isinstance(one, str) and len(one) > LONGEST_SETTING for one in values):
            raise BadInput(_("That is too long: at most %(limit)d characters.") % {"limit": LONGEST_SETTING})
        kept[str(key)[:40]] = value
    return kept


def _rows(row: Mapping[str, Any], key: str, most: int) -> list[Any]:
    rows = row.get(key) or []
    if not isinstance(rows, list) or len(rows) > most:
        raise BadInput(_("A step has at most %(limit)d of these.") % {"limit": most})
    return rows


def _refuse_twins(keys: Iterable[str]) -> None:
    known = list(keys)
    if len(set(known)) != len(known):
        raise _unreadable()


def _key(given: Any) -> str:
    if not isinstance(given, str) or not KEY.match(given):
        raise BadInput(_("A step's key has letters a to z, digits, - and _; at most 40."))
    return given


def _line(row: Mapping[str, Any], key: str, most: int) -> str:
    return " ".join(_text(row, key, most).split())


def _text(row: Mapping[str, Any], key: str, most: int) -> str:
    value = row.get(key) or ""
    if not isinstance(value, str):
        raise _unreadable()
    value = value.replace("\x00", "").strip()
    if len(value) > most:
        raise BadInput(_("That is too long: at most %(limit)d characters.") % {"limit": most})
    return value


def _unreadable() -> BadInput:
    return BadInput(_("This procedure cannot be read: something in it has not the right shape."))


def _stored(step: Step) -> dict[str, Any]:
    return {
        "key": step.key, "kind": step.kind, "title": step.title, "text": step.text, "next": step.next,
        "ways": [{"key": w.key, "label": w.label, "to": w.to, "when": w.when} for w in step.ways],
        "fills": step.fills,
        "evidence": [
            {"key": e.key, "label": e.label, "type": e.type, "required": e.required} for e in step.evidence
        ],
        "minutes": step.minutes, "must_wait": step.must_wait, "for_customer": step.for_customer,
        "with": dict(step.settings),
    }  # fmt: skip
