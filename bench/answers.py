"""Finding and answering, on questions that nobody here wrote: how often the right passage comes first, how often an
answer that is given is right, what is answered that should not be; and how long it takes on a full desk."""

from __future__ import annotations

import csv
import json
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module, util
from pathlib import Path
from typing import Any

from bench.report import Report, percentile

DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[2] / "shared" / "data"))
ARTICLES = 5_000
SEARCHES = 300
FOLDS = 6
BINS = 15
WORDS_OF_AN_ARTICLE = 180


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    title: int  # of the collection, by which questions are split
    passage: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What the gate saw of one question: its signs, whether the first passage was right, whether one was there."""

    title: int
    signs: dict[str, float]
    is_right: bool
    is_answerable: bool


def measure(result: Report, company: Any, operations: int) -> None:
    """Measure everything in turn; the rows of triage come from their own file."""
    del company
    passages, questions = _collection()
    keys = _shelve(passages)
    _recall(result, questions, keys)
    _out_of_scope(result)
    _precision(result, questions, keys)
    if result.size:
        _latency(result, operations or SEARCHES)
    if util.find_spec("bench.answers_triage"):
        import_module("bench.answers_triage").measure(result)


def _collection() -> tuple[list[str], list[Question]]:
    data = json.loads((DATA / "xquad_es" / "xquad.es.json").read_text("utf-8"))["data"]
    passages: list[str] = []
    questions: list[Question] = []
    for title, article in enumerate(data):
        for paragraph in article["paragraphs"]:
            questions += [Question(one["question"], title, len(passages)) for one in paragraph["qas"]]
            passages.append(paragraph["context"].lstrip("\ufeff"))
    return passages, questions


def _shelve(passages: Sequence[str], prefix: str = "xquad") -> list[int]:
    """Publish each passage as an article whose title says nothing; return their keys."""
    from django.db import transaction

    from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Topic
    from escalera.core.retrieval import indexing

    now = datetime.now(UTC)
    topic, _new = Topic.objects.get_or_create(slug=f"bench-{prefix}", defaults={"name": prefix})
    keys: list[int] = []
    for start in range(0, len(passages), 500):
        some = passages[start : start + 500]
        with transaction.atomic():
            rows = Article.objects.bulk_create(
                Article(title=f"Artículo {start + place}", slug=f"{prefix}-{start + place}", body=text, topic=topic,
                        language="es", is_published=True, published_at=now, updated_at=now)
                for place, text in enumerate(some)
            )  # fmt: skip
            versions = ArticleVersion.objects.bulk_create(
                ArticleVersion(article=one, language="es", number=1, title=one.title, body=one.body, at=now)
                for one in rows
            )
            ArticleText.objects.bulk_create(
                ArticleText(article=one, language="es", title=one.title, body=one.body, number=1, state="published",
                            published=version, updated_at=now)
                for one, version in zip(rows, versions, strict=True)
            )  # fmt: skip
            indexing.refresh([one.pk for one in rows])
        keys += [one.pk for one in rows]
    return keys


def _recall(result: Report, questions: Sequence[Question], keys: Sequence[int]) -> None:
    from escalera.core.retrieval.queries import Reader, find

    first = among = 0
    for one in questions:
        found = [hit.article for hit in find(one.text, Reader(), "es", 5)]
        first += found[:1] == [keys[one.passage]]
        among += keys[one.passage] in found
    _least(result, "xquad_es: the passage first (R@1)", first / len(questions), 0.93)
    _least(result, "xquad_es: among the first five (R@5)", among / len(questions), 0.98)


def _out_of_scope(result: Report) -> None:
    """Nothing of these is in the shelf: English out-of-scope utterances, and Spanish ones about a robot's life."""
    from escalera.core.retrieval.answering import ANSWERED, answer
    from escalera.core.retrieval.queries import Reader

    for name, file in (("clinc150 out of scope", "clinc150_oos.csv"), ("corpus50_es", "corpus50_es.csv")):
        with (DATA / "tickets" / file).open(encoding="utf-8") as lines:
            texts = [
                row["text"]
                for row in csv.DictReader(lines)
                if name != "clinc150 out of scope" or row["label"] == "oos"
            ]
        some = random.Random(5).sample(texts, min(600, len(texts)))
        given = sum(answer(text, Reader(), "es").outcome == ANSWERED for text in some)
        result.add(f"{name}: answered", given / len(some), "", limit=0.03)


