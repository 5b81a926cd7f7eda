"""Stored counters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from escalera.base.pace.actions import count, counted, forget_old
from escalera.base.pace.models import Count
from tests.cast import NOON

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_each_place_and_window_counts_apart() -> None:
    done = [count("mail", key, within=HOUR, at=at) for key, at in (("a", NOON), ("a", NOON), ("b", NOON))]
    assert (done, count("mail", "a", within=HOUR, at=NOON + HOUR)) == ([1, 2, 1], 1)
    assert [counted("mail", key, within=HOUR, at=NOON) for key in "abc"] == [2, 1, 0]


@pytest.mark.django_db
def test_no_address_is_stored_and_old_counters_go() -> None:
    count("mail", "farid@customer.example", within=HOUR, at=NOON)
    assert "farid" not in str(Count.objects.values())
    assert (forget_old(at=NOON + HOUR), forget_old(at=NOON + 50 * HOUR)) == (0, 1)
