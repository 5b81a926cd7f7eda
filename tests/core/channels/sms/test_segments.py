"""How many segments a text makes, and which words are wishes."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from escalera.core.channels.sms.keywords import keyword_of
from escalera.core.channels.sms.segments import Segments, limit_words, segments_of


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", Segments(1, 160)),
        ("a" * 160, Segments(1, 0)),
        ("a" * 161, Segments(2, 145)),
        ("a" * 306, Segments(2, 0)),
        ("a" * 307, Segments(3, 152)),
        ("€" * 80, Segments(1, 0)),
        ("a" * 152 + "€" * 10, Segments(2, 133)),  # the euro does not fit on the last place
        ("¿Qué pasó, mañana?", Segments(1, 52, "ó")),  # é and ñ are of the alphabet, ó is not
        ("á" * 70, Segments(1, 0, "á")),
        ("á" * 71, Segments(2, 63, "á")),
        ("😀" * 35, Segments(1, 0, "😀")),
        ("😀" * 36, Segments(2, 61, "😀")),
    ],
)
def test_segments(text: str, segments: Segments) -> None:
    assert segments_of(text) == segments


def test_the_limit_is_said_with_its_cause() -> None:
    with override("en"):
        assert limit_words("a" * 1530) == ""
        assert limit_words("a" * 1531) == "The text makes 11 SMS segments; at most 10 are sent."
        assert limit_words("á" * 671) == (
            "The text makes 11 SMS segments; at most 10 are sent. Without á it would make fewer."
        )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("STOP", "stop"), (" stop! ", "stop"), ("BAJA", "stop"), ("Opt-out", ""), ("stop calling me", ""),
        ("start", "start"), ("ALTA", "start"), ("Ayuda", "help"), ("help?", "help"), ("", ""), ("x" * 500, ""),
    ],
)  # fmt: skip
def test_words_that_are_wishes(text: str, word: str) -> None:
    assert keyword_of(text) == word
