"""What leads where: the arrows of a procedure, for its drawing, its outline and the places where a step can be put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from escalera.core.procedures.graph import Graph, Step
from escalera.core.procedures.queries import StepFigures
from escalera.core.procedures.steps import find, ways_of
from escalera.core.procedures.wording import chosen_of


@dataclass(frozen=True, slots=True)
class Arrow:
    """All that leads from one step to another. `target`: "" if it leads nowhere yet; `ways`: their keys, "" is what a step
    goes on with; `words`: what is answered on these ways, each with how often in 90 days; `taken`: how often in all; None
    if nobody was there."""

    source: str
    target: str
    ways: tuple[str, ...]
    words: tuple[tuple[str, int | None], ...]
    taken: int | None = None

    @property
    def place(self) -> str:
        """Where a step can be put: see `changing`."""
        return f"{self.source}|{','.join(self.ways)}"


def arrows(graph: Graph, figures: Mapping[str, StepFigures]) -> list[Arrow]:
    """Return the arrows in the order in which steps and answers are read; those that lead nowhere one by one."""
    return [one for step in graph.steps.values() for one in arrows_of(step, graph, figures.get(step.key))]


def arrows_of(step: Step, graph: Graph, figures: StepFigures | None) -> list[Arrow]:
    found: dict[str, Arrow] = {}
    for place, (way, words, target, taken) in enumerate(_leads(step, graph)):
        known = found.get(target) if target else None
        count = _count(figures, taken)
        if known is None:
            said = ((words, count),) if words else ()
            found[target or f"?{place}"] = Arrow(step.key, target, (way,), said, count)
            continue
        ways = known.ways if way in known.ways else (*known.ways, way)
        both = None if count is None or known.taken is None else count + known.taken
        found[target] = Arrow(step.key, target, ways, (*known.words, (words, count)), both)
    return list(found.values())


def _count(figures: StepFigures | None, way: str) -> int | None:
    if figures is None or not figures.answered:
        return None
    return figures.ways.get(way, 0) if way else max(0, figures.answered - sum(figures.ways.values()))


def _leads(step: Step, graph: Graph) -> Iterator[tuple[str, str, str, str]]:
    """Yield each lead of a step: the way to name in a place, its words, where it leads, the way that is counted."""
    kind = find(step.kind)
    if kind is None or kind.ends:
        return
    goes_on = step.next if step.next in graph.steps else ""
    ways = list(ways_of(step, kind))
    for way in ways:
        words = str(way.label or way.key)
        if way.to in graph.steps:
            yield way.key, words, way.to, way.key
        else:
            yield "" if goes_on else way.key, words, goes_on, way.key
    if not ways or (kind.ways == "found" and all(way.when is not None for way in ways)):
        yield "", _("otherwise") if ways else "", goes_on, ""


def places_after(step: Step, graph: Graph) -> list[tuple[str, str]]:
    """Return the places behind one step with their words: after it, and after each of its answers."""
    kind = find(step.kind)
    if kind is None or kind.ends:
        return []
    title = step.title or step.key
    rows = [(f"{step.key}|", _("After “%(title)s”") % {"title": title})]
    for way in ways_of(step, kind):
        words = {"title": title, "answer": way.label or way.key}
        rows.append((f"{step.key}|{way.key}", _("After “%(title)s”, if “%(answer)s”") % words))
    return rows


def places(graph: Graph) -> list[tuple[str, str]]:
    """Return every place with its words, the beginning first."""
    rows = [("|", _("At the beginning"))] if graph.steps else []
    return rows + [one for step in graph.steps.values() for one in places_after(step, graph)]


def words_of(place: str, graph: Graph) -> str:
    """Say a place that the drawing shows: between two steps."""
    source, _bar, ways = place.partition("|")
    step = graph.steps.get(source)
    if step is None:
        return _("At the beginning")
    shown = next((one for one in arrows_of(step, graph, None) if one.place == place and one.target), None)
    if shown is None or shown.target not in graph.steps:
        return dict(places_after(step, graph)).get(f"{source}|{ways.split(',')[0]}", "")
    words = {"one": step.title or source, "other": graph.steps[shown.target].title or shown.target}
    return _("Between “%(one)s” and “%(other)s”") % words


def answers_of(graph: Graph) -> list[str]:
    """Return the words of all answers that can be chosen somewhere: what a branch may compare with."""
    words = [way.label for step in graph.steps.values() for way in chosen_of(step)]
    return list(dict.fromkeys(str(one) for one in words if one))


def kept_of(graph: Graph, when: Mapping[str, Any]) -> Any:
    """Return what a condition keeps: the key of the answer that was typed in words."""
    step, said = graph.steps.get(str(when["step"])), str(when["value"]).casefold()
    return next((way.key for way in chosen_of(step) if str(way.label).casefold() == said), when["value"])
