"""Reply and signature extraction on the public sets; the figures are the least we accept."""

import os
from pathlib import Path
from typing import Any

import pytest

from bench.mail_sets.replies import score

_DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[5] / "shared" / "data"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (_DATA / "reply_extraction").is_dir(), reason=f"no real inputs in {_DATA}"),
]


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    return score(_DATA)


def test_the_new_text_is_found_in_the_crisp_set(scored: dict[str, Any]) -> None:
    # The three others: answers between quotes count as new here, and "-Name" as a signature (the next set agrees).
    assert scored["crisp_wrong"] == ["email_1.txt", "email_2.txt", "email_3.txt"]
    assert scored["crisp_of"] == 49


def test_threads_are_cut_as_the_mail_parser_reply_set_wants(scored: dict[str, Any]) -> None:
    assert (scored["mail_parser_reply"], scored["mail_parser_reply_of"]) == (66, 66)


def test_quotes_of_all_the_talon_clients_are_found(scored: dict[str, Any]) -> None:
    assert (scored["talon_wrong"], scored["talon_html_wrong"]) == ([], [])


def test_signatures_are_found(scored: dict[str, Any]) -> None:
    assert scored["talon_signature_mails"] == 1
    assert scored["forge_signature_mails"] >= 0.88
    assert scored["forge_signature_lines"] >= 0.97
