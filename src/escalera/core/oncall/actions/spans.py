"""Spans that somebody takes over, gives back, or swaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.oncall import turns
from escalera.core.oncall.choices import OverrideState
from escalera.core.oncall.facts import SpanTaken
from escalera.core.oncall.models import Layer, Override
from escalera.core.oncall.policies import may_arrange, why_not_take
from escalera.core.oncall.queries import roster

LONGEST = timedelta(days=92)


class NothingAsked(Refusal):
    """This swap does not wait for an answer (any more)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one layer, half-open."""

    layer_id: int
    since: datetime
    until: datetime


@together()
def take_span(*, span: Span, agent: Agent, by: Agent, at: datetime) -> Override:
    """Let somebody be on call for a span, whoever's turn it is. For oneself, or, as a supervisor, for others.

    Raises: NotAllowed, BadInput, Layer.DoesNotExist."""
    if refusal := why_not_take(by, agent):
        raise NotAllowed(refusal)
    layer = _layer(span)
    _check(span, at)
    row = _make(layer, span, agent, _planned(layer, span), by, at)
    _record(row, "taken", by, at)
    return row


@together()
def end_span(*, override_id: int, by: Agent, at: datetime) -> None:
    """Take a span back: of a swap, both halves. What is over stays as it was; what has begun ends now.

    Raises: NotAllowed, Override.DoesNotExist."""
    row = Override.objects.select_related("layer__rotation", "agent").get(pk=override_id)
    _lock(row.layer)
    rows = (
        [row] if row.pair is None else list(Override.objects.filter(pair=row.pair).select_related("layer", "agent"))
    )
    mine = {by.pk} & {row.agent_id, row.made_by_id, *(one.agent_id for one in rows)}
    if not mine and not may_arrange(by):
        raise NotAllowed(_("Only who takes the span, or a supervisor, gives it back."))
    for one in rows:
        if one.state == OverrideState.ENDED or one.until <= at:
            continue
        if one.since < at and one.state == OverrideState.STANDS:
            one.until = at
        else:
            one.state = OverrideState.ENDED
        one.save(update_fields=["state", "until"])
    _record(row, "ended", by, at)


@together()
def ask_swap(*, mine: Span, theirs: Span, by: Agent, at: datetime) -> list[Override]:
    """Ask whoever has `theirs` to take `mine` instead. Counts once they agree; a supervisor's swap counts at once.

    Returns both halves. Raises: NotAllowed, BadInput, Layer.DoesNotExist."""
    for span in (mine, theirs):
        _check(span, at)
    one, other = _layer(mine), _layer(theirs)
    giver, taker = _planned(one, mine), _planned(other, theirs)
    if giver is None or taker is None or giver.pk == taker.pk:
        raise BadInput(_("Choose a shift of each of two people."))
    if giver.pk != by.pk and not may_arrange(by):
        raise NotAllowed(_("You can swap your own shifts."))
    state = OverrideState.STANDS if giver.pk != by.pk else OverrideState.ASKED
    first = _make(one, mine, taker, giver, by, at, state=state)
    second = _make(other, theirs, giver, taker, by, at, state=state)
    for row in (first, second):
        row.pair = first.pk
        row.save(update_fields=["pair"])
    _record(first, "asked" if state == OverrideState.ASKED else "swapped", by, at)
    return [first, second]


@together()
def answer_swap(*, pair: int, agree: bool, by: Agent, at: datetime) -> None:
    """Agree to a swap that one was asked for, or decline it. Raises: NotAllowed, NothingAsked."""
    rows = list(
        Override.objects.filter(pair=pair).select_related("layer__rotation", "agent", "made_by").order_by("pk")
    )
    for row in rows:
        _lock(row.layer)
    waiting = Override.objects.filter(pair=pair, state=OverrideState.ASKED).count()
    if not rows or waiting != len(rows) or rows[0].since < at:
        raise NothingAsked(_("This swap does not wait for an answer any more."))
    if by.pk not in {row.agent_id for row in rows} - {rows[0].made_by_id}:
        raise NotAllowed(_("Only who was asked answers."))
    state = OverrideState.STANDS if agree else OverrideState.ENDED
    Override.objects.filter(pair=pair).update(state=state)
    _record(rows[0], "swapped" if agree else "ended", by, at)


def _layer(span: Span) -> Layer:
    layer = Layer.objects.select_related("rotation").get(pk=span.layer_id, rotation__archived_at__isnull=True)
    _lock(layer)
    return layer


def _lock(layer: Layer) -> None:
    """Two people never change one layer's spans at the same time."""
    Layer.objects.select_for_update().filter(pk=layer.pk).first()


def _check(span: Span, at: datetime) -> None:
    if not span.since < span.until:
        raise BadInput(_("The end comes after the beginning."))
    if span.until <= at:
        raise BadInput(_("This span is over."))
    if span.until - span.since > LONGEST or span.since > at + 4 * LONGEST:
        raise BadInput(_("A span lasts three months at most, and begins within a year."))


def _planned(layer: Layer, span: Span) -> Agent | None:
    """Return who has the layer when the span begins."""
    who = roster(layer.rotation_id, span.since, span.until)
    found = [one for one in turns.shifts(who.plan, span.since, span.until) if one.line == layer.pk]
    return who.people.get(found[0].agent) if found and found[0].agent is not None else None


def _make(
    layer: Layer, span: Span, agent: Agent, before: Agent | None, by: Agent, at: datetime, *,
    state: str = OverrideState.STANDS,
) -> Override:  # fmt: skip
    return Override.objects.create(
        layer=layer, agent=agent, instead_of=before, since=span.since, until=span.until, state=state, made_by=by,
        made_at=at,
    )  # fmt: skip


def _record(row: Override, what: str, by: Agent, at: datetime) -> None:
    fact = SpanTaken(
        rotation_id=row.layer.rotation_id, rotation=row.layer.rotation.name, agent_id=row.agent_id,
        agent=row.agent.name, since=row.since.isoformat(), until=row.until.isoformat(), what=what,
    )  # fmt: skip
    record(fact, actor=by.actor, at=at)
