"""What people read of triage: what is proposed, and how good it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from escalera.core.triage.choices import Fate, Field, ModelState
from escalera.core.triage.live import policies
from escalera.core.triage.models import FieldPolicy, Proposal, Signal, TriageModel
from escalera.core.triage.values import words_of

WEEKS = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal in words. `applied`: the ticket has it already, by itself."""

    field: Field
    words: str
    confidence: float
    applied: bool


@dataclass(frozen=True, slots=True)
class FieldReport:
    """One field: how far it goes, the newest model and the one in use, and what became of four weeks of proposals."""

    field: Field
    policy: FieldPolicy
    live: TriageModel | None
    newest: TriageModel | None
    fates: Mapping[str, int]

    @property
    def answered(self) -> int:
        return sum(self.fates.get(one, 0) for one in (Fate.CONFIRMED, Fate.CHANGED, Fate.DISMISSED))

    @property
    def kept(self) -> float | None:
        """Return the share of answered proposals that people took; None if nobody answered any."""
        return self.fates.get(Fate.CONFIRMED, 0) / self.answered if self.answered else None


def offered(ticket_id: int) -> list[Offered]:
    """Return the proposals of a ticket that wait for an answer, the surest first."""
    standing = Proposal.objects.filter(ticket=ticket_id, fate__in=(Fate.OPEN, Fate.APPLIED)).order_by("-confidence")
    rows = list(standing)
    words = words_of((one.field, one.value) for one in rows)
    return [
        Offered(Field(one.field), words[one.field, one.value], one.confidence, one.fate == Fate.APPLIED)
        for one in rows
        if (one.field, one.value) in words
    ]


def signal_of(ticket_id: int) -> Signal | None:
    """Return what a ticket's words say of its urgency and tone."""
    return Signal.objects.filter(ticket=ticket_id).first()


def report(at: datetime) -> list[FieldReport]:
    """Return how each field does."""
    settled = policies()
    rows = TriageModel.objects.defer("data").order_by("number")
    newest = {one.field: one for one in rows}
    live = {one.field: one for one in rows if one.state == ModelState.LIVE}
    fates: dict[str, dict[str, int]] = defaultdict(dict)
    counted = Proposal.objects.filter(at__gt=at - WEEKS).values_list("field", "fate").annotate(count=Count("pk"))
    for name, fate, count in counted:
        fates[name][fate] = count
    return [
        FieldReport(one, settled[one.value], live.get(one.value), newest.get(one.value), fates[one.value])
        for one in Field
    ]
