"""Two hundred questions that a desk is asked, with the articles that answer a half of them: 120 in Spanish, 40 in English,
40 in Portuguese; 100 answered by an article, 30 in part, 50 by none, 20 attacks. Written for this bench."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Written:
    language: str
    slug: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind`: answerable, partly, out or attack; `slug`: the article that it is about, "" for none."""

    kind: str
    language: str
    slug: str
    text: str


def articles() -> list[Written]:
    found = []
    for piece in (HERE / "articles.md").read_text("utf-8").split("\n# ")[0:]:
        head, _line, body = piece.lstrip("# ").partition("\n")
        place, _bar, title = head.partition(" | ")
        language, slug = place.split()
        found.append(Written(language, slug, title.strip(), body.strip()))
    return found


def questions() -> list[Asked]:
    lines = (HERE / "questions.txt").read_text("utf-8").splitlines()
    return [Asked(*line.split("|", 3)) for line in lines if line and not line.startswith("#")]
