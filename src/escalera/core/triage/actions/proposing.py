"""Reading new tickets: their language, how urgent they sound, and what they seem to be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.base.storage.together import together
from escalera.core.retrieval.embedding import Embedder, embedder
from escalera.core.tickets.models import Message, Ticket
from escalera.core.triage.actions.hearing import hear_first, tell
from escalera.core.triage.choices import MAY_APPLY, Fate, Field
from escalera.core.triage.choosing import Choice, choose
from escalera.core.triage.embedded import unpacked
from escalera.core.triage.features import cleaned
from escalera.core.triage.live import Live, in_use
from escalera.core.triage.model import BY_WORDS
from escalera.core.triage.models import Proposal, Signal
from escalera.core.triage.values import fits, put, value_of

ROBOT = "Triage"
MOST_OPEN = 300


@together()
def read_tickets(*, numbers: Collection[int], at: datetime) -> int:
    """Read tickets that were opened, once each; return how many proposals were made."""
    known = set(Signal.objects.filter(ticket__in=numbers).values_list("ticket", flat=True))
    fresh = [number for number in numbers if number not in known]
    tickets = list(Ticket.objects.filter(pk__in=fresh).select_related("team", "level", "category").order_by("pk"))
    texts = first_words([ticket.pk for ticket in tickets])
    live, model = in_use(), embedder()
    return sum(_read(ticket, texts.get(ticket.pk, ""), at, live, model) for ticket in tickets)


def first_words(numbers: Collection[int]) -> dict[int, str]:
    """Return what each ticket's customer wrote first, by number."""
    found: dict[int, str] = {}
    rows = Message.objects.filter(ticket__in=numbers, contact__isnull=False).order_by("ticket", "pk")
    for number, text in rows.values_list("ticket", "text"):
        found.setdefault(number, text)
    return found


def _read(ticket: Ticket, text: str, at: datetime, live: Mapping[str, Live], model: Embedder | None) -> int:
    words = cleaned(ticket.subject, text)
    vector = model.questions([words])[0] if model else None
    signal = hear_first(ticket, text, model.name if model else "", vector)
    made = _offer(ticket, words, signal, at, live)
    tell(signal, made, at)
    return len(made)


@together()
def propose_open(*, at: datetime) -> int:
    """Propose for the newest open tickets what nobody could when they came in; return how many proposals were made."""
    live = in_use()
    if not live:
        return 0
    rows = Ticket.objects.filter(is_open=True, signal__isnull=False).select_related(
        "team", "level", "category", "signal"
    )
    tickets = list(rows.order_by("-pk")[:MOST_OPEN])
    texts = first_words([ticket.pk for ticket in tickets])
    known = set(Proposal.objects.filter(ticket__in=tickets).values_list("ticket", "field"))
    made = 0
    for ticket in tickets:
        new = {name: one for name, one in live.items() if (ticket.pk, name) not in known}
        words = cleaned(ticket.subject, texts.get(ticket.pk, ""))
        fields = _offer(ticket, words, ticket.signal, at, new)
        if fields:
            tell(ticket.signal, fields, at)
        made += len(fields)
    return made


def _offer(ticket: Ticket, words: str, signal: Signal, at: datetime, live: Mapping[str, Live]) -> list[str]:
    """Propose what is likely enough; return the fields."""
    if not ticket.is_open or ticket.merged_into_id is not None:
        return []
    vector = None if signal.vector is None else unpacked(bytes(signal.vector))
    known = {BY_WORDS, signal.source}  # a model that was taught with another embedding has nothing to say
    made: list[str] = []
    for name, one in live.items():
        if one.model.sense.source not in known:
            continue
        chances = one.model.probabilities(words, signal.language or ticket.language, one.none_share, vector)
        choice = choose(chances, one.counts, one.policy.mode, one.policy.threshold)
        if choice is not None and fits(ticket, name, choice.value):
            _propose(ticket, Field(name), choice, one, at)
            made.append(name)
    return made


def _propose(ticket: Ticket, field: Field, choice: Choice, live: Live, at: datetime) -> None:
    proposal = Proposal.objects.create(
        ticket=ticket, field=field, value=choice.value, confidence=choice.confidence, model_id=live.row_id, at=at
    )
    if not (choice.applies and field in MAY_APPLY):
        return
    try:
        put(ticket.pk, field, choice.value, by=robot(ROBOT), at=at)
    except Refusal:  # it ended meanwhile, or the value went away: the proposal stays one
        return
    ticket.refresh_from_db(fields=["team", "level", "category", "kind", "priority"])
    if value_of(ticket, field) == choice.value:
        proposal.fate, proposal.settled_at = Fate.APPLIED, at
        proposal.save(update_fields=["fate", "settled_at"])
