"""A classifier as arrays and words: read without running anything, asked with NumPy alone.

It is kept as an npz archive; `TriageModel.sha256` says that it is the one that was written."""

from __future__ import annotations

import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from escalera.core.triage.features import letters, words

if TYPE_CHECKING:
    import numpy as np

NONE = ""  # the label of what fits nowhere
FORMAT = 1
_CLOSE_BY = 1e-6


@dataclass(slots=True)
class Block:
    """One kind of features: the place of each in the weights, and how rare it is."""

    places: Mapping[str, int]
    rarity: np.ndarray[Any, Any]

    def row(self, found: Iterable[str]) -> tuple[list[int], np.ndarray[Any, Any]]:
        """Return the places of the features that are known, and their shares; they have length one together."""
        import numpy as np  # noqa: PLC0415 - slow import

        counts = Counter(place for one in found if (place := self.places.get(one)) is not None)
        places = list(counts)
        values = np.array([1 + math.log(count) for count in counts.values()], np.float32) * self.rarity[places]
        return places, values / max(float(np.sqrt(values @ values)), _CLOSE_BY)


@dataclass(slots=True)
class Model:
    """`labels` in the order of the weights' columns; "" among them: none of the others. `none_share`: how many of the
    examples fitted nowhere."""

    labels: list[str]
    words: Block
    letters: Block
    weights: np.ndarray[Any, Any]  # one row a feature, words before letters; one column a label
    offsets: np.ndarray[Any, Any]
    temperature: float
    none_share: float = 0.0

    def probabilities(self, text: str, language: str, none_share: float | None = None) -> dict[str, float]:
        """Return how likely each label is for a cleaned text.

        `none_share`: how many of the desk's tickets fit nowhere these days, if that is known: a gate that was set when
        they were 3 in 100 would let too many through when they are 18."""
        import numpy as np  # noqa: PLC0415 - slow import

        places, values = self.words.row(words(text, language))
        more, others = self.letters.row(letters(text))
        scores = self.offsets + values @ self.weights[places] if places else self.offsets.copy()
        if more:
            shift = len(self.words.rarity)
            scores = scores + others @ self.weights[[shift + place for place in more]]
        chances = self.chances(np.asarray(scores, np.float64)[None, :], none_share)[0]
        return dict(zip(self.labels, (float(one) for one in chances), strict=True))

    def chances(self, scores: np.ndarray[Any, Any], none_share: float | None = None) -> np.ndarray[Any, Any]:
        """Return probabilities of scores, a row each, at the model's temperature."""
        import numpy as np  # noqa: PLC0415 - slow import

        heat = scores / self.temperature
        chances = np.exp(heat - heat.max(axis=1, keepdims=True))
        if none_share is not None and NONE in self.labels and 0 < self.none_share < 1:
            now = min(max(none_share, 0.001), 0.9)
            odds = now / (1 - now) * (1 - self.none_share) / self.none_share
            chances[:, self.labels.index(NONE)] *= odds
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def dump(self) -> bytes:
        """Return the model as bytes for `load`."""
        import numpy as np  # noqa: PLC0415 - slow import

        head = {
            "format": FORMAT, "labels": self.labels, "temperature": self.temperature, "none_share": self.none_share,
            "words": list(self.words.places), "letters": list(self.letters.places),
        }  # fmt: skip
        out = io.BytesIO()
        np.savez_compressed(
            out,
            head=np.frombuffer(json.dumps(head).encode(), np.uint8),
            rare_words=self.words.rarity.astype(np.float32),
            rare_letters=self.letters.rarity.astype(np.float32),
            weights=self.weights.astype(np.float16),
            offsets=self.offsets.astype(np.float32),
        )
        return out.getvalue()


def load(data: bytes) -> Model:
    """Return the model of bytes that `dump` wrote. Raises: ValueError for anything else."""
    import numpy as np  # noqa: PLC0415 - slow import

    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        if head.get("format") != FORMAT:
            raise ValueError("a model of another format")
        return Model(
            labels=head["labels"],
            words=_block(head["words"], arrays["rare_words"]),
            letters=_block(head["letters"], arrays["rare_letters"]),
            weights=arrays["weights"].astype(np.float32),
            offsets=arrays["offsets"],
            temperature=head["temperature"],
            none_share=head["none_share"],
        )


def _block(found: list[str], rarity: np.ndarray[Any, Any]) -> Block:
    return Block({one: place for place, one in enumerate(found)}, rarity)
