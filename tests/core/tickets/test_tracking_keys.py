"""The short key of a request."""

from __future__ import annotations

import pytest
from django.test import override_settings

from escalera.core.tickets.links import read_tracking_key, tracking_key


def test_a_key_opens_its_request_however_it_is_written() -> None:
    key = tracking_key(1042)
    forms = (key, key.lower(), key.replace("-", " "), f"#{key}", key.replace("-", ""), f"  {key}. ")
    assert {read_tracking_key(form) for form in forms} == {1042}


def test_letters_that_look_alike_are_the_same() -> None:
    number = next(n for n in range(1, 500) if "0" in tracking_key(n).partition("-")[2])
    head, _dash, letters = tracking_key(number).partition("-")
    assert read_tracking_key(f"{head}-{letters.replace('0', 'O')}") == number


@pytest.mark.parametrize("text", ["", "1042", "1042-AAA-AAA", "x" * 500, "１０４２-AAA-AAA", "-", "9" * 60])
def test_other_words_are_no_key(text: str) -> None:
    assert read_tracking_key(text) is None


def test_another_house_has_other_keys() -> None:
    key = tracking_key(7)
    with override_settings(SECRET_KEY="another"):
        assert read_tracking_key(key) is None
