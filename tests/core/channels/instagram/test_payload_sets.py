"""The real payloads of Instagram, whatever sets there are: each message is one message, all else is none."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.core.channels.models import Channel
from tests.core.channels.meta_sets import all_of, each, judge_all, judge_each, judge_together

pytestmark = [pytest.mark.realdata, pytest.mark.django_db]


@each("instagram")
def test_each_message_is_one_message_and_nothing_else_is(channel: Channel, payload: dict[str, Any]) -> None:
    judge_each(channel, payload)


def test_backwards_and_twice_the_end_is_the_same(channel: Channel) -> None:
    judge_all(channel, all_of("instagram"))


def test_all_in_one_body_is_the_same(channel: Channel) -> None:
    judge_together(channel, all_of("instagram"))
