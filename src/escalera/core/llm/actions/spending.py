"""What calls may cost: reserved before, settled after, each by one statement, so that no two of them pass one cap.

Nothing is locked while the endpoint thinks: both steps are transactions of their own and refuse to be part of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.llm.choices import CallState, Purpose
from escalera.core.llm.models import MILLION, Call, Endpoint, Spending
from escalera.core.llm.places import Place
from escalera.core.llm.queries import day_began, day_of, month_of

LOST_AFTER = timedelta(minutes=10)
A_CONVERSATION = 5  # calls that word the assistant's answers to one person


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a call is for, and whose it is. `about`: what it is counted with, besides the ticket."""

    purpose: str
    by: Agent | None = None
    ticket_id: int | None = None
    about: str = ""
    inputs: Sequence[str] = ()

    @property
    def counted(self) -> str:
        return self.about[:40] or (f"ticket {self.ticket_id}" if self.ticket_id else "")


@transaction.atomic(durable=True)
def reserve(*, endpoint: Endpoint, place: Place, errand: Errand, most: Bill, prompt: str, at: datetime) -> Call:
    """Put aside the most that the call may cost, and note it. Raises: CapReached."""
    month, day = month_of(at), day_of(at)
    cost, tokens = most.cost(endpoint), most.sent + most.received
    for period in (month, day):
        Spending.objects.get_or_create(period=period)
    of_month = Q(period=month, running__lt=endpoint.at_once)
    if cost:
        of_month &= Q(spent__lte=endpoint.cap_money - cost - F("reserved"))
    if endpoint.cap_tokens:
        of_month &= Q(tokens__lte=endpoint.cap_tokens - tokens - F("tokens_reserved"))
    of_day = Q(period=day)
    if endpoint.day_money:
        of_day &= Q(spent__lte=endpoint.day_money - cost - F("reserved"))
    if endpoint.day_calls:
        of_day &= Q(calls__lt=endpoint.day_calls)
    taken = {
        "reserved": F("reserved") + cost,
        "tokens_reserved": F("tokens_reserved") + tokens,
        "calls": F("calls") + 1,
    }
    if not Spending.objects.filter(of_month).update(**taken, running=F("running") + 1):
        raise CapReached(_why(month, endpoint))
    if not Spending.objects.filter(of_day).update(**taken):
        raise CapReached(_("Today's limit for the language model is reached."))
    _refuse_often(endpoint, errand, at)  # the rows that are held now keep two of them from counting at the same time
    return Call.objects.create(
        purpose=errand.purpose, month=month, at=at, host=place.host, model=place.model, agent=errand.by,
        ticket_id=errand.ticket_id, about=errand.counted, inputs=list(errand.inputs), prompt=prompt, reserved=cost,
        tokens_reserved=tokens,
    )  # fmt: skip


def _refuse_often(endpoint: Endpoint, errand: Errand, at: datetime) -> None:
    """Raises: CapReached."""
    most = A_CONVERSATION if errand.purpose == Purpose.ANSWER else endpoint.ticket_calls
    if not (errand.counted and most):
        return
    if Call.objects.filter(about=errand.counted, at__gte=day_began(at)).count() >= most:
        raise CapReached(_("The language model was asked often enough about this today."))


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
        _book(call, cost, took.sent + took.received)
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
            _book(call, call.reserved, call.tokens_reserved)
    return done


def _book(call: Call, cost: int, tokens: int) -> None:
    """Turn what was put aside into what was spent; the month before the day, as in `reserve`."""
    change = {
        "spent": F("spent") + cost, "reserved": F("reserved") - call.reserved, "tokens": F("tokens") + tokens,
        "tokens_reserved": F("tokens_reserved") - call.tokens_reserved,
    }  # fmt: skip
    Spending.objects.filter(period=call.month).update(**change, running=F("running") - 1)
    Spending.objects.filter(period=day_of(call.at)).update(**change)


def _why(month: str, endpoint: Endpoint) -> str:
    now = Spending.objects.get(period=month)
    if now.running >= endpoint.at_once:
        return _("The language model is busy. Try again in a moment.")
    return _("This month's limit for the language model is reached.")
