"""What stands in the box, understood in three languages; nothing is an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalera.core.search.folding import fold
from escalera.core.search.language import LONGEST, caret_in, read
from escalera.core.search.moments import read_moment

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    "text",
    [
        'estado:abierto nivel:2 de:farid canal:whatsapp "luz roja" -factura creado:>2026-10-01 modem',
        'status:open level:2 from:farid channel:whatsapp "luz roja" -factura created:>2026-10-01 modem',
        'status:aberto nível:2 de:farid canal:whatsapp "luz roja" -factura criado:>2026-10-01 modem',
    ],
)
def test_the_same_search_in_three_languages(text: str) -> None:
    asked = read(text)
    assert [(term.operator.key, term.negated) for term in asked.terms] == [
        ("status", False), ("level", False), ("requester", False), ("channel", False), ("opened_at", False),
    ]  # fmt: skip
    assert (asked.words, asked.phrases, asked.excluded, asked.growing) == (
        ("modem",),
        ("luz roja",),
        ("factura",),
        True,
    )


def test_what_is_no_operator_is_words_and_said() -> None:
    asked = read("color:rojo http://router.local Re: 10:30 ")
    assert asked.unknown == ("color:rojo",)
    assert asked.words == ("color", "rojo", "http", "router", "local", "Re", "10", "30")
    assert not asked.growing


def test_values_may_be_many_and_quoted() -> None:
    first, second = read('estado:nuevo,abierto -equipo:"Redes y datos"').terms
    assert (first.values, second.values, second.negated) == (("nuevo", "abierto"), ("Redes y datos",), True)


@given(st.text(max_size=600))
def test_nothing_is_an_error(text: str) -> None:
    asked = read(text)
    assert len(asked.text) <= LONGEST
    assert len(fold(text)) <= 3 * len(text)


@given(st.text(max_size=60), st.integers(-5, 80))
def test_the_caret_is_always_somewhere(text: str, at: int) -> None:
    caret = caret_in(text, at)
    assert 0 <= caret.start <= caret.end <= len(text)


@pytest.mark.parametrize(
    ("text", "at", "operator", "value"),
    [
        ("estado:ab", 9, "status", "ab"),
        ("hola est", 8, "", "est"),
        ("-equipo:re mas", 10, "team", "re"),
        ("estado:nuevo,ab", 15, "status", "ab"),
        ("hola ", 5, "", ""),
    ],
)
def test_what_is_being_written_is_known(text: str, at: int, operator: str, value: str) -> None:
    caret = caret_in(text, at)
    assert (caret.operator.key if caret.operator else "", caret.value) == (operator, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-01", [("at_least", "2026-10-01"), ("at_most", "2026-10-01")]),
        (">2026-10-01", [("after", "2026-10-01")]),
        (">=2026-10-01", [("at_least", "2026-10-01")]),
        ("<2026-10", [("before", "2026-10-01")]),
        (">2026-12", [("after", "2026-12-31")]),
        ("2026-02", [("at_least", "2026-02-01"), ("at_most", "2026-02-28")]),
        ("2026-01-05..2026-02", [("at_least", "2026-01-05"), ("at_most", "2026-02-28")]),
        ("<7d", [("within_days", 7)]),
        ("2sem", [("within_days", 14)]),
        (">7d", [("before", "2026-02-25T15:30:00+00:00")]),
        ("<3h", [("at_least", "2026-03-04T12:30:00+00:00")]),
        ("hoy", [("is", "today")]),
        ("Amanhã", [("is", "tomorrow")]),
        ("esta-semana", [("at_least", "2026-03-02")]),
        ("2026-13-40", None),
        ("pronto", None),
        ("9999-01", None),
    ],
)
def test_moments_as_people_write_them(text: str, said: object) -> None:
    assert read_moment(text, NOW) == said
