"""Trying the connection, with no word of anybody: whether it answers, and in which form it takes questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed, Refusal
from escalera.core.llm.actions.asking import Given, ask
from escalera.core.llm.actions.spending import Errand
from escalera.core.llm.choices import Asks, Purpose
from escalera.core.llm.models import Call, Endpoint
from escalera.core.llm.policies import why_not_settings
from escalera.core.llm.prompts import Question, form_of
from escalera.core.llm.queries import endpoint_now
from escalera.core.llm.veils import Veil

_WAYS = [(asks, new) for asks in (Asks.SCHEMA, Asks.OBJECT, Asks.WORDS) for new in (False, True)]
_QUESTION = Question("Set ok to true.", [("The text", "Is anybody there?")], form_of(ok={"type": "boolean"}), 60)


def probe(*, by: Agent, at: datetime) -> Endpoint:
    """Try the connection in each form until one works, and remember that one; `tried` says why none did.

    Not inside a transaction. Raises: NotAllowed."""
    if refusal := why_not_settings(by):
        raise NotAllowed(refusal)
    endpoint = endpoint_now()
    first = (endpoint.asks, endpoint.new_limit)
    problem = ""
    for asks, new in [first, *(way for way in _WAYS if way != first)]:
        Endpoint.objects.filter(pk=endpoint.pk).update(asks=asks, new_limit=new)
        try:
            ask(_QUESTION, errand=Errand(purpose=Purpose.PROBE, by=by), read=_read, at=at)
        except Refusal as refusal:
            problem = problem or str(refusal)
            if not _was_misunderstood(by):
                break
        else:
            return _noted(endpoint, "", at)
    Endpoint.objects.filter(pk=endpoint.pk).update(asks=first[0], new_limit=first[1])
    return _noted(endpoint, problem, at)


def _read(data: dict[str, Any], _material: list[str], _veil: Veil) -> Given[bool]:
    return Given(bool(data.get("ok")))


def _was_misunderstood(by: Agent) -> bool:
    """Say whether another form of the same question is worth a try."""
    last = Call.objects.filter(agent=by, purpose=Purpose.PROBE).order_by("-id").first()
    return last is not None and last.problem in ("request", "not_json", "empty")


@transaction.atomic
def _noted(endpoint: Endpoint, problem: str, at: datetime) -> Endpoint:
    Endpoint.objects.filter(pk=endpoint.pk).update(tried=problem[:200], tried_at=at)
    return endpoint_now()
