"""Whether what was learned is worth asking: better than always saying the most frequent, and better than the rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

LEAST = 40  # held-back examples; fewer prove nothing
ROUNDS = 2000
SEED = 17


@dataclass(frozen=True, slots=True)
class Verdict:
    """`accuracy`: on the newest fifth, as are the others (None: there is none). `margin_…`: the lowest of 95 % of
    redrawn differences to it; above 0 it is no luck. `why`: "better", or what it does not beat."""

    why: str
    accuracy: float
    majority: float
    rule: float
    live: float | None
    margin_majority: float
    margin_rule: float
    held_back: int

    @property
    def goes_live(self) -> bool:
        return self.why == "better"

    def figures(self) -> dict[str, Any]:
        return asdict(self)


def judge(
    truth: Sequence[str],
    guess: Sequence[str],
    rule: Sequence[str],
    most_frequent: str,
    live: Sequence[str] | None = None,
) -> Verdict:
    """Compare guesses with what the tickets turned out to be, with the majority of the training part, with the rule,
    and with the model that is in use, if there is one. All are of the same tickets in the same order."""
    right = _right(truth, guess)
    majority, by_rule = _right(truth, [most_frequent] * len(truth)), _right(truth, rule)
    in_use = None if live is None else _right(truth, live)
    margins = lowest(right, majority), lowest(right, by_rule)
    mean = {
        name: sum(one) / max(1, len(one)) for name, one in (("new", right), ("most", majority), ("rule", by_rule))
    }
    live_mean = None if in_use is None else sum(in_use) / max(1, len(in_use))
    why = "better"
    if len(truth) < LEAST:
        why = "few"
    elif margins[0] <= 0:
        why = "majority"
    elif margins[1] <= 0:
        why = "rule"
    elif live_mean is not None and mean["new"] <= live_mean:
        why = "live"
    return Verdict(why, mean["new"], mean["most"], mean["rule"], live_mean, margins[0], margins[1], len(truth))


def lowest(right: Sequence[int], other: Sequence[int]) -> float:
    """Return the lower end of the 95 % interval of how much more often one is right than the other on the same tickets."""
    import numpy as np  # noqa: PLC0415 - slow import

    if not right:
        return 0.0
    difference = np.asarray(right, np.float64) - np.asarray(other, np.float64)
    chance = np.random.default_rng(SEED)
    counts = Counter(difference.tolist())
    values = np.array(list(counts))
    shares = np.array([counts[one] for one in counts], np.float64) / len(difference)
    drawn = chance.multinomial(len(difference), shares, size=ROUNDS) @ values / len(difference)
    return float(np.quantile(drawn, 0.025))


def _right(truth: Sequence[str], guess: Sequence[str]) -> list[int]:
    return [int(one == other) for one, other in zip(truth, guess, strict=True)]
