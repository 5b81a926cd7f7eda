"""Keep passages what readers see of the articles, and cases what was solved; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from escalera.core.knowledge.queries import Shown, published_texts
from escalera.core.retrieval import fulltext
from escalera.core.retrieval.models import LETTERS, WORDS, Passage
from escalera.core.retrieval.passages import parts
from escalera.core.retrieval.terms import guessed, in_order, letters, telling

AT_ONCE = 100  # articles


def refresh(articles: Collection[int]) -> int:
    """Cut the published texts of these articles into passages again; return how many there are now. Articles of which
    nothing is published any more have none."""
    keys = sorted(articles)
    made = 0
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        _forget(some)
        made += _put(published_texts(some, limit=len(some)))
    return made


def behind(articles: Collection[int]) -> list[int]:
    """Return those of the articles whose passages are not those of the texts that readers see now."""
    keys = sorted(articles)
    seen = {(one.article_id, one.at) for one in published_texts(keys, limit=max(len(keys), 1))}
    here = set(
        Passage.objects.filter(article__in=keys).values_list("article", "written_at").distinct()
    )  # fmt: skip
    return sorted({article for article, _at in seen ^ here})


def forget(articles: Collection[int]) -> None:
    """Take everything of these articles out of the search."""
    _forget(sorted(articles))


def _forget(keys: Sequence[int]) -> None:
    old = list(Passage.objects.filter(article__in=keys).only("stems", "folded"))
    fulltext.take(WORDS, {one.pk: one.stems.split() for one in old})
    fulltext.take(LETTERS, {one.pk: letters(one.folded.split()) for one in old})
    Passage.objects.filter(pk__in=[one.pk for one in old]).delete()


def _put(texts: Sequence[Shown]) -> int:
    rows = Passage.objects.bulk_create([row for text in texts for row in _passages(text)])
    fulltext.put(WORDS, {row.pk: row.stems.split() for row in rows})
    fulltext.put(LETTERS, {row.pk: letters(row.folded.split()) for row in rows})
    return len(rows)


def _passages(text: Shown) -> list[Passage]:
    """A text without a body still is found by its title."""
    rows = []
    language = text.language or guessed(f"{text.title} {text.body}")
    for place, part in enumerate(parts(text.body) or parts(text.title)):
        heads = in_order(f"{text.title} {part.heading}", language)
        stems = [*heads, *heads, *in_order(part.text, language)]
        rows.append(
            Passage(
                article_id=text.article_id, language=language, place=place, title=text.title,
                heading=part.heading, anchor=part.anchor, text=part.text, stems=" ".join(stems), length=len(stems),
                folded=" ".join(telling(f"{text.title} {part.heading} {part.text}")), written_at=text.at,
            )
        )  # fmt: skip
    return rows
