"""The editor's page: the steps drawn and as an outline, one of them as a form, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.ladder.packets import STANDARD
from escalera.core.procedures.checking import Problem, problems
from escalera.core.procedures.graph import COMPARISONS, Evidence, Graph, Step, Way
from escalera.core.procedures.models import Procedure
from escalera.core.procedures.queries import StepFigures, graph_for_editor, remarks_of, step_figures, versions_of
from escalera.core.procedures.steps import StepKind, find, kinds_for_editor, ways_of
from escalera.core.procedures.wording import comparisons, said_of
from escalera.core.tickets.choices import Impact, Priority, Urgency
from escalera.core.tickets.models import Category, Field
from escalera.faces.desk.settings.procedures.arrows import answers_of, places, places_after, words_of
from escalera.faces.desk.settings.procedures.changing import NEW
from escalera.faces.desk.settings.procedures.drawing import drawing

DEEPEST = 8  # of the outline's indents
VALUES = {"impact": Impact, "urgency": Urgency, "priority": Priority}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks at or has typed: the step, the place for a new one; what was refused is still in its form.

    `step_typed`: the step as its form said it; `adding`: the new step's title and kind; `note`: of a version."""

    step: str = ""
    place: str = ""
    step_typed: Mapping[str, Any] | None = None
    adding: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def editor_context(procedure: Procedure, asked: Asked, now: datetime) -> dict[str, Any]:
    graph = graph_for_editor(procedure)
    found = problems(graph, procedure.use)
    step = graph.steps.get(asked.step) or graph.first()
    figures = step_figures(procedure, now) if procedure.version else {}
    shown = _as_typed(asked.step_typed) if asked.step_typed else step
    key = step.key if step else ""
    return {
        "procedure": procedure,
        "drawing": drawing(graph, chosen=key, place=asked.place, found=found, figures=figures),
        "outline": outline(graph, found, figures, key),
        "kinds": [(key, one.label, one.help) for key, one in kinds_for_editor(procedure.use)],
        "whole": [one.words for one in found if not one.step],
        "wrong": sum(one.is_error for one in found),
        "step": _form(shown, graph, procedure.use, found, figures.get(shown.key)) if shown else None,
        "places": [(place, words) for place, words in places(graph) if not place.startswith(f"{key}|")],
        "adding": _adding(step, graph, asked),
        "note": asked.note,
        "versions": versions_of(procedure),
        "remarks": [(one, graph.steps[one.step].title if one.step in graph.steps else one.step)
                    for one in remarks_of(procedure)],
    }  # fmt: skip


def _adding(step: Step | None, graph: Graph, asked: Asked) -> dict[str, Any]:
    """Return the form of a new step: where it may stand, and what was typed into it already."""
    rows = places_after(step, graph) if step else []
    if "|" in asked.place and asked.place not in dict(rows) and (words := words_of(asked.place, graph)):
        rows.insert(0, (asked.place, words))
    rows.append(("", _("Nowhere yet")))
    wanted = asked.place if (asked.place or asked.adding) and asked.place in dict(rows) else rows[0][0]
    return {
        "is_asked": bool(asked.place) or not graph.steps, "title": asked.adding.get("title", ""),
        "kind": asked.adding.get("kind", ""), "step": step.key if step else "",
        "places": [(place, words, place == wanted) for place, words in rows] if graph.steps else [],
    }  # fmt: skip


def _as_typed(row: Mapping[str, Any]) -> Step:
    """Return a step as it was typed, whether or not it can be kept so."""
    return Step(
        key=row["key"], kind=row["kind"], title=row["title"], text=row["text"], next=row["next"], fills=row["fills"],
        minutes=row["minutes"], must_wait=row["must_wait"], for_customer=row["for_customer"], settings=row["with"],
        ways=tuple(Way(one["key"], one["label"], one["to"], one["when"]) for one in row["ways"]),
        evidence=tuple(Evidence(one["key"], one["label"], one["type"], one["required"]) for one in row["evidence"]),
    )  # fmt: skip


def outline(
    graph: Graph, found: list[Problem], figures: dict[str, StepFigures], chosen: str = ""
) -> list[dict[str, Any]]:
    """Return the steps as indented lines, in the order in which they come."""
    return list(_outline(graph, found, figures, chosen))


