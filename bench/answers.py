"""Finding and answering: how often the right passage comes first, how often an answer that is given is right, what is
answered that should not be; how long it takes on a full desk. By words alone, and with the optional embedding ("+e5")."""

from __future__ import annotations

import csv
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module, util
from typing import Any

from bench.answers_sets import DATA, Question, Text, collection, desk, read_all, shelve, unshelve
from bench.report import Report, percentile

ARTICLES = 5_000
SEARCHES = 300
FOLDS = 6
BINS = 15
WORDS_OF_AN_ARTICLE = 180
OTHERS = ("bench.answers_triage", "bench.answers_model")  # rows that stand in files of their own


@dataclass(frozen=True, slots=True)
class Seen:
    """What the gate saw of one question: its signs, whether the first passage was right, whether one was there."""

    title: int
    signs: dict[str, float]
    is_right: bool
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """What the figures must reach at least, without and with the embedding."""

    first: float
    among: float
    paraphrases: float
    answered: float


FLOORS = {"": Floor(0.93, 0.98, 0.55, 0.25), "+e5 ": Floor(0.95, 0.99, 0.80, 0.30)}


def measure(result: Report, company: Any, operations: int) -> None:
    """Measure everything in turn; what others measure comes from their own files. ESCALERA_BENCH_ONLY=finding leaves
    those out."""
    del company
    has_embedding = _build()
    for texts, questions, rows in ((*collection(), _collection_rows), (*desk(), _desk_rows)):
        keys = shelve(texts, rows.__name__.strip("_"))
        for name in FLOORS if has_embedding else ("",):
            _switch(on=bool(name))
            if name:
                start = time.process_time()
                count = read_all()
                result.add(f"{name}reading a passage", (time.process_time() - start) * 1000 / max(count, 1), "ms CPU")
            rows(result, name, questions, keys)
        unshelve(keys)
        _switch(on=False)
    if result.size:
        _latency(result, operations or SEARCHES, has_embedding)
    for other in OTHERS:
        if os.environ.get("ESCALERA_BENCH_ONLY") != "finding" and util.find_spec(other):
            _switch(on=has_embedding and other == "bench.answers_triage")
            import_module(other).measure(result)
    _switch(on=False)


def _build() -> bool:
    """Make the embedding's files, if what it needs is installed."""
    from escalera.core.retrieval.embedding import folder
    from escalera.core.retrieval.embedding.building import CannotBuild, build

    try:
        build(folder().with_suffix(".off"))
    except CannotBuild as problem:
        print(f"without the rows of the embedding: {problem}", file=sys.stderr)
        return False
    return True


def _switch(*, on: bool) -> None:
    """Put the embedding's files where they are used, or away."""
    from escalera.core.retrieval.embedding import folder

    here, away = folder(), folder().with_suffix(".off")
    if on and away.exists():
        away.rename(here)
    elif not on and here.exists():
        here.rename(away)


def _collection_rows(result: Report, name: str, questions: Sequence[Question], keys: Sequence[int]) -> None:
    first, among = _recall(questions, keys)
    _least(result, f"{name}xquad_es: the passage first (R@1)", first, FLOORS[name].first)
    _least(result, f"{name}xquad_es: among the first five (R@5)", among, FLOORS[name].among)
    _out_of_scope(result, name)
    _precision(result, name, questions, keys)


def _desk_rows(result: Report, name: str, questions: Sequence[Question], keys: Sequence[int]) -> None:
    """Hard paraphrases: a Spanish desk's articles, asked for in regional and everyday words."""
    from escalera.core.retrieval.answering import ANSWERED, answer
    from escalera.core.retrieval.queries import Reader

    asked = [one for one in questions if one.passage >= 0]
    first, among = _recall(asked, keys)
    result.add(f"{name}desk paraphrases: the article first (R@1)", first, "")
    _least(result, f"{name}desk paraphrases: among the first five (R@5)", among, FLOORS[name].paraphrases)
    answers = [(one, answer(one.text, Reader(), "es")) for one in questions]
    given = [(one, said) for one, said in answers if said.outcome == ANSWERED]
    wrong = sum(one.passage < 0 or said.quotes[0].found.article != keys[one.passage] for one, said in given)
    result.add(
        f"{name}desk paraphrases: answered", len(given) / len(answers), "", note=f"{wrong} of {len(given)} wrong"
    )
    others = [said for one, said in answers if one.passage < 0]
    nobodys = sum(said.outcome == ANSWERED for said in others) / len(others)
    result.add(f"{name}desk, nobody's business: answered", nobodys, "", limit=0.03)


