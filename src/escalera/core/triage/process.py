"""The process that learns: `python -m escalera.core.triage.process WORK`, a folder of the worker's.

It reads `examples.json` and the models in use (`<field>.npz`), and leaves `learned-<field>.npz` and `verdicts.json`. It
knows neither the database nor the network."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from escalera.core.triage.choosing import KEEP_BACK, eligible
from escalera.core.triage.fitting import Space, fit, gate, space_of
from escalera.core.triage.gate import judge
from escalera.core.triage.model import NONE, Model, load


def main(folder: Path) -> None:
    """Learn every field of a folder's examples."""
    os.nice(15)  # pages come first
    given = json.loads((folder / "examples.json").read_text())
    texts = [(text, language) for text, language in given["texts"]]
    older = len(texts) - int(len(texts) * KEEP_BACK)
    space = space_of(texts[:older])
    verdicts = {name: _learn(folder, name, one, texts, older, space) for name, one in sorted(given["fields"].items())}
    (folder / "verdicts.json").write_text(json.dumps(verdicts))


def _learn(
    folder: Path, name: str, given: dict[str, Any], texts: list[tuple[str, str]], older: int, space: Space
) -> dict[str, Any]:
    labels: list[str | None] = given["labels"]
    counts = Counter(one for one in labels[:older] if one is not None)
    known = eligible(counts)
    picked = [place for place in range(older) if labels[place] in known]
    short = {"why": "few", "counts": dict(counts), "examples": len(picked)}
    if len(known - {NONE}) < 2:
        return short
    fitted = fit(space, [str(labels[place]) for place in picked], np.array(picked))
    newer = [place for place in range(older, len(labels)) if labels[place] is not None]
    guess = _guesses(fitted.model, [texts[place] for place in newer])
    live = None
    if (folder / f"{name}.npz").exists():
        live = _guesses(load((folder / f"{name}.npz").read_bytes()), [texts[place] for place in newer])
    truth = [str(labels[place]) for place in newer]
    verdict = judge(truth, guess, [given["rules"][place] for place in newer], counts.most_common(1)[0][0], live)
    (folder / f"learned-{name}.npz").write_bytes(fitted.model.dump())
    return {
        **verdict.figures(), "counts": dict(counts), "examples": len(picked),
        "gate": gate(fitted.truth, fitted.guess, fitted.sure, none_share=truth.count(NONE) / max(1, len(truth))),
    }  # fmt: skip


def _guesses(model: Model, texts: list[tuple[str, str]]) -> list[str]:
    chances = [model.probabilities(*one) for one in texts]
    return [max(one, key=one.__getitem__) for one in chances]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
