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
from escalera.core.triage.meanings import meaning

if TYPE_CHECKING:
    import numpy as np

NONE = ""  # the label of what fits nowhere
FORMAT = 2
BY_WORDS = "words"  # meanings from the table that ships; else the name of the embedding that they come from
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
class Sense:
    """The meaning of a text among the features: where it comes from (BY_WORDS, or an embedding's name), what it usually
    is and how far it differs, over the examples, and how much it counts beside words and letters."""

    source: str
    usual: np.ndarray[Any, Any]
    spread: np.ndarray[Any, Any]
    weight: float

    def rows(self, vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return vectors as features, a row each; those of texts without any stay zeros."""
        import numpy as np  # noqa: PLC0415 - slow import

        there = np.abs(vectors).max(axis=1, keepdims=True) > 0
        rows = (vectors - self.usual) / self.spread * there
        lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
        return np.asarray(rows / np.maximum(lengths, _CLOSE_BY) * self.weight, np.float32)


@dataclass(slots=True)
class Model:
    """`labels` in the order of the weights' columns; "" among them: none of the others. `none_share`: how many of the
    examples fitted nowhere. Rows of the weights: words, letters, numbers of the meaning."""

    labels: list[str]
    words: Block
    letters: Block
    sense: Sense
    weights: np.ndarray[Any, Any]  # one row a feature; one column a label
    offsets: np.ndarray[Any, Any]
    temperature: float
    none_share: float = 0.0

    def probabilities(
        self, text: str, language: str, none_share: float | None = None, vector: np.ndarray[Any, Any] | None = None
    ) -> dict[str, float]:
        """Return how likely each label is for a cleaned text. `vector`: by the embedding that the model was taught with.

        `none_share`: how many of the desk's tickets fit nowhere these days, if that is known: a gate that was set when
        they were 3 in 100 would let too many through when they are 18."""
        import numpy as np  # noqa: PLC0415 - slow import

        places, values = self.words.row(words(text, language))
        more, others = self.letters.row(letters(text))
        scores = self.offsets + values @ self.weights[places] if places else self.offsets.copy()
        if more:
            shift = len(self.words.rarity)
            scores = scores + others @ self.weights[[shift + place for place in more]]
        if self.sense.source == BY_WORDS:
            vector = meaning(text, language)
        if vector is not None:
            scores = scores + self.sense.rows(vector[None, :])[0] @ self.weights[-len(vector) :]
        chances = self.chances(np.asarray(scores, np.float64)[None, :], none_share)[0]
        return dict(zip(self.labels, (float(one) for one in chances), strict=True))

    @property
    def space(self) -> int:
        """Name what it sees of a text: models of one lesson see the same."""
        return hash(
            (tuple(self.words.places), tuple(self.letters.places), self.sense.source, *self.sense.usual.tolist())
        )

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
            "words": list(self.words.places), "letters": list(self.letters.places), "sense": self.sense.source,
            "weight": self.sense.weight,
        }  # fmt: skip
        out = io.BytesIO()
        np.savez_compressed(
            out,
            head=np.frombuffer(json.dumps(head).encode(), np.uint8),
            rare_words=self.words.rarity.astype(np.float32),
            rare_letters=self.letters.rarity.astype(np.float32),
            weights=self.weights.astype(np.float16),
            offsets=self.offsets.astype(np.float32),
            usual=self.sense.usual.astype(np.float32),
            spread=self.sense.spread.astype(np.float32),
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
            sense=Sense(head["sense"], arrays["usual"], arrays["spread"], head["weight"]),
            weights=arrays["weights"].astype(np.float32),
            offsets=arrays["offsets"],
            temperature=head["temperature"],
            none_share=head["none_share"],
        )


def _block(found: list[str], rarity: np.ndarray[Any, Any]) -> Block:
    return Block({one: place for place, one in enumerate(found)}, rarity)
