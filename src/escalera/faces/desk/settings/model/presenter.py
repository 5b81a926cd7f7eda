"""The model's settings, its calls and what they cost, as strings that stand ready."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format

from escalera.base.people.models import Agent
from escalera.core.llm.choices import OFFERED, CallState, Fate, Purpose
from escalera.core.llm.models import MILLION, Call, Endpoint
from escalera.core.llm.places import place_of
from escalera.core.llm.queries import spending_of, usage_of
from escalera.core.llm.troubles import words_of
from escalera.faces.desk.shared.moments import Moments

TONES = {CallState.DONE: "ok", CallState.RUNNING: "", CallState.REJECTED: "warn", CallState.FAILED: "bad"}


def page_of(endpoint: Endpoint, by: Agent, at: datetime) -> dict[str, Any]:
    """Return what the page prints: where it is, whether texts may leave, and this month's use."""
    place, moments = place_of(endpoint), Moments(at)
    month, today = spending_of(at)
    resting = endpoint.rests_until is not None and endpoint.rests_until > at
    return {
        "endpoint": endpoint,
        "place": place,
        "agreed": endpoint.consent_at is not None,
        "agreed_on": moments.full(endpoint.consent_at) if endpoint.consent_at else "",
        "agreed_purposes": ", ".join(label(one) for one in endpoint.consent_purposes),
        "tried_on": moments.full(endpoint.tried_at) if endpoint.tried_at else "",
        "resting": moments.clock(endpoint.rests_until) if resting and endpoint.rests_until else "",
        "consents": [(one.value, one.label, one.value in endpoint.purposes) for one in OFFERED],
        "usage": [_usage(one) for one in usage_of(by, at)],
        "spent": money(month.spent),
        "cap": money(endpoint.cap_money),
        "spent_today": money(today.spent),
        "cap_today": money(endpoint.day_money) if endpoint.day_money else "",
        "calls_today": number_format(today.calls, force_grouping=True),
        "most_today": number_format(endpoint.day_calls, force_grouping=True) if endpoint.day_calls else "",
        "tokens": number_format(month.tokens, force_grouping=True),
        "cap_tokens": number_format(endpoint.cap_tokens, force_grouping=True) if endpoint.cap_tokens else "",
    }


def values_of(endpoint: Endpoint) -> dict[str, Any]:
    """Return the form's values as they are stored; the key is never shown."""
    return {
        "url": endpoint.url,
        "model": endpoint.model,
        "has_key": bool(endpoint.secret),
        "price_in": plain_money(endpoint.price_in),
        "price_out": plain_money(endpoint.price_out),
        "cap_money": plain_money(endpoint.cap_money),
        "cap_tokens": endpoint.cap_tokens,
        "day_money": plain_money(endpoint.day_money),
        "day_calls": endpoint.day_calls,
        "ticket_calls": endpoint.ticket_calls,
        "timeout_s": endpoint.timeout_s,
        "at_once": endpoint.at_once,
        "keep_days": endpoint.keep_days,
        "purposes": purposes(endpoint.purposes),
    }


def purposes(chosen: Iterable[str]) -> list[tuple[str, Any, bool]]:
    ticked = set(chosen)
    return [(one.value, one.label, one.value in ticked) for one in OFFERED]


def line_of(call: Call, moments: Moments) -> dict[str, Any]:
    """Return one call as a line of the list."""
    return {
        "id": call.pk,
        "purpose": label(call.purpose),
        "when": moments.clock(call.at),
        "full": moments.full(call.at),
        "who": call.agent.name if call.agent else "",
        "ticket": call.ticket_id,
        "ticket_url": reverse("desk:ticket", args=[call.ticket_id]) if call.ticket_id else "",
        "state": CallState(call.state).label,
        "tone": TONES[CallState(call.state)],
        "problem": words_of(call.problem) if call.problem else "",
        "fate": Fate(call.fate).label if call.fate else "",
        "seconds": number_format(call.took_ms / 1000, 1),
        "tokens": number_format(call.tokens_in + call.tokens_out, force_grouping=True),
        "cost": money(call.cost) if call.cost else "",
    }


def left_of(call: Call) -> list[str]:
    """Return the messages that left, each in its own words."""
    try:
        return [str(one["content"]) for one in json.loads(call.prompt or "[]")]
    except (ValueError, TypeError, KeyError):
        return [call.prompt]


def label(purpose: str) -> str:
    return str(Purpose(purpose).label) if purpose in Purpose.values else purpose


def money(micros: int) -> str:
    return number_format(micros / MILLION, 2 if micros >= 10_000 or not micros else 6, force_grouping=True)


def plain_money(micros: int) -> str:
    """Return an amount as an input of type number takes it."""
    return f"{micros / MILLION:.6f}".rstrip("0").rstrip(".") if micros else "0"


def _usage(one: Any) -> dict[str, Any]:
    return {
        "purpose": label(one.purpose),
        "calls": number_format(one.calls, force_grouping=True),
        "unusable": one.unusable,
        "tokens": number_format(one.tokens_in + one.tokens_out, force_grouping=True),
        "cost": money(one.cost),
        "seconds": number_format(one.took_ms / 1000, 1),
    }
