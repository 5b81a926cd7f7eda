"""Every real mail goes through the gate: each becomes one item with one outcome, and enough is understood rightly."""

from __future__ import annotations

from typing import Any

import pytest

from bench.mail_sets import DATA_SETS
from tests.bench.commands import bench

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not (DATA_SETS / "mime").is_dir(), reason=f"the real mails are not in {DATA_SETS} (ESCALERA_DATA_SETS)"
    ),
]
LONGEST_S = 2.0


@pytest.fixture(scope="module")
def figures() -> Any:
    return bench("mail-sets")


def test_every_mail_is_one_item_with_one_outcome(figures: Any) -> None:
    assert figures["items"] == figures["messages"]
    assert (figures["lost_mails"], figures["crashed_mails"]) == ([], [])


def test_no_mail_takes_long(figures: Any) -> None:
    assert figures["slowest_s"] < LONGEST_S


def test_no_report_is_answered(figures: Any) -> None:
    assert figures["answered_reports"] == []


def test_what_the_helpdesks_expect_is_met(figures: Any) -> None:
    assert figures["helpdesk_details"]["missed"] == []


@pytest.mark.parametrize(
    ("what", "least"), [("mime", 0.97), ("bounces", 0.95), ("reply_extraction", 0.9), ("helpdesk", 1.0)]
)
def test_enough_is_understood(figures: Any, what: str, least: float) -> None:
    assert figures[what] >= least