def _precision(result: Report, questions: Sequence[Question], keys: Sequence[int]) -> None:
    """Take half of the passages away, fit the gate on five sixths of the texts and ask it about the last, in turn."""
    from django.db import transaction

    from escalera.core.retrieval import gate, indexing

    gone = set(random.Random(11).sample(range(len(keys)), len(keys) // 2))
    with transaction.atomic():
        indexing.forget([keys[place] for place in gone])
    seen = [_seen(one, keys[one.passage], one.passage not in gone) for one in questions]
    with transaction.atomic():
        indexing.refresh([keys[place] for place in gone])
    judged: list[tuple[float, Seen]] = []
    for fold in range(FOLDS):
        rule = gate.Rule(
            gate.fit([(one.signs, one.is_right) for one in seen if one.title % FOLDS != fold and one.signs], gate.SIGNS),
            0, 0,
        )  # fmt: skip
        judged += [
            (rule.probability(one.signs) if one.signs else 0.0, one) for one in seen if one.title % FOLDS == fold
        ]
    _say_precision(result, "fitted on other texts", judged)
    shipped = gate.SHIPPED[gate.BY_WORDS]
    _say_precision(
        result, "what ships", [(shipped.probability(one.signs) if one.signs else 0.0, one) for one in seen]
    )


def _seen(one: Question, key: int, is_answerable: bool) -> Seen:
    from escalera.core.retrieval import gate
    from escalera.core.retrieval.queries import Reader, search

    found = search(one.text, Reader(), "es", 8)
    is_right = bool(found.found) and found.found[0].article == key
    return Seen(one.title, gate.signs(found), is_right, is_answerable)


def _say_precision(result: Report, name: str, judged: Sequence[tuple[float, Seen]]) -> None:
    from escalera.core.retrieval import gate

    given = [one for chance, one in judged if chance >= gate.SHIPPED[gate.BY_WORDS].answers_from]
    there = sum(one.is_answerable for _chance, one in judged)
    right = sum(one.is_right for one in given)
    _least(result, f"half removed, {name}: answers that are right", right / max(len(given), 1), 0.95)
    _least(result, f"half removed, {name}: answered of those that have one", right / there, 0.25)
    lost = [one for one in given if not one.is_answerable]
    result.add(
        f"half removed, {name}: answered of those that have none", len(lost) / (len(judged) - there), "", limit=0.03
    )
    result.add(
        f"half removed, {name}: calibration error",
        _calibration([(c, one.is_right) for c, one in judged]),
        "",
        limit=0.03,
    )


def _calibration(judged: Sequence[tuple[float, bool]]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _place in range(BINS)]
    for chance, is_right in judged:
        bins[min(int(chance * BINS), BINS - 1)].append((chance, is_right))
    return sum(abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins) / len(judged)


def _latency(result: Report, searches: int) -> None:
    """Search among 5,000 articles; suggest beside tickets of a desk with as many as `--size`, a part of them solved."""
    from escalera.base.people.models import Agent
    from escalera.core.retrieval import keeping_cases
    from escalera.core.retrieval.beside import about
    from escalera.core.retrieval.models import Case
    from escalera.core.retrieval.queries import Reader, find
    from escalera.core.tickets.models import Ticket

    passages, questions = _collection()
    words = " ".join(passages).split()
    chance = random.Random(3)
    _shelve(
        [" ".join(words[(at := chance.randrange(len(words))) : at + WORDS_OF_AN_ARTICLE]) for _n in range(ARTICLES)],
        "filler",
    )
    numbers = list(Ticket.objects.values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=numbers[: len(numbers) * 9 // 10]).update(status="resolved", is_open=False)
    for start in range(0, len(numbers), 2_000):
        keeping_cases.refresh(numbers[start : start + 2_000])
    result.add("articles", ARTICLES, "")
    result.add("solved tickets", Case.objects.count(), "")
    some = chance.sample(questions, min(searches, len(questions)))
    _say_time(result, "search", 60, [_took(lambda one=one: find(one.text, Reader(), "es", 10)) for one in some])
    agent = Agent.objects.filter(role__code="owner").first() or Agent.objects.order_by("pk").first()
    asked = list(
        Ticket.objects.filter(pk__in=chance.sample(numbers, min(searches, len(numbers)))).select_related("requester")
    )
    if agent is not None:
        _say_time(result, "suggestions", 120, [_took(lambda one=one: about(one, agent)) for one in asked])


def _took(deed: Any) -> float:
    start = time.perf_counter()
    deed()
    return (time.perf_counter() - start) * 1000


def _say_time(result: Report, name: str, limit: float, times: Sequence[float]) -> None:
    result.add(f"{name} p50", percentile(times, 50), "ms")
    result.add(f"{name} p95", percentile(times, 95), "ms", limit=limit)


def _least(result: Report, name: str, value: float, least: float) -> None:
    result.add(name, value, "", note=f"at least {least}: {'pass' if value >= least else 'short'}")