def _outline(
    graph: Graph, found: list[Problem], figures: dict[str, StepFigures], chosen: str
) -> Iterator[dict[str, Any]]:
    """Yield a line for each step where it comes, and one that points there wherever it comes again; then what nothing
    leads to."""
    seen: set[str] = set()
    for begin in [graph.start, *graph.steps]:
        if begin in seen:
            continue
        for key, depth, way, again in _walk(graph, begin, 0, None, seen):
            taken = figures[way[0]].ways.get(way[1].key, 0) if way and way[0] in figures else None
            line = _outline_line(graph.steps[key], found, figures, chosen, depth, again=again)
            yield {**line, "way": str(way[1].label or way[1].key) if way else "", "taken": taken}


def _walk(
    graph: Graph, key: str, depth: int, way: tuple[str, Way] | None, seen: set[str]
) -> Iterator[tuple[str, int, tuple[str, Way] | None, bool]]:
    """Yield a chain of steps, and behind each the chains that its ways lead to: key, depth, the way that leads there and
    from where, whether it comes again."""
    chain: list[str] = []
    while key in graph.steps and key not in seen:
        chain.append(key)
        seen.add(key)
        key = graph.steps[key].next
    for place, one in enumerate(chain):
        yield one, min(depth, DEEPEST), way if place == 0 else None, False
        step = graph.steps[one]
        kind = find(step.kind)
        for exit_ in ways_of(step, kind) if kind else ():
            if exit_.to in graph.steps and exit_.to != step.next:
                yield from _walk(graph, exit_.to, depth + 1, (one, exit_), seen)
    if key in graph.steps:
        yield key, min(depth, DEEPEST), way if not chain else None, True


def _outline_line(
    step: Step, found: list[Problem], figures: dict[str, StepFigures], chosen: str, depth: int, *, again: bool
) -> dict[str, Any]:  # fmt: skip
    kind, figure = find(step.kind), figures.get(step.key)
    wrong = [one for one in found if one.step == step.key]
    return {
        "key": step.key, "title": step.title or _("Without a title"), "kind": kind.label if kind else step.kind,
        "depth": depth, "again": again, "chosen": step.key == chosen and not again,
        "ends": bool(kind and kind.ends), "wrong": [one.words for one in wrong],
        "is_error": any(one.is_error for one in wrong),
        "took": round(figure.seconds / 60) if figure and figure.seconds else 0,
        "left": figure.left if figure else 0,
    }  # fmt: skip


def _form(step: Step, graph: Graph, use: str, found: list[Problem], figures: StepFigures | None) -> dict[str, Any]:
    kind = find(step.kind)
    own = [one for one in found if one.step == step.key]
    parts = {one.part: one.words for one in reversed(own)}
    return {
        "key": step.key, "kind": step.kind, "title": step.title, "text": step.text, "minutes": step.minutes or "",
        "must_wait": step.must_wait, "for_customer": step.for_customer, "fills": step.fills,
        "ways_kind": kind.ways if kind else "none", "ends": bool(kind and kind.ends),
        "targets": _targets(graph, step.key, step.next),
        "ways": _ways(step, kind, graph, figures) if kind else [],
        "evidence": [(n, one) for n, one in enumerate([*step.evidence, None])],
        "settings": _settings(step, kind, parts) if kind else [],
        "fillings": _fillings(step.fills), "problems": [one.words for one in own], "parts": parts,
        "for_script": use == "script",
        "answers": answers_of(graph) if kind and kind.ways == "found" else [],
    }  # fmt: skip


def _targets(graph: Graph, own: str, chosen: str) -> list[tuple[str, str, bool]]:
    rows = [(key, one.title or key, key == chosen) for key, one in graph.steps.items() if key != own]
    return [*rows, (NEW, _("＋ a new step"), chosen == NEW)]


def _ways(step: Step, kind: StepKind, graph: Graph, figures: StepFigures | None) -> list[dict[str, Any]]:
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
            "taken": figures.ways.get(one.key, 0) if one and figures and figures.answered else None,
            "values": [(key, label, bool(one) and key == one.key) for key, label in values],
            "asks": [
                (key, graph.steps[key].title or key, bool(one and one.when and one.when["step"] == key))
                for key in graph.steps if key != step.key and (k := find(graph.steps[key].kind)) and k.compared
            ],
            "comparisons": [
                (key, words, bool(one and one.when and one.when["is"] == key)) for key, words in _comparisons()
            ],
            "value": said_of(graph, one.when) if one and one.when else "",
        }
        for n, one in enumerate(rows[:25])
    ]  # fmt: skip


def _comparisons() -> list[tuple[str, str]]:
    words = comparisons()
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