def _recall(questions: Sequence[Question], keys: Sequence[int]) -> tuple[float, float]:
    from escalera.core.retrieval.queries import Reader, find

    first = among = 0
    for one in questions:
        found = [hit.article for hit in find(one.text, Reader(), "es", 5)]
        first += found[:1] == [keys[one.passage]]
        among += keys[one.passage] in found
    return first / len(questions), among / len(questions)


def _out_of_scope(result: Report, name: str) -> None:
    """Nothing of these is in the shelf: English out-of-scope utterances, and Spanish ones about a robot's life."""
    from escalera.core.retrieval.answering import ANSWERED, answer
    from escalera.core.retrieval.queries import Reader

    for label, file in (("clinc150 out of scope", "clinc150_oos.csv"), ("corpus50_es", "corpus50_es.csv")):
        with (DATA / "tickets" / file).open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        texts = [row["text"] for row in rows if file != "clinc150_oos.csv" or row["label"] == "oos"]
        some = random.Random(5).sample(texts, min(600, len(texts)))
        given = sum(answer(text, Reader(), "es").outcome == ANSWERED for text in some)
        result.add(f"{name}{label}: answered", given / len(some), "", limit=0.03)


def _precision(result: Report, name: str, questions: Sequence[Question], keys: Sequence[int]) -> None:
    """Take half of the passages away, fit the gate on five sixths of the texts and ask it about the last, in turn."""
    from escalera.core.retrieval import gate

    kind = gate.BY_BOTH if name else gate.BY_WORDS
    seen = half_removed(questions, keys)
    judged: list[tuple[float, Seen]] = []
    for fold in range(FOLDS):
        known = [(one.signs, one.is_right) for one in seen if one.title % FOLDS != fold and one.signs]
        rule = gate.Rule(gate.fit(known, gate.SIGNS_OF[kind]), 0, 0)
        judged += [(_chance(rule, one), one) for one in seen if one.title % FOLDS == fold]
    _say_precision(result, f"{name}half removed, fitted on other texts", judged, name)
    shipped = gate.SHIPPED[kind]
    _say_precision(result, f"{name}half removed, what ships", [(_chance(shipped, one), one) for one in seen], name)


