"""The product is killed while mail comes in and replies go out; nothing is lost and nothing is there twice."""

from __future__ import annotations

import pytest

from tests.bench.commands import bench

NOTHING_WRONG = {
    "lost": 0, "doubled": 0, "replies_lost": 0, "replies_doubled": 0, "replies_with_two_ids": 0, "replies_not_sent": 0,
    "events_missing": 0, "counts_wrong": 0,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.peer
def test_a_killed_product_loses_nothing_and_does_nothing_twice() -> None:
    figures = bench("faults", "--mails", "60", "--replies", "20", "--kills", "4")
    counts = {"accepted": 60, "items": 60, "replies": 20, "kills": 4}
    assert {name: figures[name] for name in (*counts, *NOTHING_WRONG)} == {**counts, **NOTHING_WRONG}
