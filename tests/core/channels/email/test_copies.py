"""Mails that look alike and are not: taking one for a copy of the other loses it."""

from __future__ import annotations

import base64

import pytest

from escalera.core.channels.models import InboundItem
from tests.cast import Desk
from tests.core.channels.email.test_intake import ended, take_in

PLAIN = b"From: shop@customer.example\r\nTo: help@desk.example\r\nSubject: Order failed\r\n"
DATED = PLAIN + b"Date: Thu, 1 Oct 2026 10:00:00 +0000\r\n"
WORDS = b"Order %d did not pass the payment gate. Read the log of the shop, then try again; billing knows of it.\r\n"


def scan(content: bytes) -> bytes:
    head = (
        b"MIME-Version: 1.0\r\nContent-Type: image/tiff; name=scan.tif\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return PLAIN + head + base64.b64encode(content)


@pytest.mark.parametrize(
    "pair",
    [
        (DATED + b"\r\n" + WORDS % 1001, DATED + b"\r\n" + WORDS % 1002),
        (DATED + b"\r\n", DATED + b"\r\n" + WORDS % 7),
        (DATED + b"\r\n" + WORDS % 7, DATED + b"\r\nThe payment gate did not pass.\r\n"),
        (scan(b"A" * 3000), scan(b"B" * 3000)),
    ],
    ids=["one number", "nothing said", "fewer words", "another scan"],
)
def test_what_differs_is_not_a_copy(desk: Desk, pair: tuple[bytes, bytes]) -> None:
    first, second = (take_in(raw) for raw in pair)
    assert [ended(first), ended(second)] == [("ticket", "new"), ("ticket", "new")]
    assert first.ticket_id != second.ticket_id


@pytest.mark.parametrize("raw", [DATED + b"\r\n", DATED + b"\r\n" + WORDS % 7, scan(b"A" * 3000)])
def test_the_same_again_is_a_copy(desk: Desk, raw: bytes) -> None:
    first, second = take_in(raw), take_in(b"Received: by another door\r\n" + raw)
    assert ended(second) == ("ignored", f"copy of item {first.pk}")
    assert InboundItem.objects.count() == 2


def test_a_foot_added_on_the_way_does_not_hide_a_copy(desk: Desk) -> None:
    raw = DATED + b"\r\n" + WORDS % 7
    first, second = take_in(raw), take_in(raw + b"\r\n-- \r\nSent through a list\r\n")
    assert ended(second) == ("ignored", f"copy of item {first.pk}")
