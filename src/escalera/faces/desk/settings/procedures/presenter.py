"""The editor's page: the steps as an outline in the order in which they come, one of them as a form, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.ladder.packets import STANDARD
from escalera.core.procedures.checking import Problem, problems
from escalera.core.procedures.graph import COMPARISONS, Graph, Step
from escalera.core.procedures.models import Procedure
from escalera.core.procedures.queries import StepFigures, graph_for_editor, remarks_of, step_figures, versions_of
from escalera.core.procedures.steps import StepKind, find, kinds_for_editor, ways_of
from escalera.core.tickets.choices import Impact, Priority, Urgency
from escalera.core.tickets.models import Category, Field

DEEPEST = 8  # of the outline's indents
VALUES = {"impact": Impact, "urgency": Urgency, "priority": Priority}


def editor_context(procedure: Procedure, chosen: str, now: datetime) -> dict[str, Any]:
    graph = graph_for_editor(procedure)
    found = problems(graph, procedure.use)
    step = graph.steps.get(chosen) or graph.first()
    figures = step_figures(procedure, now) if procedure.version else {}
    return {
        "procedure": procedure,
        "outline": list(_outline(graph, found, figures, step.key if step else "")),
        "kinds": [(key, one.label, one.help) for key, one in kinds_for_editor(procedure.use)],
        "whole": [one.words for one in found if not one.step],
        "wrong": sum(one.is_error for one in found),
        "step": _form(step, graph, procedure.use, found) if step else None,
        "versions": versions_of(procedure),
        "remarks": remarks_of(procedure),
    }


def _outline(
    graph: Graph, found: list[Problem], figures: dict[str, StepFigures], chosen: str
) -> Iterator[dict[str, Any]]:
    """Yield a line for each step where it comes, and one that points there wherever it comes again; then what nothing
    leads to."""
    seen: set[str] = set()
    for begin in [graph.start, *graph.steps]:
        if begin in seen:
            continue
        for key, depth, way, again in _walk(graph, begin, 0, "", seen):
            yield _outline_line(graph.steps[key], found, figures, chosen, depth, way, again=again)


def _walk(graph: Graph, key: str, depth: int, way: str, seen: set[str]) -> Iterator[tuple[str, int, str, bool]]:
    """Yield a chain of steps, and behind each the chains that its ways lead to: key, depth, way, whether it comes again."""
    chain: list[str] = []
    while key in graph.steps and key not in seen:
        chain.append(key)
        seen.add(key)
        key = graph.steps[key].next
    for place, one in enumerate(chain):
        yield one, min(depth, DEEPEST), way if place == 0 else "", False
        step = graph.steps[one]
        kind = find(step.kind)
        for exit_ in ways_of(step, kind) if kind else ():
            if exit_.to in graph.steps and exit_.to != step.next:
                yield from _walk(graph, exit_.to, depth + 1, str(exit_.label or exit_.key), seen)
    if key in graph.steps:
        yield key, min(depth, DEEPEST), way if not chain else "", True


def _outline_line(
    step: Step, found: list[Problem], figures: dict[str, StepFigures], chosen: str, depth: int, way: str, *, again: bool,
) -> dict[str, Any]:  # fmt: skip
    kind, figure = find(step.kind), figures.get(step.key)
    wrong = [one for one in found if one.step == step.key]
    return {
        "key": step.key, "title": step.title or _("Without a title"), "kind": kind.label if kind else step.kind,
        "depth": depth, "way": way, "again": again, "chosen": step.key == chosen and not again,
        "ends": bool(kind and kind.ends), "wrong": [one.words for one in wrong],
        "is_error": any(one.is_error for one in wrong),
        "took": round(figure.seconds / 60) if figure and figure.seconds else 0,
        "left": figure.left if figure else 0,
    }  # fmt: skip


def _form(step: Step, graph: Graph, use: str, found: list[Problem]) -> dict[str, Any]:
    kind = find(step.kind)
    own = [one for one in found if one.step == step.key]
    parts = {one.part: one.words for one in reversed(own)}
    return {
        "key": step.key, "kind": step.kind, "title": step.title, "text": step.text, "minutes": step.minutes or "",
        "must_wait": step.must_wait, "for_customer": step.for_customer, "fills": step.fills,
        "ways_kind": kind.ways if kind else "none", "ends": bool(kind and kind.ends),
        "targets": _targets(graph, step.key, step.next),
        "ways": _ways(step, kind, graph) if kind else [],
        "evidence": [(n, one) for n, one in enumerate([*step.evidence, None])],
        "settings": _settings(step, kind, parts) if kind else [],
        "fillings": _fillings(step.fills), "problems": [one.words for one in own], "parts": parts,
        "for_script": use == "script",
    }  # fmt: skip


def _targets(graph: Graph, own: str, chosen: str) -> list[tuple[str, str, bool]]:
    return [(key, one.title or key, key == chosen) for key, one in graph.steps.items() if key != own]


def _ways(step: Step, kind: StepKind, graph: Graph) -> list[dict[str, Any]]:
    if kind.ways == "none":
        return []
    rows: list[Any] = list(ways_of(step, kind))
    if kind.ways != "fixed":
        rows += [None] * (2 if rows else 3)
    values = _values(step.fills)
    return [
        {
            "number": n, "key": one.key if one else "", "label": one.label if one else "",
            "targets": _targets(graph, step.key, one.to if one else ""),
            "values": [(key, label, bool(one) and key == one.key) for key, label in values],
            "asks": [
                (key, graph.steps[key].title or key, bool(one and one.when and one.when["step"] == key))
                for key in graph.steps if key != step.key and (k := find(graph.steps[key].kind)) and k.compared
            ],
            "comparisons": [
                (key, words, bool(one and one.when and one.when["is"] == key)) for key, words in _comparisons()
            ],
            "value": one.when["value"] if one and one.when else "",
        }
        for n, one in enumerate(rows[:25])
    ]  # fmt: skip


def _comparisons() -> list[tuple[str, str]]:
    words = {
        "is": _("is"), "is_not": _("is not"), "below": _("is below"), "at_least": _("is at least"),
        "contains": _("contains"), "answered": _("was answered"),
    }  # fmt: skip
    return [(key, words[key]) for key in COMPARISONS]


def _settings(step: Step, kind: StepKind, parts: dict[str, str]) -> list[dict[str, Any]]:
    rows = []
    for one in kind.settings:
        value = step.settings.get(one.key)
        said = (
            "\n".join(str(line) for line in value) if isinstance(value, list) else "" if value is None else str(value)
        )
        rows.append({
            "key": one.key, "label": one.label, "type": one.type, "help": one.help, "required": one.required,
            "value": said, "on": bool(value), "error": parts.get(one.key, ""),
            "choices": [(str(k), label, str(k) == said) for k, label in one.choices()] if one.choices else [],
        })  # fmt: skip
    return rows


def _values(fills: str) -> list[tuple[str, str]]:
    where, _colon, key = fills.partition(":")
    if where != "classify":
        return []
    if key == "category":
        return list(
            Category.objects.filter(archived_at__isnull=True).order_by("name").values_list("key", "name")[:300]
        )
    return [(str(one), str(label)) for one, label in VALUES[key].choices] if key in VALUES else []


def _fillings(chosen: str) -> list[tuple[str, str, bool]]:
    rows = [(f"packet:{key}", _("Hand-over: %(name)s") % {"name": label}) for key, label in STANDARD.items()]
    classes = {"category": _("Category"), "impact": _("Impact"), "urgency": _("Urgency"), "priority": _("Priority")}
    rows += [(f"classify:{key}", _("Ticket: %(name)s") % {"name": label}) for key, label in classes.items()]
    fields = Field.objects.filter(is_active=True).order_by("pk").values_list("key", "label")[:100]
    rows += [(f"field:{key}", _("Field: %(name)s") % {"name": label}) for key, label in fields]
    return [(key, label, key == chosen) for key, label in rows]
