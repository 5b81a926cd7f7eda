"""Rotations and their weeks as finished strings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from escalera.core.oncall import turns
from escalera.core.oncall.models import Override
from escalera.core.oncall.queries import Roster
from escalera.faces.desk.oncall.presenter import moment, span, why
from escalera.faces.desk.shared.moments import Moments

WEEKS = 5


def line_of(one: Roster, moments: Moments) -> dict[str, Any]:
    """Return a rotation as one line of the list."""
    who = one.on_call(moments.now)
    people = list(dict.fromkeys(one.people[key].name for line in one.plan.lines for key in line.people))
    return {
        "id": one.rotation.pk, "name": one.rotation.name, "who": who.name if who else "",
        "team": one.rotation.team.name if one.rotation.team else "", "people": ", ".join(people[:8]),
        "layers": len(one.plan.lines),
    }  # fmt: skip


def monday(at: datetime) -> datetime:
    """Return when the week of an instant begins, on the rotation's own clock."""
    day = at - timedelta(days=at.weekday())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def weeks_of(one: Roster, first: datetime, moments: Moments) -> list[dict[str, Any]]:
    """Return the weeks from `first` on, each with its shifts in order, and when nobody is on call."""
    found = []
    for number in range(WEEKS):
        start, end = first + timedelta(days=7 * number), first + timedelta(days=7 * number + 7)
        rows = [
            _shift(one, shift, moments, is_only=len(one.plan.lines) == 1)
            for shift in turns.shifts(one.plan, start, end)
        ]
        rows += [
            {
                "at": since,
                "who": _("Nobody"),
                "span": f"{moment(since, moments)} – {moment(until, moments)}",
                "gap": True,
            }
            for since, until in turns.gaps(one.plan, start, end)
        ]
        rows.sort(key=lambda row: (row["at"], row.get("layer", "")))
        days = f"{formats.date_format(start, 'j b')} – {formats.date_format(end - timedelta(days=1), 'j b')}"
        found.append({"days": days, "rows": rows})
    return found


def override_rows(rows: list[Override], moments: Moments) -> list[dict[str, Any]]:
    """Return the spans that were taken."""
    return [
        {
            "id": one.pk, "who": one.agent.name, "span": span(one, moments), "layer": one.layer.name,
            "instead_of": one.instead_of.name if one.instead_of else "", "asked": one.state == "asked",
        }
        for one in rows
    ]  # fmt: skip


def _shift(one: Roster, shift: turns.Shift, moments: Moments, *, is_only: bool) -> dict[str, Any]:
    name = one.people[shift.agent].name if shift.agent is not None else _("Nobody")
    return {
        "at": shift.since, "who": name, "initials": name[:1].upper(), "span": span(shift, moments),
        "hue": (shift.agent or 0) % 8 + 1, "layer": "" if is_only else one.layers[shift.line].name,
        "why": why(shift, one.people), "kind": shift.because.value, "gap": shift.agent is None,
    }  # fmt: skip
