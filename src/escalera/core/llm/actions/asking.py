"""The one door to the model: what may be asked, masked, paid for, sent, checked, and written down."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import F

from escalera.base.calendars.queries import country
from escalera.base.refusals import Refusal
from escalera.core.llm import client, troubles
from escalera.core.llm.actions.spending import Bill, Errand, reserve, settle
from escalera.core.llm.choices import CallState
from escalera.core.llm.models import Call, Endpoint
from escalera.core.llm.places import Found, Place, look_up, place_of
from escalera.core.llm.policies import why_not_now, why_not_outside, why_not_purpose
from escalera.core.llm.prompts import Question, body_of, corrected, covered, messages_of
from escalera.core.llm.queries import endpoint_now
from escalera.core.llm.troubles import Trouble
from escalera.core.llm.veils import Veil

TRIES = 2
MOST_FAILURES = 5
REST = timedelta(minutes=5)
T = TypeVar("T")
logger = logging.getLogger(__name__)


class ModelUnavailable(Refusal):
    """The model was not asked, or gave nothing that can be used; everything works without it."""


@dataclass(frozen=True, slots=True)
class Given(Generic[T]):
    """What a checked answer says. `left_out`: what the checks took away, as short codes."""

    value: T
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    call_id: int
    value: T
    left_out: tuple[str, ...] = ()


Read = Callable[[dict[str, Any], list[str], Veil], Given[T]]


@dataclass(slots=True)
class _Trip:
    """One call on its way: the tokens and tries that it has taken so far, and the last words that came back."""

    bill: Bill
    tries: int = 0
    words: str = ""


def ask(question: Question, *, errand: Errand, read: Read[T], at: datetime, names: Iterable[str] = ()) -> Answered[T]:
    """Ask the model and return what `read` makes of its answer (the object, the material as it was sent, the veil).

    `names`: those that must not leave. Not inside a transaction: nothing may be locked while the endpoint thinks.
    Raises: ModelUnavailable, CapReached."""
    endpoint = endpoint_now()
    place, found = _allowed(endpoint, errand.purpose, at)
    veil = Veil(region=country(), names=names)
    material = covered(question, veil)
    messages = messages_of(question, material)
    most = _most(messages, question)
    call = reserve(
        endpoint=endpoint, place=place, errand=errand, most=Bill(most.sent * TRIES, most.received * TRIES),
        prompt=json.dumps(messages, ensure_ascii=False), at=at,
    )  # fmt: skip
    began = time.monotonic()
    trip = _Trip(Bill(0, 0))
    problem = "error"
    given: Given[T] | None = None
    try:
        data = _object(endpoint, place, found, question, messages, trip)
        given = read(data, [text for _label, text in material], veil)
        problem = ""
    except Trouble as trouble:
        problem = trouble.code
    finally:
        took_ms = int((time.monotonic() - began) * 1000)
        _close(call, endpoint, trip, problem, list(given.left_out) if given else [], took_ms)
        _remember(endpoint, problem, at)
    if given is None:
        raise ModelUnavailable(troubles.words_of(problem))
    return Answered(call.pk, given.value, given.left_out)


def _allowed(endpoint: Endpoint, purpose: str, at: datetime) -> tuple[Place, Found]:
    """Return where to ask. The host's name is looked up only once everything else allows it. Raises: ModelUnavailable."""
    place = place_of(endpoint)
    if refusal := why_not_purpose(endpoint, place, purpose) or why_not_now(endpoint, purpose, at):
        raise ModelUnavailable(refusal)
    try:
        found = look_up(place.url)
    except Trouble as trouble:
        _remember(endpoint, trouble.code, at)
        raise ModelUnavailable(troubles.words_of(trouble.code)) from trouble
    if not found.is_near and (refusal := why_not_outside(endpoint, place, purpose)):
        raise ModelUnavailable(refusal)
    return place, found


def _object(
    endpoint: Endpoint, place: Place, found: Found, question: Question, messages: list[dict[str, str]], trip: _Trip
) -> dict[str, Any]:
    """Return the answer's object; one more try after what may pass, or after words in another form. Raises: Trouble."""
    while True:
        trip.tries += 1
        try:
            return _tried(endpoint, place, found, question, messages, trip)
        except Trouble as trouble:
            if trip.tries >= TRIES or trouble.code not in (*troubles.AGAIN, "not_json"):
                raise
            if trouble.code == "not_json" and trip.words:
                messages = corrected(messages, trip.words)


def _tried(
    endpoint: Endpoint, place: Place, found: Found, question: Question, messages: list[dict[str, str]], trip: _Trip
) -> dict[str, Any]:
    most = _most(messages, question)
    before, trip.bill = trip.bill, Bill(trip.bill.sent + most.sent, trip.bill.received + most.received)
    body = body_of(endpoint, place.model, question, messages)
    try:
        reply = client.complete(place, found, body, timeout_s=endpoint.timeout_s)
    except Trouble as trouble:
        if trouble.code in ("unreachable", "certificate", "redirect", "key", "request", "busy"):
            trip.bill = before  # nobody thought about it, so nobody counts it
        raise
    sent = most.sent if reply.tokens_in is None else reply.tokens_in
    received = most.received if reply.tokens_out is None else reply.tokens_out
    trip.bill, trip.words = Bill(before.sent + sent, before.received + received), reply.text
    return _parsed(reply.text, question.form)


def _parsed(text: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object of an answer, also out of a fence. Raises: Trouble."""
    start, end = text.find("{"), text.rfind("}")
    try:
        data = json.loads(text[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or set(form["required"]) - set(data):
        raise Trouble("not_json")
    return data


def _most(messages: list[dict[str, str]], question: Question) -> Bill:
    """Return the most that one try can take: no token is shorter than a byte."""
    sent = sum(len(one["content"].encode()) + 16 for one in messages) + 64
    return Bill(sent, question.max_tokens)


def _close(call: Call, endpoint: Endpoint, trip: _Trip, problem: str, left_out: list[str], took_ms: int) -> None:
    state = CallState.DONE if not problem else CallState.REJECTED if trip.words else CallState.FAILED
    settle(
        call=call, endpoint=endpoint, state=state, took=trip.bill, took_ms=took_ms, tries=trip.tries,
        answer=trip.words[:20_000].replace("\x00", ""), checks=left_out, problem=problem,
    )  # fmt: skip


@transaction.atomic
def _remember(endpoint: Endpoint, problem: str, at: datetime) -> None:
    """Count failures in a row; after too many the endpoint is left alone for a while."""
    rows = Endpoint.objects.filter(pk=endpoint.pk)
    if problem not in troubles.THEIRS:
        if endpoint.failures or endpoint.rests_until:
            rows.update(failures=0, rests_until=None)
        return
    rows.update(failures=F("failures") + 1)
    if rows.filter(failures__gte=MOST_FAILURES).update(failures=0, rests_until=at + REST):
        logger.warning("The language model has failed %d times in a row (%s): it rests.", MOST_FAILURES, problem)
