"""The model at work: pieces, their vectors, the encoder, one thread."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from escalera.core.retrieval.embedding import MANIFEST, SIZE, Damaged
from escalera.core.retrieval.embedding.building import digest
from escalera.core.retrieval.embedding.choices import ENCODER, MADE, PIECES, PLACES, USUAL, WORDS
from escalera.core.retrieval.embedding.packed import loosened
from escalera.core.retrieval.embedding.tokens import Pieces
from escalera.core.retrieval.terms import LANGUAGES

if TYPE_CHECKING:
    from escalera.core.retrieval.embedding import Rows

QUESTION, PASSAGE = "query: ", "passage: "  # the model was taught with these words before each text
MOST_ASKED, MOST_READ = 96, 400  # pieces of a question, of a passage
BOS, EOS, UNKNOWN = 0, 2, 3
_SPECIAL = 4


class Encoder:
    """Texts to vectors, with the files of a folder as they are. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        lines = json.loads((folder / PIECES).read_text("utf-8"))
        self._pieces = Pieces(
            {text: (number, score) for number, (text, score) in enumerate(lines) if number >= _SPECIAL}, UNKNOWN
        )
        self._words = np.load(folder / WORDS, mmap_mode="r")
        self._places = np.load(folder / PLACES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # two were slower on a busy machine
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / ENCODER), options, providers=["CPUExecutionProvider"]
        )

    def questions(self, texts: Sequence[str]) -> Rows:
        return self._rows([self._vector(QUESTION + text, MOST_ASKED) for text in texts])

    def passages(self, texts: Sequence[str]) -> Rows:
        return self._rows([self._vector(PASSAGE + text, MOST_READ) for text in texts])

    def _vector(self, text: str, most: int) -> Any:
        numbers = [BOS, *self._pieces.cut(text, most), EOS]
        x = loosened(self._words[numbers]) + self._places[: len(numbers)].astype(np.float32)
        (vector,) = self._session.run(None, {"x": x})
        return vector / max(float(np.linalg.norm(vector)), 1e-9)

    @staticmethod
    def _rows(vectors: Sequence[Any]) -> Rows:
        return np.array(vectors, np.float32) if vectors else np.zeros((0, SIZE), np.float32)


class Model(Encoder):
    """The embedding as the port promises it, once its files are known to be those that were built."""

    def __init__(self, folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest.get("made") != MADE:
            raise Damaged(f"{folder} was built by another version; run `escalera embedding build`")
        for name, sha256 in manifest["files"].items():
            if not (folder / name).is_file() or digest(folder / name) != sha256:
                raise Damaged(f"{folder / name} has changed since it was built; run `escalera embedding build`")
        super().__init__(folder)
        self.name = str(manifest["name"])
        *usual, self.common = np.load(folder / USUAL)
        self.usual: Mapping[str, Rows] = dict(zip(LANGUAGES, usual, strict=True))


def usual_questions(folder: Path) -> Rows:
    """Return the mean vectors of questions about everything, a row for each of `LANGUAGES`, and that of all of them as
    passages; by the files of a folder that is being built."""
    encoder = Encoder(folder)
    text = (files("escalera.core.retrieval") / "data" / "usual.txt").read_text("utf-8")
    by_language: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    language = ""
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        if line.startswith("["):
            language = line.strip("[]")
        else:
            by_language[language].append(line)
    common = encoder.passages([line for lines in by_language.values() for line in lines]).mean(axis=0)
    return np.array([*(encoder.questions(lines).mean(axis=0) for lines in by_language.values()), common], np.float32)
