"""A program answers by a channel: what can't leave is refused in words, another way can be named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from escalera.core.channels.models import Channel, Delivery, Thread
from escalera.core.channels.shared.templates import TemplateView
from escalera.core.tickets.models import Message, Ticket
from tests.cast import Desk
from tests.core.channels.shared.plain import KIND, plain_kind
from tests.core.channels.shared.test_port import knock, said
from tests.faces.api.program import Program

TEMPLATE = TemplateView("greeting", "es", "Hola {{name}}", ("name",))


@pytest.fixture
def channel(desk: Desk) -> Iterator[Channel]:
    with plain_kind(window=timedelta(hours=24), templates=[TEMPLATE]):
        yield Channel.objects.create(kind=KIND, name="Shop", address="plain", team=desk.front)


def wrote(channel: Channel, ago: timedelta) -> int:
    knock(channel, said(1, "Hello"))
    Thread.objects.update(last_in_at=timezone.now() - ago)
    return Ticket.objects.get().pk


def test_what_cannot_leave_is_a_422_with_words(channel: Channel, desk: Desk) -> None:
    number = wrote(channel, timedelta(days=2))
    answer = Program(desk.sara).post(f"tickets/{number}/replies", {"text": "Hi"})
    words = "More than 24 hours have passed since the customer wrote: only a template can be sent."
    assert answer == (422, {"error": "bad_input", "detail": words})
    long = Program(desk.sara).post(f"tickets/{number}/replies", {"text": "Hi", "channel": "nowhere"})
    assert long == (422, {"error": "bad_input", "detail": "There is no channel “nowhere”."})
    assert Message.objects.count() == 1


def test_a_template_goes_where_words_may_not(channel: Channel, desk: Desk) -> None:
    number = wrote(channel, timedelta(days=2))
    body = {"template": {"name": "greeting", "language": "es", "values": {"name": "Ana"}}}
    status, said_back = Program(desk.sara).post(f"tickets/{number}/replies", body)
    assert (status, said_back["text"], Delivery.objects.get().channel) == (201, "Hola Ana", channel)
    body["template"]["values"] = {}
    assert Program(desk.sara).post(f"tickets/{number}/replies", body) == (
        422, {"error": "bad_input", "detail": "Fill in every place of the template: name."},
    )  # fmt: skip
