"""Trying a procedure without a ticket: the same walk as a run's, on nothing but the graph and what was said so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from escalera.core.procedures.answers import EVIDENCE, answer_words, asks_of, read_answer
from escalera.core.procedures.branching import found_way
from escalera.core.procedures.graph import Graph, Step
from escalera.core.procedures.kinds import outcome_of
from escalera.core.procedures.steps import Ask, find, ways_of

MOST = 300  # steps of one trial


@dataclass(frozen=True, slots=True)
class Tried:
    """`done`: title and answer of what was passed; `step`: where it stands, None when it has ended with `outcome`."""

    done: Sequence[tuple[str, str]]
    step: Step | None
    asks: Sequence[Ask]
    outcome: str = ""


def walk(graph: Graph, said: Sequence[Mapping[str, Any]]) -> Tried:
    """Go through the graph with these answers, one for each step that asks somebody; files count as given, timers as
    over, a procedure within asks "outcome" ("solved" or "failed"). Raises: BadAnswer for one that does not fit."""
    done: list[tuple[str, str]] = []
    answered: dict[str, tuple[str, Mapping[str, Any]]] = {}
    ahead, key = list(said), graph.start
    for _turn in range(MOST):
        step = graph.steps.get(key)
        kind = find(step.kind) if step else None
        if step is None or kind is None:
            return Tried(done, None, (), "done" if key == "" else "")
        asks = [one for one in asks_of(step, kind) if one.type != "file"]
        if step.kind == "procedure":
            asks = [Ask("outcome", kind.label, "choice", choices=[(w.key, w.label) for w in kind.fixed(step)])]
        if kind.alone:
            way = found_way(step, answered)
        elif not ahead:
            return Tried(done, step, asks)
        else:
            value = read_answer(asks, ahead.pop(0), {})
            answered[step.key] = (step.kind, value)
            way = str(value["outcome"]) if step.kind == "procedure" else kind.takes(step, value)
            done.append((step.title, _words(step, value)))
        if kind.ends:
            return Tried(done, None, (), outcome_of(step).value)
        found = next((one for one in ways_of(step, kind) if one.key == way), None)
        key = (found.to if found else "") or step.next
    return Tried(done, None, (), "")


def _words(step: Step, value: Mapping[str, Any]) -> str:
    kind = find(step.kind)
    plain = {one: said for one, said in value.items() if not one.startswith(EVIDENCE) or not isinstance(said, list)}
    return answer_words(step, kind, plain) if kind else ""
