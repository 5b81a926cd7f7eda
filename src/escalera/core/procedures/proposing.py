"""Which procedure fits a ticket: by its category, and by the words that both have in common."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from escalera.base.people.models import Agent
from escalera.base.text.stems import stems
from escalera.core.procedures import policies
from escalera.core.procedures.models import Procedure, Run
from escalera.core.tickets.classes import ancestors_of
from escalera.core.tickets.models import Category, Message, MessageKind, Ticket

MOST = 500  # procedures that are looked at
LONGEST = 4_000  # characters of the ticket's text
OF_CATEGORY, OF_CATEGORY_ABOVE = 2.0, 1.0  # what belonging to the ticket's category counts
LEAST = 1.0  # score; less is not worth a look


@dataclass(frozen=True, slots=True)
class Proposed:
    """`why`: "category", "words" or both; `score`: only for the order."""

    procedure: Procedure
    score: float
    why: Sequence[str]


def proposed_for(ticket: Ticket, by: Agent, *, use: str = "", limit: int = 5) -> list[Proposed]:
    """Return the published procedures that fit the ticket, best first; those under way or done on it are left out."""
    found = policies.usable_by(by).defer("draft")
    if use:
        found = found.filter(use=use)
    here = Run.objects.filter(ticket=ticket, parent=None).values("procedure")
    categories = Prefetch("categories", Category.objects.only("pk"))
    known = list(found.exclude(pk__in=here).prefetch_related(categories)[:MOST])
    near = {key: distance for distance, key in enumerate(ancestors_of(ticket.category_id))}
    shared = _shared_words(known, _text_of(ticket), ticket.language or ticket.requester.language)
    scored = []
    for one in known:
        distance = min((near[c.pk] for c in one.categories.all() if c.pk in near), default=None)
        of_category = 0.0 if distance is None else OF_CATEGORY if distance == 0 else OF_CATEGORY_ABOVE
        words = shared.get(one.pk, 0.0)
        why = [*(["category"] if of_category else []), *(["words"] if words else [])]
        scored.append(Proposed(one, of_category + words, why))
    fits = [one for one in scored if one.score >= LEAST]
    return sorted(fits, key=lambda one: (-one.score, one.procedure.name))[:limit]


def _shared_words(known: Sequence[Procedure], text: str, language: str) -> dict[int, float]:
    """Score each procedure by the words in common: a word counts more the fewer procedures have it."""
    asked = set(stems(text, language[:2] or "es"))
    bags = {one.pk: set(stems(f"{one.name}\n{one.words}", one.language[:2] or language[:2] or "es")) for one in known}
    spread = Counter(word for bag in bags.values() for word in bag)
    rarity = {word: math.log(1 + len(bags) / count) for word, count in spread.items()}
    return {pk: round(sum(rarity[word] for word in bag & asked), 6) for pk, bag in bags.items()}


def _text_of(ticket: Ticket) -> str:
    """Return the subject and the customer's first words."""
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.MESSAGE, contact__isnull=False)
    first = said.order_by("pk").values_list("text", flat=True).first() or ""
    return f"{ticket.subject}\n{first[:LONGEST]}"
