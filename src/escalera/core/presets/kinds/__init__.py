"""The kinds of things that presets bring from the rooms of core and base: each a `Part`."""

from __future__ import annotations

from escalera.core.presets.kinds import classes, clocks, filling, ladder, people, procedures, rules
from escalera.core.presets.parts import register

for _part in (
    *people.OFFERED, *classes.OFFERED, *filling.OFFERED, *ladder.OFFERED, *clocks.OFFERED, *rules.OFFERED,
    *procedures.OFFERED,
):  # fmt: skip
    register(_part)
