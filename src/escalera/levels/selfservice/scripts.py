"""The few questions that a script for the topic needs, asked of the customer before a person takes over.

Only steps that the script's author marked for customers are asked, each once, from the first of them on: what agents
look at before (is there an outage?) is theirs. What was answered goes along. The
conversation keeps the version that it began with: {"version": key, "said": [answer, …], "again": times asked anew}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from escalera.base.text.stems import stems
from escalera.core.procedures.answers import BadAnswer, read_answer
from escalera.core.procedures.choices import SUCCESSES, Use
from escalera.core.procedures.graph import Graph, Step, read
from escalera.core.procedures.kinds import outcome_of
from escalera.core.procedures.models import Procedure, ProcedureVersion
from escalera.core.procedures.steps import Ask, find
from escalera.core.procedures.trying import Tried, walk
from escalera.levels.selfservice.words import fold

MOST = 300  # scripts that are looked at
SHARED = 2  # words that a question has in common with a script, at least
MOST_GUIDANCE = 10  # steps that only say something, one after the other
ASKED = ("choice", "select", "line", "text", "number", "yes")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a script stands. `says`: guidance on the way; `ask`: what is asked now, of `step`; without one it is over:
    `solved` if its end says so, else a person goes on."""

    place: Mapping[str, Any]
    says: str
    step: Step | None = None
    ask: Ask | None = None
    solved: bool = False


def script_for(text: str, language: str) -> Standing | None:
    """Return the beginning of the published script for these words, if some step of it may be asked of customers."""
    asked = set(stems(text[:2000], language[:2] or "es"))
    known = Procedure.objects.filter(use=Use.SCRIPT, version__gt=0, archived_at=None, team=None).exclude(words="")
    scored = []
    for one in known.only("pk", "name", "words", "language", "version").order_by("pk")[:MOST]:
        own = one.language or language
        if own[:2] != language[:2]:
            continue
        shared = len(asked & set(stems(f"{one.name}\n{one.words}", own[:2] or "es")))
        if shared >= SHARED:
            scored.append((-shared, one.pk, one))
    for _shared, _key, one in sorted(scored)[:3]:
        version = ProcedureVersion.objects.filter(procedure=one, number=one.version).first()
        if version is not None and (standing := stand(version, {"version": version.pk, "said": []})).ask is not None:
            return standing
    return None


def answered(place: Mapping[str, Any], text: str) -> Standing | None:
    """Return where the script stands after the customer's words; None if they do not answer what is asked."""
    version = ProcedureVersion.objects.filter(pk=place["version"]).first()
    if version is None:  # its procedure is gone
        return Standing({}, "")
    now = stand(version, place)
    if now.ask is None:
        return now
    try:
        value = read_answer([now.ask], {now.ask.key: _meant(now.ask, text)}, {})
    except BadAnswer:
        return None
    return stand(version, {**now.place, "said": [*now.place["said"], value], "again": 0})


def stand(version: ProcedureVersion, place: Mapping[str, Any]) -> Standing:
    """Return where a script stands after what was said; guidance is passed and collected."""
    graph, said = _for_customers(read(version.data)), list(place.get("said", ()))
    says: list[str] = []
    for _guidance in range(MOST_GUIDANCE):
        tried = walk(graph, said)
        step = tried.step
        here = {**place, "said": said, "done": [list(one) for one in tried.done if one[1]]}
        kind = find(step.kind) if step is not None else None
        if step is not None and kind is not None and kind.ends:
            ends = _words(step) if step.for_customer else []
            return Standing(here, "\n\n".join([*says, *ends]), solved=bool(said) and outcome_of(step) in SUCCESSES)
        if step is None or kind is None or not step.for_customer:
            return Standing(here, "\n\n".join(says), solved=_solved(graph, tried, step))
        if tried.asks:
            ask = tried.asks[0] if len(tried.asks) == 1 and tried.asks[0].type in ASKED else None
            return Standing(here, "\n\n".join(says), step if ask else None, ask)
        says += _words(step)
        said.append({})
    return Standing({**place, "said": said}, "\n\n".join(says))


def question_words(standing: Standing) -> str:
    """Return what the assistant says: the guidance on the way, and what is asked now."""
    step = standing.step
    asked = _words(step) if step is not None else []
    return "\n\n".join(one for one in (standing.says, *asked) if one)


def choices_of(standing: Standing) -> list[str]:
    """Return the answers that are offered as buttons, in words."""
    return [str(label) for _key, label in standing.ask.choices] if standing.ask is not None else []


def fills(place: Mapping[str, Any]) -> dict[str, str]:
    """Return what the answers fill, by "packet:symptom" or "field:serial"."""
    version = ProcedureVersion.objects.filter(pk=place.get("version") or 0).first()
    if version is None:
        return {}
    graph = read(version.data)
    words = dict(place.get("done", ()))
    found = {step.fills: words[step.title] for step in graph.steps.values() if step.fills and step.title in words}
    return {target: text for target, text in found.items() if target.partition(":")[0] in ("packet", "field")}


def _for_customers(graph: Graph) -> Graph:
    """Return the graph from the first step that is asked of customers; as it is where there is none."""
    marked = (
        key for key, step in graph.steps.items() if step.for_customer and (kind := find(step.kind)) and not kind.ends
    )
    return replace(graph, start=next(marked, graph.start))


def _solved(graph: Graph, tried: Tried, step: Step | None) -> bool:
    return step is None and tried.outcome in SUCCESSES and bool(graph.steps)


def _words(step: Step) -> list[str]:
    return [one for one in (step.title, step.text) if one]


def _meant(ask: Ask, text: str) -> str:
    """Return the key of the choice that the words mean: its number, its words, or its words among others."""
    if ask.type not in ("choice", "select"):
        return text
    plain = " ".join(fold(text))
    labels = [(str(key), " ".join(fold(str(label)))) for key, label in ask.choices]
    if plain.isdecimal() and 0 < int(plain[:3]) <= len(labels):
        return labels[int(plain[:3]) - 1][0]
    exact = [key for key, label in labels if label == plain]
    among = [key for key, label in labels if label and f" {label} " in f" {plain} "]
    return next(iter(exact or (among if len(among) == 1 else [])), "")
