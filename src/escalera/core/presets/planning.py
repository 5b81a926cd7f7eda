"""What applying a preset would do, thing by thing, compared with what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from escalera.core.presets.choices import Change, Outcome
from escalera.core.presets.files import Preset, in_language
from escalera.core.presets.models import PresetStep
from escalera.core.presets.parts import Missing, Part, State, all_parts


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing of a preset. `id`: "part:key", its name in forms; `before`, `after`: in words; `wanted`: ticked at first.

    `note`: why it is not possible, or why it is not ticked."""

    part: str
    key: str
    label: str
    change: Change
    before: str = ""
    after: str = ""
    wanted: bool = True
    note: str = ""
    ref: int | None = None
    wish: State = field(default_factory=dict)
    now: State | None = None

    @property
    def id(self) -> str:
        return f"{self.part}:{self.key}"


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """All things of one part."""

    key: str
    label: str | Promise
    things: list[Planned]

    def count(self, change: str) -> int:
        return sum(one.change == change for one in self.things)


class Desk:
    """What is there, and what a preset brings: the `World` of its parts.

    While planning, what will be made first has a key below zero; it stands for itself and is never looked up."""

    def __init__(self, preset: Preset, language: str, chosen: Collection[str] | None = None) -> None:
        self.language = language
        self.chosen = chosen
        self._items = {
            (part, str(one["key"])): in_language(one, language) | {"in_all": one}
            for part, items in preset.items.items()
            for one in items
        }
        self._known: dict[tuple[str, str], int | None] = {}
        self._parts = {part.key: part for part in all_parts()}
        self._earlier = _made_earlier()
        self.ahead = False

    def items_of(self, part: Part) -> Iterator[Mapping[str, Any]]:
        return (item for (key, _name), item in self._items.items() if key == part.key)

    def ref(self, part: str, key: str) -> int:
        place = (part, str(key))
        if place not in self._known and place in self._items and part in self._parts:
            self._known[place] = self.find(self._parts[part], self._items[place])
        found = self._known.get(place)
        if found is not None:
            return found
        if self.ahead and place in self._items and (self.chosen is None or ":".join(place) in self.chosen):
            return -1 - list(self._items).index(place)
        name = self._items.get(place, {}).get("name") or key
        raise Missing(_("It needs “%(thing)s”, which is not there.") % {"thing": name})

    def find(self, part: Part, item: Mapping[str, Any]) -> int | None:
        """Return the row that a thing is already: what a preset made of it earlier (in whatever language, whatever it
        is called now), else what the part finds."""
        earlier = self._earlier.get((part.key, str(item["key"])))
        if earlier is not None and part.read(earlier) is not None:
            return earlier
        return part.find(item, self)

    def note(self, part: str, key: str, ref: int) -> None:
        """Remember the row that a thing has become."""
        self._known[(part, key)] = ref


def plan(preset: Preset, language: str, chosen: Collection[str] | None = None) -> list[PlannedPart]:
    """Return what applying would do, by part. `chosen`: ids of the things that will be applied; None: all."""
    desk = Desk(preset, language, chosen)
    desk.ahead = True
    parted = set(_changed_by_people(preset))
    parts = []
    for part in all_parts():
        things = [planned(part, item, desk, parted) for item in desk.items_of(part)]
        if things:
            parts.append(PlannedPart(part.key, part.label, things))
    return parts


def planned(part: Part, item: Mapping[str, Any], desk: Desk, parted: Collection[tuple[str, str]] = ()) -> Planned:
    """Compare one thing with what is there."""
    key = str(item["key"])
    label = str(item.get("name") or item.get("label") or key)
    try:
        ref = desk.find(part, item)
        wish = part.wish(item, desk)
    except Missing as missing:
        return Planned(part.key, key, label, Change.BLOCKED, wanted=False, note=str(missing))
    now = part.read(ref) if ref is not None and ref > 0 else None
    if now is None:
        return Planned(part.key, key, label, Change.ADDED, after=part.words(wish), wish=wish)
    if now == wish:
        return Planned(part.key, key, label, Change.KEPT, after=part.words(now), ref=ref, wish=wish, now=now)
    theirs = (part.key, key) in parted
    note = _("People changed it after the preset had been applied.") if theirs else ""
    return Planned(
        part.key, key, label, Change.CHANGED, part.words(now), part.words(wish), not theirs, note, ref, wish, now
    )


def _made_earlier() -> dict[tuple[str, str], int]:
    steps = PresetStep.objects.filter(outcome=Outcome.APPLIED).order_by("pk")
    return {(part, key): ref for part, key, ref in steps.values_list("part", "key", "ref")}


def _changed_by_people(preset: Preset) -> Iterator[tuple[str, str]]:
    """Yield what this preset made at an earlier time and reads otherwise now: nobody wants it put back unasked."""
    steps = PresetStep.objects.filter(run__preset=preset.key, run__undone_at__isnull=True).order_by("-pk")
    parts = {part.key: part for part in all_parts()}
    seen = set()
    for step in steps[:2000]:
        place = (step.part, step.key)
        if place in seen or step.part not in parts:
            continue
        seen.add(place)
        now = parts[step.part].read(step.ref)
        if now is not None and now != step.after:
            yield place
