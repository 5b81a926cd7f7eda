"""What calls may cost: reserved before, settled after, each by one statement, so that no two of them pass one cap.

Nothing is locked while the endpoint thinks: both steps are transactions of their own and refuse to be part of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.llm.choices import CallState
from escalera.core.llm.models import MILLION, Call, Endpoint, Spending
from escalera.core.llm.places import Place
from escalera.core.llm.queries import month_of

LOST_AFTER = timedelta(minutes=10)


class CapReached(Refusal):
    """The month's money or tokens are spent, or too many calls are on their way."""


@dataclass(frozen=True, slots=True)
class Bill:
    """The most that a call may take, or what it took. Tokens."""

    sent: int
    received: int

    def cost(self, endpoint: Endpoint) -> int:
        """Return micros of money, rounded up."""
        return -(-(self.sent * endpoint.price_in + self.received * endpoint.price_out) // MILLION)


@transaction.atomic(durable=True)
def reserve(
    *,
    endpoint: Endpoint,
    place: Place,
    purpose: str,
    most: Bill,
    by: Agent | None,
    ticket_id: int | None,
    inputs: list[str],
    prompt: str,
    at: datetime,
) -> Call:
    """Put aside the most that the call may cost, and note it. Raises: CapReached."""
    month, cost, tokens = month_of(at), most.cost(endpoint), most.sent + most.received
    Spending.objects.get_or_create(month=month)
    room = Q(month=month, running__lt=endpoint.at_once)
    if cost:
        room &= Q(spent__lte=endpoint.cap_money - cost - F("reserved"))
    if endpoint.cap_tokens:
        room &= Q(tokens__lte=endpoint.cap_tokens - tokens - F("tokens_reserved"))
    taken = Spending.objects.filter(room).update(
        reserved=F("reserved") + cost,
        tokens_reserved=F("tokens_reserved") + tokens,
        running=F("running") + 1,
        calls=F("calls") + 1,
    )
    if not taken:
        raise CapReached(_why(month, endpoint))
    return Call.objects.create(
        purpose=purpose, month=month, at=at, host=place.host, model=place.model, agent=by, ticket_id=ticket_id,
        inputs=inputs, prompt=prompt, reserved=cost, tokens_reserved=tokens,
    )  # fmt: skip


@transaction.atomic(durable=True)
def settle(
    *,
    call: Call,
    endpoint: Endpoint,
    state: str,
    took: Bill,
    took_ms: int = 0,
    tries: int = 1,
    answer: str = "",
    checks: list[str] | None = None,
    problem: str = "",
) -> bool:
    """Write what the call was and give back what it did not need; return False if it was settled before."""
    cost = took.cost(endpoint)
    done = Call.objects.filter(pk=call.pk, state=CallState.RUNNING).update(
        state=state, took_ms=took_ms, tries=tries, answer=answer, checks=checks or [], problem=problem,
        tokens_in=took.sent, tokens_out=took.received, cost=cost,
    )  # fmt: skip
    if done:
        Spending.objects.filter(month=call.month).update(
            spent=F("spent") + cost,
            reserved=F("reserved") - call.reserved,
            tokens=F("tokens") + took.sent + took.received,
            tokens_reserved=F("tokens_reserved") - call.tokens_reserved,
            running=F("running") - 1,
        )
    return bool(done)


@transaction.atomic
def settle_lost(*, at: datetime) -> int:
    """Close the calls whose process ended while it waited; they count in full, for nobody knows. Return how many."""
    lost = list(Call.objects.filter(state=CallState.RUNNING, at__lt=at - LOST_AFTER).order_by("pk")[:200])
    done = 0
    for call in lost:
        changed = Call.objects.filter(pk=call.pk, state=CallState.RUNNING).update(
            state=CallState.FAILED, problem="lost", cost=call.reserved, tokens_in=call.tokens_reserved
        )
        if changed:
            done += 1
            Spending.objects.filter(month=call.month).update(
                spent=F("spent") + call.reserved,
                reserved=F("reserved") - call.reserved,
                tokens=F("tokens") + call.tokens_reserved,
                tokens_reserved=F("tokens_reserved") - call.tokens_reserved,
                running=F("running") - 1,
            )
    return done


def _why(month: str, endpoint: Endpoint) -> str:
    now = Spending.objects.get(month=month)
    if now.running >= endpoint.at_once:
        return _("The language model is busy. Try again in a moment.")
    return _("This month's limit for the language model is reached.")
