"""Draw the table of what words mean that triage ships (`core/triage/data/meanings.npz`); needed only to change it.

Each frequent stem of Spanish, Portuguese and English gets the vector of its most frequent word, by the optional
embedding, in fewer numbers. No text of a customer is in it, and no model runs where it is used.

    pip install pyspellchecker      # lists of frequent words, MIT
    escalera embedding build
    python tools/build_meanings.py DATA_DIR/embedding LISTS OUT.npz     # LISTS: the folder with es.json.gz …
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

LANGUAGES, STEMS = ("es", "pt", "en"), 5_000
SIZE = 64  # numbers of a vector
_WORD = re.compile(r"[^\W\d_]{1,24}")


def chosen(lists: Path, language: str) -> dict[str, tuple[str, float]]:
    """Return the most frequent stems, each with the word that speaks for it and its share of all that is written."""
    from escalera.base.text.stems import stems

    with gzip.open(lists / f"{language}.json.gz", "rt", encoding="utf-8") as file:
        counts: dict[str, int] = json.load(file)
    words: dict[str, str] = {}
    often: dict[str, int] = defaultdict(int)
    for word in sorted(counts, key=counts.__getitem__, reverse=True):
        if _WORD.fullmatch(word):
            stem = stems(word, language, stops=True)[0]
            often[stem] += counts[word]
            words.setdefault(stem, word)
    total = sum(often.values())
    best = sorted(often, key=often.__getitem__, reverse=True)[:STEMS]
    return {stem: (words[stem], often[stem] / total) for stem in best}


def write(keys: list[str], often: list[float], rows: Any, out: Path) -> None:
    """Write vectors in fewer numbers, one signed byte each."""
    import numpy as np

    vectors = rows - rows.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _left, _sizes, turn = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    small = vectors @ turn[:SIZE].T
    small /= np.linalg.norm(small, axis=1, keepdims=True)
    np.savez_compressed(
        out,
        keys=np.frombuffer("\n".join(keys).encode(), np.uint8),
        often=np.array(often, np.float32),
        vectors=np.rint(small / np.abs(small).max() * 127).astype(np.int8),
    )


def main(folder: Path, lists: Path, out: Path) -> None:
    """Draw the table."""
    import numpy as np

    from escalera.core.retrieval.embedding.running import Model

    model: Any = Model(folder)
    keys: list[str] = []
    often: list[float] = []
    rows: list[Any] = []
    for language in LANGUAGES:
        for stem, (word, share) in chosen(lists, language).items():
            keys.append(f"{language}:{stem}")
            often.append(share)
            rows.append(model.questions([word])[0])
    write(keys, often, np.array(rows), out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
