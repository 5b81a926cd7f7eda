"""Presets as their screens print them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from escalera.core.presets.actions import title_of
from escalera.core.presets.choices import Change, Outcome
from escalera.core.presets.files import Preset, all_presets, in_language, language_of, laws
from escalera.core.presets.models import PresetRun, PresetStep
from escalera.core.presets.parts import part_of
from escalera.core.presets.planning import Planned, PlannedPart

LANGUAGES = {"es": "Español", "en": "English", "pt": "Português"}
_TONES = {Change.ADDED: "ok", Change.CHANGED: "warn", Change.KEPT: "", Change.BLOCKED: "bad"}


def reading_language() -> str:
    return language_of(get_language() or "es")


def cards(kind: str) -> list[dict[str, Any]]:
    """Return the presets of a kind as doors."""
    language = reading_language()
    return [
        {"key": one.key, "name": in_language(one.name, language), "about": in_language(one.about, language),
         "icon": one.icon}
        for one in all_presets().values() if one.kind == kind
    ]  # fmt: skip


def law_of(key: str) -> dict[str, Any] | None:
    """Return a law as screens print it, in the reader's language."""
    law = laws().get(key)
    return {"key": key, **in_language(law, reading_language())} if law else None


def parts(planned: list[PlannedPart], chosen: Collection[str] | None) -> list[dict[str, Any]]:
    """Return the parts with their things. `chosen`: ids that stay ticked; None: as proposed."""
    return [
        {"key": one.key, "label": one.label, "counts": _counts(one), "things": [_thing(t, chosen) for t in one.things],
         "is_new": any(t.change != Change.KEPT for t in one.things)}
        for one in planned
    ]  # fmt: skip


def totals(planned: list[PlannedPart]) -> dict[str, int]:
    return {str(change): sum(part.count(change) for part in planned) for change in Change}


def run_line(run: PresetRun) -> dict[str, Any]:
    """Return one applied preset for the list."""
    return {
        "id": run.pk,
        "title": title_of(run.preset, reading_language()),
        "language": LANGUAGES.get(run.language, run.language),
        "at": run.at,
        "by": run.by.name,
        "undone_at": run.undone_at,
        "undone_by": run.undone_by.name if run.undone_by else "",
    }


def steps(found: list[PresetStep]) -> list[dict[str, Any]]:
    """Return the steps of a run, by part."""
    groups: dict[str, dict[str, Any]] = {}
    for step in found:
        part = part_of(step.part)
        group = groups.setdefault(step.part, {"label": part.label if part else step.part, "things": []})
        outcome = Outcome(step.outcome)
        group["things"].append(
            {"label": step.label, "change": Change(step.change).label, "tone": _TONES[Change(step.change)],
             "outcome": outcome.label if outcome != Outcome.APPLIED else "", "kept": outcome == Outcome.KEPT,
             "note": step.note}
        )  # fmt: skip
    return list(groups.values())


def said_of(preset: Preset, made: int, left_out: list[Planned]) -> str:
    """Say what applying did."""
    name = in_language(preset.name, reading_language())
    if not made:
        return _("“%(name)s” is there already: nothing was changed.") % {"name": name}
    words = ngettext(
        "“%(name)s” is applied: %(count)d thing was made or changed.",
        "“%(name)s” is applied: %(count)d things were made or changed.",
        made,
    ) % {"name": name, "count": made}
    if left_out:
        things = ", ".join(one.label for one in left_out[:5])
        words += " " + _("Left out: %(things)s.") % {"things": things}
    return words


def _counts(part: PlannedPart) -> list[Mapping[str, Any]]:
    return [
        {"words": f"{Change(change).label}: {count}", "tone": _TONES[change]}
        for change in Change
        if (count := part.count(change))
    ]


def _thing(one: Planned, chosen: Collection[str] | None) -> dict[str, Any]:
    wanted = one.wanted if chosen is None else one.id in chosen
    return {
        "id": one.id, "label": one.label, "change": one.change.label, "tone": _TONES[one.change],
        "before": one.before, "after": one.after if one.after != one.label else "", "note": one.note,
        "can": one.change in (Change.ADDED, Change.CHANGED), "on": wanted,
    }  # fmt: skip
