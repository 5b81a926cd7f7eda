"""What a text's words mean, as numbers: words that are used alike are near each other, so that "carro" is understood
from examples that say "coche".

The table ships: the most frequent stems of Spanish, Portuguese and English with 64 numbers each, drawn once by
`tools/build_meanings.py`. It is looked up; no model runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from escalera.base.text.stems import stems

if TYPE_CHECKING:
    import numpy as np

TABLE = Path(__file__).with_name("data") / "meanings.npz"
LANGUAGES = ("es", "pt", "en")
SIZE = 64
USUAL = 1e-3  # the share of all words above which a word says little
MOST = 300  # words of a text


@dataclass(frozen=True, slots=True)
class Table:
    """`places`: "es:factur" to a row; `rows`: one a stem, the longer the more it says."""

    places: dict[str, int]
    rows: np.ndarray[Any, Any]


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the table; the first call of a process reads it (a tenth of a second, 12 MB)."""
    import numpy as np  # noqa: PLC0415 - slow import

    with np.load(TABLE, allow_pickle=False) as arrays:
        keys = arrays["keys"].tobytes().decode().split("\n")
        vectors = arrays["vectors"].astype(np.float32)
        often = arrays["often"]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    vectors *= (USUAL / (USUAL + often))[:, None]
    return Table({key: place for place, key in enumerate(keys)}, vectors)


def meaning(text: str, language: str) -> np.ndarray[Any, Any]:
    """Return the numbers of a cleaned text, of length one; zeros if none of its words is known."""
    import numpy as np  # noqa: PLC0415 - slow import

    known = table()
    code = language[:2].lower()
    places: list[int] = []
    for one in (code,) if code in LANGUAGES else LANGUAGES:
        found = (known.places.get(f"{one}:{stem}") for stem in stems(text, one, stops=True)[:MOST])
        places += [place for place in found if place is not None]
    total = known.rows[places].sum(axis=0) if places else np.zeros(known.rows.shape[1], np.float32)
    return np.asarray(total / max(float(np.sqrt(total @ total)), 1e-9), np.float32)
