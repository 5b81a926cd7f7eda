"""The port to the optional embedding: a local model that places texts of the same meaning near each other, in any of
our languages. There is one where `escalera embedding build` made its files; everything works without it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

FOLDER = "embedding"  # in the data directory
MANIFEST = "manifest.json"
SIZE = 384  # numbers of a vector
_NEEDS = ("numpy", "onnxruntime")
_LOCK = Lock()
_said: set[str] = set()
logger = logging.getLogger(__name__)
_loaded: dict[tuple[str, int], Any] = {}


class Damaged(Exception):
    """The model's files are not those that were built: build them again."""


class Embedder(Protocol):
    """Vectors are rows of `SIZE` numbers, each of length 1; `name` says which model made them. `usual`: {language:
    the mean of what people ask}, `common`: the mean of passages about anything; whoever compares takes them away."""

    name: str
    usual: Mapping[str, NDArray[np.float32]]
    common: NDArray[np.float32]

    def questions(self, texts: Sequence[str]) -> Rows:
        """Return the vectors of what people ask, or of texts that are compared with each other."""

    def passages(self, texts: Sequence[str]) -> Rows:
        """Return the vectors of what questions are compared with."""


def folder() -> Path:
    """Return where the model's files are, or would be."""
    return Path(settings.DATA_DIR) / FOLDER


def is_built() -> bool:
    """Say whether there are model's files; whether they work shows when they are loaded."""
    return (folder() / MANIFEST).is_file()


def embedder() -> Embedder | None:
    """Return the model, or None where none was built, what it needs is not installed, or its files have changed since
    (said once in the log): then everything goes on by words.

    The first call of a process loads it (about half a second, 100 MB); a folder built anew is loaded anew."""
    try:
        return load()
    except Damaged as problem:
        if str(problem) not in _said:
            _said.add(str(problem))
            logger.warning("%s", problem)
        return None


def load() -> Embedder | None:
    """Return the same. Raises: Damaged if its files are not those that were built."""
    manifest = folder() / MANIFEST
    try:
        key = (str(manifest), manifest.stat().st_mtime_ns)
    except OSError:
        return None
    if key not in _loaded:
        if any(find_spec(name) is None for name in _NEEDS):
            return None
        from escalera.core.retrieval.embedding.running import Model  # noqa: PLC0415 - needs the extra

        with _LOCK:
            if key not in _loaded:
                _loaded.clear()
                _loaded[key] = _opened(Model)
    found = _loaded.get(key)
    if isinstance(found, Damaged):
        raise found
    model: Embedder | None = found
    return model


def _opened(kind: Callable[[Path], Embedder]) -> Embedder | Damaged:
    try:
        return kind(folder())
    except Damaged as problem:
        return problem  # looked at once, not by every question
