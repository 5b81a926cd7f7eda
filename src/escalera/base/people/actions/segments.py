"""Segments: groups of customers that share one way of being served."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from escalera.base.log.actions import record
from escalera.base.people import policies
from escalera.base.people.actions.checks import check, named
from escalera.base.people.facts import SegmentChanged, SegmentRemoved
from escalera.base.people.models import Agent, Segment


@transaction.atomic
def save_segment(
    *, name: str, may_ask_higher: bool, by: Agent, at: datetime, segment_id: int | None = None
) -> Segment:
    """Make a segment, or change the one with this key. `may_ask_higher`: its customers may ask for a higher level.

    Raises: NotAllowed, BadInput, Segment.DoesNotExist."""
    check(policies.why_not_settings(by))
    segment = Segment() if segment_id is None else Segment.objects.select_for_update().get(pk=segment_id)
    others = Segment.objects.exclude(pk=segment_id) if segment_id else Segment.objects.all()
    segment.name = named(name, taken=lambda one: others.filter(name=one).exists())
    segment.may_ask_higher = may_ask_higher
    segment.code = segment.code or _free_code(segment.name)
    segment.save()
    record(SegmentChanged(segment_id=segment.pk, segment=segment.name), actor=by.actor, at=at)
    return segment


@transaction.atomic
def remove_segment(*, segment_id: int, by: Agent, at: datetime) -> None:
    """Delete a segment; its customers belong to none then. Raises: NotAllowed, Segment.DoesNotExist."""
    check(policies.why_not_settings(by))
    segment = Segment.objects.select_for_update().get(pk=segment_id)
    record(SegmentRemoved(segment_id=segment.pk, segment=segment.name), actor=by.actor, at=at)
    segment.delete()


def _free_code(name: str) -> str:
    base = slugify(name)[:24] or "segment"
    taken = set(Segment.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(len(taken) + 1) if (code := f"{base}-{n}" if n else base) not in taken)
