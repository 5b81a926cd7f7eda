"""Which procedure fits a ticket: by its category, and by the words that both have in common.

The stems of procedures are rows (`ProcedureWord`), so a proposal reads what the ticket's own words and categories lead to,
however many procedures there are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from escalera.base.people.models import Agent
from escalera.base.text.stems import stems
from escalera.core.procedures import policies
from escalera.core.procedures.models import Procedure, ProcedureWord, Run
from escalera.core.tickets.classes import ancestors_of
from escalera.core.tickets.models import Message, MessageKind, Ticket

LANGUAGES = ("es", "pt", "en")  # in which words are kept that belong to no language
MOST = 200  # procedures that are looked at, the best first
LONGEST = 4_000  # characters of the ticket's text
MOST_WORDS = 300  # stems of one procedure and language
OF_CATEGORY, OF_CATEGORY_ABOVE = 3.0, 1.5  # what belonging to the ticket's category counts
FEW = 10  # with fewer procedures a word tells as much as if there were so many
LEAST = 1.0  # score; less is not worth a look


@dataclass(frozen=True, slots=True)
class Proposed:
    """`why`: "category", "words" or both; `score`: only for the order."""

    procedure: Procedure
    score: float
    why: Sequence[str]


def proposed_for(ticket: Ticket, by: Agent, *, use: str = "", limit: int = 5) -> list[Proposed]:
    """Return the published procedures that fit the ticket, best first; those under way or done on it are left out."""
    usable = policies.usable_by(by)
    if use:
        usable = usable.filter(use=use)
    usable = usable.exclude(pk__in=Run.objects.filter(ticket=ticket, parent=None).values("procedure"))
    language = (ticket.language or ticket.requester.language)[:2] or LANGUAGES[0]
    of_category = _of_category(usable, ticket.category_id)
    words = _shared_words(usable, _text_of(ticket), language)
    scores = {key: of_category.get(key, 0.0) + words.get(key, 0.0) for key in {*of_category, *words}}
    best = sorted((key for key, score in scores.items() if score >= LEAST), key=lambda key: (-scores[key], key))
    known = usable.filter(pk__in=best[:MOST]).defer("draft")
    found = [
        Proposed(
            one, scores[one.pk], [why for why, of in (("category", of_category), ("words", words)) if of.get(one.pk)]
        )
        for one in known
    ]
    return sorted(found, key=lambda one: (-one.score, _is_foreign(one, language), one.procedure.name))[:limit]


def stems_of(procedure: Procedure) -> set[tuple[str, str]]:
    """Return what to look the procedure up by: (language, stem)."""
    text = f"{procedure.name}\n{procedure.words}"
    own = procedure.language[:2].lower()
    kept: set[tuple[str, str]] = set()
    for language in (own,) if own else LANGUAGES:
        found = list(dict.fromkeys(stems(text, language)))[:MOST_WORDS]
        kept |= {("" if own else language, word) for word in found}
    return kept


def _of_category(usable: QuerySet[Procedure], category_id: int | None) -> dict[int, float]:
    near = {key: distance for distance, key in enumerate(ancestors_of(category_id))}
    scores: dict[int, float] = {}
    if not near:
        return scores
    for key, category in usable.filter(categories__in=near).order_by().values_list("pk", "categories"):
        if category in near:
            scores[key] = max(scores.get(key, 0.0), OF_CATEGORY if near[category] == 0 else OF_CATEGORY_ABOVE)
    return scores


def _shared_words(usable: QuerySet[Procedure], text: str, language: str) -> Mapping[int, float]:
    """Score each procedure by the words in common: a word counts more the fewer procedures have it."""
    asked = set(stems(text, language))
    rows = ProcedureWord.objects.filter(
        word__in=asked, language__in=("", language), procedure__in=usable.order_by().values("pk")
    ).values_list("procedure", "word")
    common = list(rows)
    if not common:
        return {}
    every = max(FEW, usable.count())
    spread = Counter(word for _key, word in common)
    scores: dict[int, float] = {}
    for key, word in common:
        scores[key] = scores.get(key, 0.0) + math.log(1 + every / spread[word])
    return {key: round(score, 6) for key, score in scores.items()}


def _is_foreign(one: Proposed, language: str) -> bool:
    return one.procedure.language[:2].lower() not in ("", language)


def _text_of(ticket: Ticket) -> str:
    """Return the subject and the customer's first words."""
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.MESSAGE, contact__isnull=False)
    first = said.order_by("pk").values_list("text", flat=True).first() or ""
    return f"{ticket.subject}\n{first[:LONGEST]}"
