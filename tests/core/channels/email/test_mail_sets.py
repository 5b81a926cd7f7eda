"""Every real mail that we have goes through the gate: nothing crashes, hangs or is lost, and most is understood."""

from __future__ import annotations

from typing import Any

import pytest

from bench import mail_sets

pytestmark = [pytest.mark.realdata, pytest.mark.django_db(transaction=True)]
PATIENCE_S = 2.0  # a limit against hanging, far above what any of them takes


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    return {}


@pytest.fixture
def figures(kept: dict[str, Any], transactional_db: None) -> dict[str, Any]:
    """The figures of one run; the first test runs it, the others look at them."""
    if not (mail_sets.DATA_SETS / "mime").is_dir():
        pytest.skip(f"the real inputs are not in {mail_sets.DATA_SETS} (set ESCALERA_DATA_SETS)")
    if not kept:
        kept.update(mail_sets.run())
    return kept


def test_every_mail_is_one_item_with_one_outcome(figures: dict[str, Any]) -> None:
    assert (figures["items"], figures["lost"], figures["crashes"]) == (figures["messages"], 0, 0)
    assert figures["slowest_s"] < PATIENCE_S


def test_mime_is_read_as_expected(figures: dict[str, Any]) -> None:
    mime = figures["mime_details"]
    assert [name for name in ("sender", "subject", "text", "attachments") if mime[name] < 0.97] == []


def test_bounces_are_recognised_and_nothing_else_is(figures: dict[str, Any]) -> None:
    bounces = figures["bounces_details"]
    assert bounces["right_recipient"] >= 0.95
    assert bounces["hard_soft"] >= 0.90
    assert (bounces["vacations_as_bounce"], bounces["abuse_as_bounce"], bounces["answers"]) == (0, 0, 0)


def test_replies_are_cut_where_they_end(figures: dict[str, Any]) -> None:
    replies = figures["reply_extraction_details"]
    assert replies["crisp"] >= 40
    assert replies["mail_parser_reply"] >= 62
    assert replies["talon"] >= 0.9


def test_helpdesk_mails_end_as_their_sources_say(figures: dict[str, Any]) -> None:
    assert figures["helpdesk_details"]["missed"] == []
