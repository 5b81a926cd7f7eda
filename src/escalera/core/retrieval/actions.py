"""What was asked and what came of it; the gate is fitted again on that, and changed only for a better one."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log

from django.db import transaction

from escalera.base.people.models import Agent
from escalera.base.storage.together import together
from escalera.core.retrieval import gate
from escalera.core.retrieval.answering import Answer, answer
from escalera.core.retrieval.beside import asked_by
from escalera.core.retrieval.models import Asked, Gate
from escalera.core.retrieval.queries import Reader
from escalera.core.tickets.queries import find_ticket

RIGHT, WRONG = "right", "wrong"
BESIDE = "ticket"  # where: beside a ticket, an agent chose
FEWEST = 200  # questions with a fate, from which a desk's own gate is fitted
FEWEST_OF_EACH = 30  # right ones, wrong ones
MOST = 20_000
NEWEST = 0.2  # of them are held back to compare the old gate with the new one
PRECISION = 0.95  # of the answers that it would have given to those
KEPT = timedelta(days=730)


@together()
def note_asked(*, said: Answer, where: str, at: datetime, language: str = "", ticket_id: int | None = None) -> int:
    """Keep what an answer rested on, without the words of the question; return the key to settle it by later."""
    row = Asked.objects.create(
        where=where, language=language[:10], outcome=said.outcome, confidence=said.confidence, kind=said.kind,
        signs=said.signs, article_id=first_of(said), ticket_id=ticket_id, at=at,
    )  # fmt: skip
    return row.pk


@together()
def settle(*, asked_id: int, is_right: bool) -> None:
    """Say whether the first article was the right one: the customer said so, an agent sent it, or another one.

    The last word counts. Raises: Asked.DoesNotExist."""
    row = Asked.objects.select_for_update().get(pk=asked_id)
    row.fate = RIGHT if is_right else WRONG
    row.save(update_fields=["fate"])


def note_sent(*, ticket_id: int, article_id: int, by: Agent, at: datetime) -> None:
    """Learn from the article that an agent put into a reply: would the customer have been answered with it? The first
    one on a ticket counts. Raises: Ticket.DoesNotExist, also if the agent may not see it."""
    ticket = find_ticket(by, ticket_id)
    text, language = asked_by(ticket)
    said = answer(text, Reader(contact=ticket.requester), language)
    if not said.signs:
        return
    with transaction.atomic():
        if not Asked.objects.filter(ticket=ticket_id, where=BESIDE).exists():
            key = note_asked(said=said, where=BESIDE, at=at, language=language, ticket_id=ticket_id)
            settle(asked_id=key, is_right=first_of(said) == article_id)


def first_of(said: Answer) -> int | None:
    """Return the key of the article that stands first in an answer."""
    return said.quotes[0].found.article if said.quotes else said.offers[0].article if said.offers else None


@together()
def recalibrate(*, at: datetime, kind: str = gate.BY_WORDS) -> Gate | None:
    """Fit the gate on the desk's own outcomes; it goes to work only if it foretells the newest fifth of them better
    than the one at work, and a threshold exists above which 95 % of those were right. Return it, or None.

    For the worker: needs numpy."""
    Asked.objects.filter(at__lt=at - KEPT).delete()
    newest = Asked.objects.filter(kind=kind).exclude(fate="").order_by("-at", "-pk")
    rows = [(signs, fate == RIGHT) for signs, fate in newest.values_list("signs", "fate")[:MOST]][::-1]
    good = sum(is_right for _signs, is_right in rows)
    if len(rows) < FEWEST or min(good, len(rows) - good) < FEWEST_OF_EACH:
        return None
    cut = int(len(rows) * (1 - NEWEST))
    now = gate.current(kind)
    rule = gate.Rule(gate.fit(rows[:cut], gate.SIGNS_OF[kind]), now.answers_from, now.offers_from)
    answers_from = _threshold([(rule.probability(signs), is_right) for signs, is_right in rows[cut:]])
    before, after = _surprise(now, rows[cut:]), _surprise(rule, rows[cut:])
    if answers_from is None or after >= before:
        return None
    Gate.objects.select_for_update().filter(kind=kind, is_current=True).update(is_current=False)
    return Gate.objects.create(
        kind=kind, weights=dict(rule.weights), answers_from=answers_from, offers_from=now.offers_from,
        samples=len(rows), good=good, figures={"surprise": after, "surprise_before": before}, at=at, is_current=True,
    )  # fmt: skip


def _surprise(rule: gate.Rule, rows: list[tuple[dict[str, float], bool]]) -> float:
    """Return the mean logarithmic loss."""
    total = 0.0
    for signs, is_right in rows:
        chance = min(max(rule.probability(signs), 1e-6), 1 - 1e-6)
        total -= log(chance if is_right else 1 - chance)
    return total / len(rows)


def _threshold(judged: list[tuple[float, bool]]) -> float | None:
    """Return the lowest probability from which enough of the answers are right, never below one half."""
    found, right = None, 0
    for place, (chance, is_right) in enumerate(sorted(judged, reverse=True), 1):
        right += is_right
        if chance >= 0.5 and right / place >= PRECISION:
            found = chance
    return found
