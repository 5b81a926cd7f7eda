"""Django lays what the rooms say in other languages over each other: one string, one translation."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from django.utils.translation import override

from escalera.core.tickets.models import Status
from escalera.core.writing.models import DraftKind, HeldState

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "check_messages.py"))
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Open"\nmsgstr "{}"\n'


@pytest.mark.parametrize("language", ["es", "pt_BR", "es_419"])
def test_no_room_changes_the_words_of_another(language: str) -> None:
    assert TOOL["clashes"](language) == []


def test_two_translations_of_one_string_are_told(tmp_path: Path) -> None:
    for room, words in {"core/a": "Abierto", "core/b": "Abiertas", "faces/c": "Abierto"}.items():
        folder = tmp_path / room / "locale" / "es" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(PO.format(words))
    assert TOOL["clashes"]("es", tmp_path) == ["[es]: 'Open' is 'Abierto' (core/a faces/c), 'Abiertas' (core/b)"]


def test_a_context_keeps_two_meanings_apart() -> None:
    with override("es"):
        said = [str(one.label) for one in (Status.OPEN, DraftKind.REPLY, HeldState.SENT, HeldState.RETURNED)]
    assert said == ["Abierto", "Respuesta", "Enviada", "Devuelta"]
