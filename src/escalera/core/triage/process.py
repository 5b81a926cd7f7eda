"""The process that learns: `python -m escalera.core.triage.process WORK`, a folder of the worker's.

It reads `examples.json` and the models in use (`<field>.npz`), and leaves `learned-<field>.npz` and `verdicts.json`. It
knows neither the database nor the network."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from escalera.core.triage.choosing import KEEP_BACK, eligible
from escalera.core.triage.fitting import Space, fit, gate, rows_of, space_of
from escalera.core.triage.gate import judge
from escalera.core.triage.model import BY_WORDS, NONE, Model, load


@dataclass(frozen=True, slots=True)
class _Examples:
    """Texts with their languages, oldest first; `older`: how many of them are learned from. `vectors`: by `source`."""

    texts: list[tuple[str, str]]
    vectors: np.ndarray[Any, Any] | None
    source: str
    older: int
    seen: dict[int, Any] = field(default_factory=dict)

    def space(self) -> Space:
        vectors = None if self.vectors is None else self.vectors[: self.older]
        return space_of(self.texts[: self.older], vectors, self.source)

    def guesses(self, model: Model, places: list[int]) -> list[str] | None:
        """Return what a model says of some of the newer ones; None if it was taught with an embedding that is not used
        any more."""
        if model.sense.source not in (BY_WORDS, self.source):
            return None
        if model.space not in self.seen:  # the models of one lesson see the same of a text
            vectors = None if self.vectors is None else self.vectors[self.older :]
            self.seen[model.space] = rows_of(model, self.texts[self.older :], vectors)
        rows = self.seen[model.space][[place - self.older for place in places]]
        best = (np.asarray(rows @ model.weights) + model.offsets).argmax(axis=1)
        return [model.labels[place] for place in best]


def main(folder: Path) -> None:
    """Learn every field of a folder's examples."""
    os.nice(15)  # pages come first
    given = json.loads((folder / "examples.json").read_text())
    texts = [(text, language) for text, language in given["texts"]]
    vectors = None
    if given.get("source"):
        vectors = np.fromfile(folder / "vectors.bin", np.float16).astype(np.float32).reshape(len(texts), -1)
    all_of_them = _Examples(texts, vectors, given.get("source", ""), len(texts) - int(len(texts) * KEEP_BACK))
    space = all_of_them.space()
    verdicts = {name: _learn(folder, name, one, all_of_them, space) for name, one in sorted(given["fields"].items())}
    (folder / "verdicts.json").write_text(json.dumps(verdicts))


def _learn(folder: Path, name: str, given: dict[str, Any], examples: _Examples, space: Space) -> dict[str, Any]:
    labels: list[str | None] = given["labels"]
    older = examples.older
    counts = Counter(one for one in labels[:older] if one is not None)
    known = eligible(counts)
    picked = [place for place in range(older) if labels[place] in known]
    short = {"why": "few", "counts": dict(counts), "examples": len(picked)}
    if len(known - {NONE}) < 2:
        return short
    fitted = fit(space, [str(labels[place]) for place in picked], np.array(picked))
    newer = [place for place in range(older, len(labels)) if labels[place] is not None]
    guess = examples.guesses(fitted.model, newer) or []
    live = None
    if (folder / f"{name}.npz").exists():
        live = _in_use(folder / f"{name}.npz", examples, newer)
    truth = [str(labels[place]) for place in newer]
    verdict = judge(truth, guess, [given["rules"][place] for place in newer], counts.most_common(1)[0][0], live)
    (folder / f"learned-{name}.npz").write_bytes(fitted.model.dump())
    none_share = truth.count(NONE) / max(1, len(truth))
    level = gate(fitted.truth, fitted.guess, fitted.sure, none_share=none_share)
    return {
        **verdict.figures(), "counts": dict(counts), "examples": len(picked), "gate": level, "none_share": none_share,
        "covered": float(np.mean((fitted.sure >= level) & (fitted.guess != NONE))), "source": space.sense.source,
    }  # fmt: skip


def _in_use(path: Path, examples: _Examples, places: list[int]) -> list[str] | None:
    """Return what the model in use says; None if it is of an older format: then it has had its time."""
    try:
        return examples.guesses(load(path.read_bytes()), places)
    except (ValueError, KeyError):
        return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
