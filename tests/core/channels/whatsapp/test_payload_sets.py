"""The real payloads of WhatsApp, whatever sets there are: each message is one message, all else is none."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.channels.models import Channel
from escalera.core.channels.shared.meta.door import signature_of
from tests.core.channels.meta_doors import knock
from tests.core.channels.meta_sets import all_of, each, judge_all, judge_each, judge_together
from tests.core.channels.payload_sets import vectors

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _any_number(channel: Channel) -> None:
    """Take what is said to any number: the sets are of many."""
    channel.settings = {**channel.settings, "phone_number_id": ""}
    channel.save()


@each("whatsapp")
def test_each_message_is_one_message_and_nothing_else_is(channel: Channel, payload: dict[str, Any]) -> None:
    judge_each(channel, payload)


def test_backwards_and_twice_the_end_is_the_same(channel: Channel) -> None:
    judge_all(channel, all_of("whatsapp"))


def test_all_in_one_body_is_the_same(channel: Channel) -> None:
    judge_together(channel, all_of("whatsapp"))


def test_the_published_signatures(channel: Channel) -> None:
    found = [one for one in vectors("meta") if one["signature"].startswith("sha256=")]
    if not found:
        pytest.skip("there are no signatures of Meta's in the data sets")
    for one in found:
        assert (signature_of(one["secret"], one["body"].encode()) == one["signature"]) is one["valid"]
        assert knock(channel, one["body"].encode(), signature=one["signature"]) == 401  # of another app
