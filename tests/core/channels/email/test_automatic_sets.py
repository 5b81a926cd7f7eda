"""Bounce recognition on the two public sets; the figures are the least we accept."""

import os
from pathlib import Path
from typing import Any

import pytest

from bench.mail_sets.bounces import score

_DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[5] / "shared" / "data"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (_DATA / "bounces_sisimai").is_dir(), reason=f"no real inputs in {_DATA}"),
]


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    return score(_DATA)


def test_nearly_all_bounces_are_recognised_with_the_right_recipient(scored: dict[str, Any]) -> None:
    assert scored["messages"] == 406
    assert min(scored["recognised"], scored["right_recipient"]) >= 0.97


def test_hard_and_soft_are_told_apart(scored: dict[str, Any]) -> None:
    assert scored["hard_soft"] >= 0.93


def test_nothing_else_is_a_bounce_and_nothing_is_answered(scored: dict[str, Any]) -> None:
    names = ("vacations_as_bounce", "abuse_as_bounce", "people_as_bounce", "answers", "crashes")

    assert {name: scored[name] for name in names} == dict.fromkeys(names, 0)
