"""Keep solved tickets where others like them find them; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Max, Q

from escalera.core.retrieval import fulltext
from escalera.core.retrieval.models import CASES, Case
from escalera.core.retrieval.terms import LANGUAGES, in_order
from escalera.core.tickets.choices import MessageKind, Status
from escalera.core.tickets.models import Message, Ticket

TEXT = 3000  # characters of what was asked
LONGEST = 120  # stems of a case
SOLVED = (Status.RESOLVED, Status.CLOSED)


def refresh(numbers: Collection[int]) -> int:
    """Make cases of those tickets that are solved, take out the others; return how many are cases now."""
    keys = sorted(numbers)
    old = list(Case.objects.filter(pk__in=keys))
    fulltext.take(CASES, {one.pk: one.stems.split() for one in old})
    Case.objects.filter(pk__in=[one.pk for one in old]).delete()
    rows = Case.objects.bulk_create(_cases(keys))
    fulltext.put(CASES, {row.pk: row.stems.split() for row in rows})
    return len(rows)


def stems_of(subject: str, text: str, language: str) -> list[str]:
    """Return by what a ticket is compared with others: its subject twice, its first words once."""
    code = language[:2] if language[:2] in LANGUAGES else "es"
    heads = in_order(subject, code)
    return [*heads, *heads, *in_order(text[:TEXT], code)][:LONGEST]


def first_words(numbers: Sequence[int]) -> dict[int, str]:
    """Return what the customer wrote first on each ticket; two statements for any number."""
    firsts = _edges(numbers, Q(contact__isnull=False), first=True)
    return dict(Message.objects.filter(pk__in=firsts).values_list("ticket", "text"))


def _cases(keys: Sequence[int]) -> list[Case]:
    solved = Ticket.objects.filter(pk__in=keys, status__in=SOLVED, merged_into__isnull=True)
    rows = list(solved.values_list("pk", "subject", "language", "updated_at").order_by("pk"))
    texts = first_words([row[0] for row in rows])
    answers = dict(
        Message.objects.filter(pk__in=_edges([row[0] for row in rows], Q(agent__isnull=False), first=False))
        .values_list("ticket", "pk")
    )  # fmt: skip
    found = []
    for number, subject, language, at in rows:
        stems = stems_of(subject, texts.get(number, ""), language or "")
        if stems:
            found.append(_case(number, language or "", stems, answers.get(number), at))
    return found


def _case(number: int, language: str, stems: Sequence[str], answer: int | None, at: datetime) -> Case:
    return Case(
        ticket_id=number, language=language, stems=" ".join(stems), length=len(stems), answer=answer, solved_at=at
    )


def _edges(numbers: Sequence[int], who: Q, *, first: bool) -> list[int]:
    """Return the keys of the first or last public message of each ticket by somebody; keys grow with time."""
    said = Message.objects.filter(who, ticket__in=numbers, kind=MessageKind.MESSAGE).order_by()
    if not first:
        return list(said.values("ticket").annotate(edge=Max("pk")).values_list("edge", flat=True))
    firsts: dict[int, int] = {}
    for ticket, key in said.values_list("ticket", "pk"):
        firsts[ticket] = min(key, firsts.get(ticket, key))
    return list(firsts.values())
