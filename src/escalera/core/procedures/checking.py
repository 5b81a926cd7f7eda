"""What is wrong with a procedure, step by step: shown while it is written, refused when it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from escalera.core.procedures.graph import Graph, Step, Way
from escalera.core.procedures.steps import StepKind, find, ways_of
from escalera.core.tickets.choices import Impact, Priority, Urgency
from escalera.core.tickets.models import Category, Field

PACKET = ("summary", "symptom", "service", "tried", "evidence", "question", "promise")
CLASSES = {
    "impact": {str(one) for one in Impact.values},
    "urgency": {str(one) for one in Urgency.values},
    "priority": {str(one) for one in Priority.values},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`step`: its key, "" for the whole; `part`: the part of the step ("title", "next", "ways", "fills", "evidence", or a
    setting's key); `is_error`: it cannot be published so."""

    step: str
    part: str
    words: str
    is_error: bool = True


def problems(graph: Graph, use: str) -> list[Problem]:
    """Return what is wrong, in the order of the steps; the whole first."""
    if not graph.steps:
        return [Problem("", "steps", _("There is no step yet."))]
    known = _Known()
    found = [one for step in graph.steps.values() for one in _of_step(step, graph, use, known)]
    return [*_of_whole(graph), *found]


def _of_whole(graph: Graph) -> Iterator[Problem]:
    kinds = {key: find(step.kind) for key, step in graph.steps.items()}
    reached = graph.reachable()
    if not any(kind and kind.ends for key, kind in kinds.items() if key in reached):
        yield Problem("", "steps", _("Nothing leads to an end."))


class _Known:
    """What answers may fill, asked for once, however many steps do."""

    @cached_property
    def fields(self) -> set[str]:
        return set(Field.objects.filter(is_active=True).values_list("key", flat=True))

    @cached_property
    def categories(self) -> set[str]:
        return set(Category.objects.filter(archived_at__isnull=True).values_list("key", flat=True))


def _of_step(step: Step, graph: Graph, use: str, known: _Known) -> Iterator[Problem]:
    kind = find(step.kind)
    if kind is None or use not in kind.uses:
        yield Problem(step.key, "kind", _("A step of this kind cannot stand here."))
        return
    if not step.title:
        yield Problem(step.key, "title", _("The step needs a title."))
    yield from _places(step, kind, graph)
    yield from _settings(step, kind)
    yield from _fills(step, known)
    for one in step.evidence:
        if not one.label:
            yield Problem(step.key, "evidence", _("Say what evidence is wanted."))
    if step.key not in graph.reachable():
        yield Problem(step.key, "key", _("Nothing leads to this step."), is_error=False)


def _places(step: Step, kind: StepKind, graph: Graph) -> Iterator[Problem]:
    """Where it goes on: every target must be there, every way must lead somewhere, and an end be in reach."""
    for target in (step.next, *(way.to for way in step.ways)):
        if target and target not in graph.steps:
            yield Problem(step.key, "next", _("It leads to a step that is gone: %(key)s.") % {"key": target})
    if kind.ends:
        return
    ways = ways_of(step, kind)
    if kind.ways in ("asked", "found") and len(ways) < 1 and step.kind != "instruction":
        yield Problem(step.key, "ways", _("Say which answers there are."))
    for way in ways:
        yield from _way(step, kind, way, graph)
    needs_next = not ways or (kind.ways == "found" and all(way.when is not None for way in ways))
    if needs_next and not step.next:
        yield Problem(step.key, "next", _("Say where it goes on."))
    elif not any((found := find(graph.steps[key].kind)) and found.ends for key in graph.reachable(step.key)):
        yield Problem(step.key, "next", _("From here, no end can be reached."))


def _way(step: Step, kind: StepKind, way: Way, graph: Graph) -> Iterator[Problem]:
    if not (way.to or step.next):
        words = _("“%(label)s” leads nowhere.") % {"label": way.label or way.key}
        yield Problem(step.key, "ways", words)
    if kind.ways == "asked" and not way.label:
        yield Problem(step.key, "ways", _("An answer needs words."))
    if kind.ways == "found" and way.when is not None:
        asked = str(way.when["step"])
        if asked not in graph.steps:
            yield Problem(step.key, "ways", _("It asks about a step that is gone: %(key)s.") % {"key": asked})
        elif asked not in graph.before(step.key):
            yield Problem(step.key, "ways", _("It asks about a step that comes later."))
        elif (found := find(graph.steps[asked].kind)) is None or found.compared is None:
            yield Problem(step.key, "ways", _("It asks about a step that has no answer."))


def _settings(step: Step, kind: StepKind) -> Iterator[Problem]:
    for one in kind.settings:
        if one.required and step.settings.get(one.key) in (None, "", []):
            yield Problem(step.key, one.key, _("%(what)s: this is needed.") % {"what": one.label})
    for part, words in kind.problems(step):
        yield Problem(step.key, part, words)


def _fills(step: Step, known: _Known) -> Iterator[Problem]:
    if not step.fills:
        return
    where, _colon, key = step.fills.partition(":")
    if where == "packet":
        fits = key in PACKET or bool(key)
    elif where == "field":
        fits = key in known.fields
    elif where == "classify":
        fits = _classes_fit(step, key, known)
    else:
        fits = False
    if not fits:
        yield Problem(step.key, "fills", _("The answer cannot be put there."))


def _classes_fit(step: Step, key: str, known: _Known) -> bool:
    wanted = {way.key for way in step.ways}
    if key == "category":
        return wanted <= known.categories
    return key in CLASSES and wanted <= CLASSES[key]
