"""What the answers are measured on: Spanish texts with questions of others, and a desk's articles with hard paraphrases of
our own; put onto the desk as published articles, and read by the optional embedding."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).resolve().parents[2] / "shared" / "data"))
DESK = Path(__file__).parent / "desk_questions" / "es.txt"


@dataclass(frozen=True, slots=True)
class Question:
    """`title`: of the collection, by which questions are split; `passage`: the place of what answers it, -1: none."""

    text: str
    title: int
    passage: int


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str


def collection() -> tuple[list[Text], list[Question]]:
    """Return the 240 paragraphs and 1,190 questions of xquad_es; the titles say nothing."""
    data = json.loads((DATA / "xquad_es" / "xquad.es.json").read_text("utf-8"))["data"]
    texts: list[Text] = []
    questions: list[Question] = []
    for title, article in enumerate(data):
        for paragraph in article["paragraphs"]:
            questions += [Question(one["question"], title, len(texts)) for one in paragraph["qas"]]
            texts.append(Text(f"Artículo {len(texts)}", paragraph["context"].lstrip("\ufeff")))
    return texts, questions


def desk() -> tuple[list[Text], list[Question]]:
    """Return a desk's articles and what people ask in other words; and questions that are nobody's business here."""
    texts: list[Text] = []
    questions: list[Question] = []
    title = ""
    for line in DESK.read_text("utf-8").splitlines():
        mark, _space, words = line.partition(" ")
        if mark == "=":
            title = words
        elif mark in ("?", "!"):
            questions.append(Question(words, len(texts) - 1, len(texts) - 1 if mark == "?" else -1))
        elif line and mark != "#":
            texts.append(Text(title, line))
    return texts, questions


def shelve(texts: Sequence[Text], prefix: str) -> list[int]:
    """Publish texts as articles, in one go for each 500; return their keys."""
    from django.db import transaction

    from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Topic
    from escalera.core.retrieval import indexing

    now = datetime.now(UTC)
    topic, _new = Topic.objects.get_or_create(slug=f"bench-{prefix}", defaults={"name": prefix})
    keys: list[int] = []
    for start in range(0, len(texts), 500):
        some = texts[start : start + 500]
        with transaction.atomic():
            rows = Article.objects.bulk_create(
                Article(title=one.title, slug=f"{prefix}-{start + place}", body=one.body, topic=topic,
                        language="es", is_published=True, published_at=now, updated_at=now)
                for place, one in enumerate(some)
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


def unshelve(keys: Sequence[int]) -> None:
    """Take articles off the desk again."""
    from django.db import transaction

    from escalera.core.knowledge.models import Article
    from escalera.core.retrieval import indexing

    with transaction.atomic():
        indexing.forget(keys)
        Article.objects.filter(pk__in=keys).update(is_published=False)


def read_all() -> int:
    """Let the embedding read whatever it has not; return how many passages."""
    from escalera.core.retrieval.embedding import embedder
    from escalera.core.retrieval.reading import read_some

    model = embedder()
    read = 0
    while model is not None and (some := read_some(model)):
        read += some
    return read
