"""A rotation's form: what is typed into it, and what a rotation puts into it. Layer n has its fields in `<name>-n`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from django.http import QueryDict
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.oncall.actions import LayerGiven, RotationGiven
from escalera.core.oncall.actions.rotations import MOST_LAYERS, MOST_PEOPLE
from escalera.core.oncall.choices import Covers, Turn
from escalera.core.oncall.models import Rotation

SPARE = 2  # empty places for people after the last one
_LAYER = re.compile(r"lname-(\d{1,2})\Z")
_BUTTON = re.compile(r"(drop|up|down)-(\d{1,2})\Z")


@dataclass(slots=True)
class LayerTyped:
    """A layer as it stands in the form: texts."""

    name: str = ""
    id: str = ""
    people: list[str] = field(default_factory=list)
    turn: str = Turn.WEEK
    every: str = "1"
    starts_on: str = ""
    handover: str = "09:00"
    covers: str = Covers.ALWAYS
    calendar: str = ""

    @property
    def places(self) -> list[str]:
        """Return the people with a few empty places after them."""
        return [*self.people, *[""] * SPARE][:MOST_PEOPLE]


@dataclass(slots=True)
class Typed:
    name: str = ""
    team: str = ""
    zone: str = ""
    answer_min: str = "5"
    rounds: str = "2"
    layers: list[LayerTyped] = field(default_factory=list)


def typed_of(row: Rotation) -> Typed:
    """Return what the form shows of a rotation."""
    layers = [
        LayerTyped(
            name=one.name, id=str(one.pk), people=[str(place.agent_id) for place in one.places.order_by("order")],
            turn=one.turn, every=str(one.every), starts_on=one.starts_on.isoformat(),
            handover=f"{one.handover_min // 60:02}:{one.handover_min % 60:02}", covers=one.covers,
            calendar=str(one.calendar_id or ""),
        )
        for one in row.layers.order_by("order", "pk").prefetch_related("places")
    ]  # fmt: skip
    team = str(row.team_id or "")
    return Typed(row.name, team, row.time_zone, str(row.answer_min), str(row.rounds), layers)


def posted_typed(posted: QueryDict, today: date) -> Typed:
    """Return what was posted, after the button that was pressed, if it was one of the layers'."""
    numbers = sorted(int(found[1]) for key in posted if (found := _LAYER.match(key)))[:MOST_LAYERS]
    layers = [_layer(posted, number) for number in numbers]
    return Typed(
        posted.get("name", "")[:200], posted.get("team", "")[:18], posted.get("zone", "")[:64],
        posted.get("answer_min", "")[:6], posted.get("rounds", "")[:6],
        _edited(layers, posted.get("do", ""), today),
    )  # fmt: skip


def given_of(typed: Typed) -> RotationGiven:
    """Return the rotation that the form describes. Raises: BadInput."""
    return RotationGiven(
        name=typed.name, time_zone=typed.zone, team_id=_number(typed.team) if typed.team else None,
        answer_min=_number(typed.answer_min), rounds=_number(typed.rounds),
        layers=[_given(one) for one in typed.layers],
    )  # fmt: skip


def blank_layer(today: date) -> LayerTyped:
    return LayerTyped(starts_on=today.isoformat())


def _layer(posted: QueryDict, number: int) -> LayerTyped:
    def text(name: str) -> str:
        return posted.get(f"{name}-{number}", "").replace("\x00", "").strip()[:80]

    people = [one[:18] for one in posted.getlist(f"person-{number}")[:MOST_PEOPLE] if one]
    return LayerTyped(
        text("lname"), text("lid"), people, text("turn"), text("every"), text("starts"), text("handover"),
        text("covers"), text("calendar"),
    )  # fmt: skip


def _edited(layers: list[LayerTyped], button: str, today: date) -> list[LayerTyped]:
    if button == "layer-add" and len(layers) < MOST_LAYERS:
        return [*layers, blank_layer(today)]
    found = _BUTTON.match(button)
    place = int(found[2]) if found else len(layers)
    if found is None or place >= len(layers):
        return layers
    if found[1] == "drop":
        return [one for n, one in enumerate(layers) if n != place]
    other = place - 1 if found[1] == "up" else place + 1
    if 0 <= other < len(layers):
        layers[place], layers[other] = layers[other], layers[place]
    return layers


def _given(one: LayerTyped) -> LayerGiven:
    try:
        starts_on, clock = date.fromisoformat(one.starts_on), time.fromisoformat(one.handover)
    except ValueError:
        raise BadInput(_("Choose the first day of the layer, and the hour of the handover.")) from None
    return LayerGiven(
        name=one.name, people=[_number(person) for person in one.people], starts_on=starts_on, turn=one.turn,
        every=_number(one.every), handover_min=clock.hour * 60 + clock.minute, covers=one.covers,
        calendar_id=_number(one.calendar) if one.calendar else None, id=_number(one.id) if one.id else None,
    )  # fmt: skip


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise BadInput(_("Type whole numbers, and choose people from the lists."))
    return int(text)
