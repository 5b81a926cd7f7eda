"""The model at work: pieces, their vectors, the encoder, one thread."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from escalera.core.retrieval.embedding import MANIFEST, SIZE, Damaged
from escalera.core.retrieval.embedding.building import digest
from escalera.core.retrieval.embedding.choices import ENCODER, PIECES, PLACES, WORDS
from escalera.core.retrieval.embedding.packed import loosened
from escalera.core.retrieval.embedding.tokens import Pieces

if TYPE_CHECKING:
    from escalera.core.retrieval.embedding import Rows

QUESTION, PASSAGE = "query: ", "passage: "  # the model was taught with these words before each text
MOST_ASKED, MOST_READ = 96, 400  # pieces of a question, of a passage
BOS, EOS, UNKNOWN = 0, 2, 3
_SPECIAL = 4


class Model:
    """The embedding as the port promises it. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name, sha256 in manifest["files"].items():
            if not (folder / name).is_file() or digest(folder / name) != sha256:
                raise Damaged(f"{folder / name} has changed since it was built; run `escalera embedding build`")
        self.name = str(manifest["name"])
        lines = json.loads((folder / PIECES).read_text("utf-8"))
        self._pieces = Pieces(
            {text: (number, score) for number, (text, score) in enumerate(lines) if number >= _SPECIAL}, UNKNOWN
        )
        self._words = np.load(folder / WORDS, mmap_mode="r")
        self._places = np.load(folder / PLACES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # two were slower on a busy machine
        options.log_severity_level = 3
        self._encoder = onnxruntime.InferenceSession(
            str(folder / ENCODER), options, providers=["CPUExecutionProvider"]
        )

    def questions(self, texts: Sequence[str]) -> Rows:
        return self._rows([self._vector(QUESTION + text, MOST_ASKED) for text in texts])

    def passages(self, texts: Sequence[str]) -> Rows:
        return self._rows([self._vector(PASSAGE + text, MOST_READ) for text in texts])

    def _vector(self, text: str, most: int) -> Any:
        numbers = [BOS, *self._pieces.cut(text, most), EOS]
        x = loosened(self._words[numbers]) + self._places[: len(numbers)].astype(np.float32)
        (vector,) = self._encoder.run(None, {"x": x})
        return vector / max(float(np.linalg.norm(vector)), 1e-9)

    @staticmethod
    def _rows(vectors: Sequence[Any]) -> Rows:
        return np.array(vectors, np.float32) if vectors else np.zeros((0, SIZE), np.float32)
