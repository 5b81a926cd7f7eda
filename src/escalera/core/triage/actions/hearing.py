"""What a customer's words sound like: their language, how urgent, in what tone; of the first words and of later ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.storage.together import together
from escalera.base.text.languages import detect
from escalera.core.tickets.actions import note_language
from escalera.core.tickets.models import Message, MessageKind, Ticket
from escalera.core.triage.choices import Tone
from escalera.core.triage.embedded import packed
from escalera.core.triage.facts import TicketRead
from escalera.core.triage.models import Signal
from escalera.core.triage.signals import Signals, signals

TRIAGE = Actor("system", None, "Triage")
SURE_OF_LANGUAGE = 0.9
MOST_PHRASES = 12


def hear_first(ticket: Ticket, text: str, source: str = "", vector: Any = None) -> Signal:
    """Keep what the first words of a ticket sound like, and in which language they are. `vector`: by the embedding
    `source`, where there is one."""
    whole = f"{ticket.subject}\n{text}"
    said, tongue = signals(whole), detect(whole)
    code = tongue.code if tongue.sure >= SURE_OF_LANGUAGE else ""
    if code:
        note_language(ticket_id=ticket.pk, language=code)
    return Signal.objects.create(
        ticket=ticket, urgency=said.urgency, phrases=said.phrases, tone=said.tone, language=code,
        source=source, vector=None if vector is None else packed(vector),
    )  # fmt: skip


@together()
def hear_more(*, messages: Collection[int], at: datetime) -> int:
    """Hear what customers wrote later, in the order in which they did; return how many tickets sound different now."""
    rows = Message.objects.filter(pk__in=messages, kind=MessageKind.MESSAGE, contact__isnull=False)
    said = list(rows.order_by("pk").values_list("ticket", "text"))
    kept = Signal.objects.select_for_update().in_bulk({ticket for ticket, _text in said})
    before = {key: (one.urgency, one.tone, one.phrases) for key, one in kept.items()}
    for ticket, text in said:
        if ticket in kept:
            _add(kept[ticket], signals(text))
    changed = [one for key, one in kept.items() if (one.urgency, one.tone, one.phrases) != before[key]]
    Signal.objects.bulk_update(changed, ["urgency", "tone", "phrases"])
    for one in changed:
        tell(one, (), at)
    return len(changed)


def tell(signal: Signal, fields: Sequence[str], at: datetime) -> None:
    """Record that something was found, if something was: rules and open pages hear of it."""
    if fields or signal.urgency or signal.tone == Tone.UPSET:
        fact = TicketRead(
            ticket_id=signal.ticket_id, fields=tuple(fields), urgency=signal.urgency, tone=str(signal.tone)
        )
        record(fact, actor=TRIAGE, at=at)


def _add(signal: Signal, said: Signals) -> None:
    """Let later words count: the most urgent ones stay; the tone is the last that was heard."""
    known = {reason for reason, _words in signal.phrases}
    new = [phrase for phrase in said.phrases if phrase[0] not in known]
    signal.phrases = [*signal.phrases, *new][:MOST_PHRASES]
    signal.urgency = max(signal.urgency, said.urgency)
    if said.tone != Tone.PLAIN:
        signal.tone = said.tone
