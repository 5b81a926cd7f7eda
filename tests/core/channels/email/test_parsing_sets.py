"""The parser over the public sets of broken mail; the figures are the least we accept, no message left out."""

import os
from pathlib import Path
from typing import Any

import pytest

from bench.mail_sets.mime import score

_DATA = Path(os.environ.get("ESCALERA_DATA_SETS", Path(__file__).parents[5] / "shared" / "data"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (_DATA / "mime").is_dir(), reason=f"no real inputs in {_DATA}"),
]


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    return score(_DATA / "mime")


def test_every_message_is_read(scored: dict[str, Any]) -> None:
    assert (scored["messages"], scored["crashes"]) == (296, 0)


def test_words_and_files_are_those_of_another_parser(scored: dict[str, Any]) -> None:
    assert scored["cases"] == 44
    assert min(scored[key] for key in ("sender", "subject", "text", "attachments")) >= 0.97


def test_headers_are_those_of_another_parser(scored: dict[str, Any]) -> None:
    assert min(share for key, share in scored.items() if key.startswith("header_")) >= 0.95