def half_removed(questions: Sequence[Question], keys: Sequence[int]) -> list[Seen]:
    """Return what the gate sees of each question while half of the passages are not there."""
    from django.db import transaction

    from escalera.core.retrieval import indexing

    gone = set(random.Random(11).sample(range(len(keys)), len(keys) // 2))
    with transaction.atomic():
        indexing.forget([keys[place] for place in gone])
    seen = [_seen(one, keys[one.passage], one.passage not in gone) for one in questions]
    with transaction.atomic():
        indexing.refresh([keys[place] for place in gone])
    return seen


def _chance(rule: Any, one: Seen) -> float:
    return float(rule.probability(one.signs)) if one.signs else 0.0


def _seen(one: Question, key: int, is_answerable: bool) -> Seen:
    from escalera.core.retrieval import gate
    from escalera.core.retrieval.queries import Reader, search

    found = search(one.text, Reader(), "es", 8)
    is_right = bool(found.found) and found.found[0].article == key
    return Seen(one.title, gate.signs(found), is_right, is_answerable)


def _say_precision(result: Report, what: str, judged: Sequence[tuple[float, Seen]], name: str) -> None:
    from escalera.core.retrieval import gate

    least = gate.SHIPPED[gate.BY_BOTH if name else gate.BY_WORDS].answers_from
    given = [one for chance, one in judged if chance >= least]
    there = sum(one.is_answerable for _chance, one in judged)
    right = sum(one.is_right for one in given)
    _least(result, f"{what}: answers that are right", right / max(len(given), 1), 0.95)
    _least(result, f"{what}: answered of those that have one", right / there, FLOORS[name].answered)
    lost = sum(not one.is_answerable for one in given)
    result.add(f"{what}: answered of those that have none", lost / (len(judged) - there), "", limit=0.03)
    error = _calibration([(chance, one.is_right) for chance, one in judged])
    result.add(f"{what}: calibration error", error, "", limit=0.03)


def _calibration(judged: Sequence[tuple[float, bool]]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _place in range(BINS)]
    for chance, is_right in judged:
        bins[min(int(chance * BINS), BINS - 1)].append((chance, is_right))
    return sum(abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins) / len(judged)


def _latency(result: Report, searches: int, has_embedding: bool) -> None:
    """Search among 5,000 articles; suggest beside tickets of a desk with as many as `--size`, nine tenths solved; for
    who sees all of them, and for who sees a team's."""
    from escalera.base.people.models import Agent
    from escalera.base.people.models.helpers import SEE_ALL
    from escalera.core.retrieval.beside import about
    from escalera.core.retrieval.queries import Reader, find
    from escalera.core.tickets.models import Ticket
    from escalera.core.tickets.policies import visible_to

    chance = random.Random(3)
    texts, questions = collection()
    words = " ".join(one.body for one in texts).split()
    _fill(result, words, chance)
    numbers = list(Ticket.objects.values_list("pk", flat=True))
    some = chance.sample(questions, min(searches, len(questions)))
    agents = list(Agent.objects.select_related("role").order_by("pk")[:40])
    eyes = {
        "": next((one for one in agents if one.may(SEE_ALL)), None),
        ", limited sight": next((one for one in agents if not one.may(SEE_ALL)), None),
    }
    for name in FLOORS if has_embedding else ("",):
        if name:
            _read_noise(result)
        searched = [_took(partial(find, one.text, Reader(), "es", 10)) for one in some]
        _say_time(result, f"{name}search", 60, searched)
        for whose, agent in eyes.items():
            if agent is None:
                continue
            mine = list(visible_to(agent).order_by().values_list("pk", flat=True)[: len(numbers)])
            asked = Ticket.objects.filter(pk__in=chance.sample(mine, min(searches, len(mine))))
            tickets = list(asked.select_related("requester"))
            times = [_took(partial(about, one, agent)) for one in tickets]
            _say_time(result, f"{name}suggestions{whose}", 120, times)
    _switch(on=False)


def _fill(result: Report, words: Sequence[str], chance: random.Random) -> None:
    """Put 5,000 articles of random words on the shelf, and make most tickets solved ones."""
    from bench import databases
    from escalera.core.retrieval import keeping_cases
    from escalera.core.retrieval.models import Case
    from escalera.core.tickets.models import Ticket

    starts = [chance.randrange(len(words)) for _number in range(ARTICLES)]
    shelve(
        [
            Text(f"Artículo {place}", " ".join(words[at : at + WORDS_OF_AN_ARTICLE]))
            for place, at in enumerate(starts)
        ],
        "filler",
    )
    numbers = list(Ticket.objects.values_list("pk", flat=True))
    for start in range(0, len(numbers) * 9 // 10, 2_000):
        some = numbers[start : start + 2_000]
        Ticket.objects.filter(pk__in=some).update(status="resolved", is_open=False)
        keeping_cases.refresh(some)
    databases.settle()
    result.add("articles", ARTICLES, "")
    result.add("solved tickets", Case.objects.count(), "")


def _read_noise(result: Report) -> None:
    """Vectors of chance for every passage: comparing them costs the same, and reading 5,000 articles takes long."""
    import numpy as np

    from escalera.core.retrieval.embedding import SIZE, embedder
    from escalera.core.retrieval.models import Passage, Vector
    from escalera.core.retrieval.near import count_read, narrow

    _switch(on=True)
    model = embedder()
    assert model is not None
    keys = list(Passage.objects.filter(vector__isnull=True).values_list("pk", flat=True))
    values = narrow(np.random.default_rng(1).normal(size=(len(keys), SIZE)).astype(np.float32))
    rows = [Vector(passage_id=key, model=model.name, values=one) for key, one in zip(keys, values, strict=True)]
    Vector.objects.bulk_create(rows, batch_size=500)
    count_read(len(rows))
    result.add("+e5 vectors", Vector.objects.count(), "")


def _took(deed: Callable[[], Any]) -> float:
    start = time.perf_counter()
    deed()
    return (time.perf_counter() - start) * 1000


def _say_time(result: Report, name: str, limit: float, times: Sequence[float]) -> None:
    result.add(f"{name} p50", percentile(times, 50), "ms")
    result.add(f"{name} p95", percentile(times, 95), "ms", limit=limit)


def _least(result: Report, name: str, value: float, least: float) -> None:
    result.add(name, value, "", note=f"at least {least}: {'pass' if value >= least else 'short'}")
