"""Applying a preset and undoing it: one transaction each, through the real actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.presets.choices import Change, Outcome
from escalera.core.presets.facts import PresetApplied, PresetUndone
from escalera.core.presets.files import LANGUAGES, Preset, all_presets
from escalera.core.presets.models import PresetRun, PresetStep
from escalera.core.presets.parts import Part, all_parts, part_of
from escalera.core.presets.planning import Desk, Planned, planned
from escalera.core.presets.policies import why_not_apply


class CannotApply(Refusal):
    """A thing of the preset was refused; nothing was applied."""


class UndoneAlready(Refusal):
    """Somebody undid it before."""


@dataclass(frozen=True, slots=True)
class Applied:
    """`run`: None if nothing was to be changed. `left_out`: things that could not be applied, with the reason."""

    run: PresetRun | None
    left_out: list[Planned]


@together()
def apply_preset(
    *, preset: str, language: str, by: Agent, at: datetime, chosen: Collection[str] | None = None
) -> Applied:
    """Make and change what the preset brings, all or nothing; what is so already stays as it is.

    `chosen`: "part:key" of the things that are wanted; None: all. Raises: NotAllowed, BadInput, CannotApply."""
    if refusal := why_not_apply(by):
        raise NotAllowed(refusal)
    known = all_presets().get(preset)
    if known is None or language not in LANGUAGES:
        raise BadInput(_("There is no such preset."))
    desk = Desk(known, language, chosen)
    steps, left_out = [], []
    for part in all_parts():
        for item in desk.items_of(part):
            if chosen is not None and f"{part.key}:{item['key']}" not in chosen:
                continue
            one = planned(part, item, desk)
            if one.change == Change.BLOCKED:
                left_out.append(one)
            elif one.change != Change.KEPT:
                steps.append(_applied(part, one, desk, by, at))
    return Applied(_recorded(known, language, steps, by, at) if steps else None, left_out)


@together()
def undo_preset(*, run_id: int, by: Agent, at: datetime) -> PresetRun:
    """Take back what a run made and changed, newest first. What people changed or used since stays, and is said.

    Raises: NotAllowed, UndoneAlready, PresetRun.DoesNotExist."""
    if refusal := why_not_apply(by):
        raise NotAllowed(refusal)
    run = PresetRun.objects.select_for_update().get(pk=run_id)
    if run.undone_at is not None:
        raise UndoneAlready(_("It has been undone already."))
    steps = list(PresetStep.objects.filter(run=run).order_by("-order"))
    for step in steps:
        step.outcome, step.note = _undone(step, by, at)
    PresetStep.objects.bulk_update(steps, ["outcome", "note"])
    run.undone_at, run.undone_by = at, by
    run.save(update_fields=["undone_at", "undone_by"])
    kept = sum(step.outcome == Outcome.KEPT for step in steps)
    fact = PresetUndone(run_id=run.pk, preset=run.preset, title=title_of(run.preset, run.language), kept=kept)
    record(fact, actor=by.actor, at=at)
    return run


def title_of(preset: str, language: str) -> str:
    """Return a preset's name in a language; its key, if its file is gone."""
    known = all_presets().get(preset)
    return (known.name.get(language) or known.name["es"]) if known else preset


def _applied(part: Part, one: Planned, desk: Desk, by: Agent, at: datetime) -> PresetStep:
    try:
        ref = part.write(one.ref, one.wish, by=by, at=at)
    except Refusal as refusal:
        words = _("“%(thing)s” can't be applied: %(why)s")
        raise CannotApply(words % {"thing": one.label, "why": refusal}) from refusal
    desk.note(part.key, one.key, ref)
    after = part.read(ref)
    assert after is not None, f"{one.id} was written and is not there"
    return PresetStep(
        part=part.key, key=one.key, label=one.label[:160], change=one.change, ref=ref, before=one.now, after=after
    )


def _recorded(known: Preset, language: str, steps: list[PresetStep], by: Agent, at: datetime) -> PresetRun:
    run = PresetRun.objects.create(preset=known.key, language=language, at=at, by=by)
    for order, step in enumerate(steps):
        step.run, step.order = run, order
    PresetStep.objects.bulk_create(steps)
    title = title_of(known.key, language)
    record(PresetApplied(run_id=run.pk, preset=known.key, title=title, steps=len(steps)), actor=by.actor, at=at)
    return run


def _undone(step: PresetStep, by: Agent, at: datetime) -> tuple[Outcome, str]:
    part = part_of(step.part)
    if part is None:
        return Outcome.KEPT, _("This part of the product is not there any more.")
    now = part.read(step.ref)
    if now is None:
        return Outcome.UNDONE, _("It was gone already.")
    if now != step.after:
        return Outcome.KEPT, _("People changed it since.")
    try:
        with transaction.atomic():
            _take_back(part, step.ref, step.before, by, at)
    except Refusal as refusal:
        return Outcome.KEPT, str(refusal)[:300]
    return Outcome.UNDONE, ""


def _take_back(part: Part, ref: int, before: Mapping[str, Any] | None, by: Agent, at: datetime) -> None:
    if before is None:
        part.remove(ref, by=by, at=at)
    else:
        part.write(ref, dict(before), by=by, at=at)
