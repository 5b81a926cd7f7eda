"""Which examples count, and when a proposal is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from escalera.core.triage.choices import LEAST_TO_APPLY, LEAST_TO_SUGGEST, Mode
from escalera.core.triage.model import NONE

KEEP_BACK = 0.2  # the newest part, on which a model is judged; it never learns from it
LEAST_SURE = 0.4  # under that a proposal would only be noise beside the ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed and whether it is sure enough to be applied."""

    value: str
    confidence: float
    applies: bool


def eligible(counts: Mapping[str, int]) -> set[str]:
    """Return the values with enough examples to be proposed. The others are not folded into a bigger one."""
    return {value for value, count in counts.items() if count >= LEAST_TO_SUGGEST}


def choose(chances: Mapping[str, float], counts: Mapping[str, int], mode: str, threshold: float) -> Choice | None:
    """Return what to propose of these probabilities, or None: it says nothing rather than something unlikely.

    `counts`: examples by value; `threshold`: from which confidence it is applied, where the mode says so."""
    if mode == Mode.OFF or not chances:
        return None
    value = max(chances, key=chances.__getitem__)
    sure = chances[value]
    if value == NONE or sure < LEAST_SURE:
        return None
    enough = sum(counts.values()) >= LEAST_TO_APPLY[0] and counts.get(value, 0) >= LEAST_TO_APPLY[1]
    return Choice(value, sure, mode == Mode.APPLY and sure >= threshold and enough)
