"""`escalera knowledge`: a folder comes in, everything goes out as a zip."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from escalera.core.knowledge.models import Article
from escalera.faces.cli import knowledge
from tests.cast import Desk


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    knowledge.add_arguments("knowledge", parser)
    return knowledge.run(parser.parse_args(words))


def test_a_folder_comes_in_and_a_zip_goes_out(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "kb", tmp_path / "out.zip"
    (folder / "net").mkdir(parents=True)
    (folder / "net" / "vpn.md").write_text("# VPN\n\nReconnect.")
    codes = [run("import", str(folder), "--dry-run"), Article.objects.count()]
    codes += [run("import", str(folder), "--publish"), run("export", str(out)), run("export", str(out))]
    assert (codes, Article.objects.values_list("title", "is_published", "topic__name").get()) == (
        [0, 0, 0, 0, 2], ("VPN", True, "Net"),
    )  # fmt: skip
    assert "1" in capsys.readouterr().out


def test_what_cannot_be_read_is_said(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nx\n")
    assert [run("import", str(tmp_path / "a.csv")), run("import", str(tmp_path / "none.zip"))] == [2, 2]
