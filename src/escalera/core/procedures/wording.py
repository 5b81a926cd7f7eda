"""A step in plain lines, for reading a version and for saying what changed between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.knowledge.differing import Line, difference
from escalera.core.procedures.answers import in_words
from escalera.core.procedures.graph import Graph, Step, Way
from escalera.core.procedures.steps import Setting, StepKind, find, ways_of


@dataclass(frozen=True, slots=True)
class Changed:
    """A step that differs. `how`: added, removed or changed; `lines`: of its words, with what differs marked."""

    key: str
    title: str
    how: str
    lines: Sequence[Line]


Labels = dict[object, dict[str, str]]  # of choices that were asked for already, each once


def compared(before: Graph, after: Graph) -> list[Changed]:
    """Return the steps that differ between two versions: in the order of the newer one, those that are gone last."""
    found: list[Changed] = []
    labels: Labels = {}
    for key, step in after.steps.items():
        old = before.steps.get(key)
        old_words = "\n".join(in_lines(old, before, labels)) if old else ""
        words = "\n".join(in_lines(step, after, labels))
        if old is None or old_words != words:
            found.append(Changed(key, step.title, "changed" if old else "added", difference(old_words, words)))
    for key, step in before.steps.items():
        if key not in after.steps:
            lines = difference("\n".join(in_lines(step, before, labels)), "")
            found.append(Changed(key, step.title, "removed", lines))
    return found


def in_lines(step: Step, graph: Graph, labels: Labels | None = None) -> list[str]:
    """Return what a step says, each thing in a line of its own. `labels`: give the same for many steps."""
    kind, labels = find(step.kind), {} if labels is None else labels
    lines = [f"{kind.label if kind else step.kind}: {step.title}"]
    if step.key == graph.start:
        lines.append(_("It begins here."))
    lines += [line for line in step.text.splitlines() if line.strip()]
    return [*lines, *_set(step, kind, labels), *_led(step, kind, graph), *_besides(step)]


def _set(step: Step, kind: StepKind | None, labels: Labels) -> Iterator[str]:
    for one in kind.settings if kind else ():
        value = step.settings.get(one.key)
        if value in (None, "", [], 0, False):
            continue
        yield str(one.label) if one.type == "yes" else f"{one.label}: {_value(one, value, labels)}"


def _value(setting: Setting, value: Any, labels: Labels) -> str:
    if setting.choices is None:
        return in_words(value)
    if setting.choices not in labels:
        labels[setting.choices] = {str(key): str(label) for key, label in setting.choices()}
    return labels[setting.choices].get(str(value), str(value))


def _led(step: Step, kind: StepKind | None, graph: Graph) -> Iterator[str]:
    for way in ways_of(step, kind) if kind else ():
        to = _title(graph, way.to or step.next)
        yield f"{_condition(way, graph)} → {to}" if to else _condition(way, graph)
    if step.next and not (kind and kind.ends):
        yield _("Goes on with: %(title)s") % {"title": _title(graph, step.next)}


def _condition(way: Way, graph: Graph) -> str:
    words = str(way.label or way.key)
    if way.when is None:
        return words
    when = [
        _title(graph, str(way.when["step"])),
        comparisons()[str(way.when["is"])],
        in_words(said_of(graph, way.when)),
    ]
    return f"{words} ({' '.join(one for one in when if one)})"


def _besides(step: Step) -> Iterator[str]:
    types = {"text": _("Text"), "number": _("Number"), "file": _("File")}
    for one in step.evidence:
        needed = _("needed") if one.required else _("optional")
        yield _("Evidence: %(label)s") % {"label": f"{one.label} ({types[one.type].lower()}, {needed})"}
    if step.minutes:
        yield _("Timer: %(count)d min") % {"count": step.minutes}
    if step.must_wait:
        yield _("No answer before the timer is over")
    if step.for_customer:
        yield _("The assistant may ask it of the customer")
    if step.fills:
        yield _("The answer fills: %(what)s") % {"what": step.fills.partition(":")[2]}


def comparisons() -> dict[str, str]:
    """Return how each comparison is said."""
    return {
        "is": _("is"), "is_not": _("is not"), "below": _("is below"), "at_least": _("is at least"),
        "contains": _("contains"), "answered": _("was answered"),
    }  # fmt: skip


def said_of(graph: Graph, when: Mapping[str, Any]) -> Any:
    """Return what a condition compares with as people say it: the words of an answer, where its key is kept."""
    step = graph.steps.get(str(when["step"]))
    return next((str(way.label) for way in chosen_of(step) if way.key == when["value"] and way.label), when["value"])


def chosen_of(step: Step | None) -> Sequence[Way]:
    """Return the answers of a step that are chosen and not typed."""
    kind = find(step.kind) if step else None
    return ways_of(step, kind) if step and kind and kind.ways in ("asked", "fixed") else ()


def _title(graph: Graph, key: str) -> str:
    return graph.steps[key].title or key if key in graph.steps else key
