"""Channels and deliveries for programs."""

from __future__ import annotations

from django.utils import timezone

from escalera.core.channels import actions
from escalera.core.channels.health import note_trouble
from escalera.core.channels.models import Delivery, DeliveryState
from escalera.core.tickets.actions import Content, reply
from escalera.faces.api import channel_shapes
from tests.cast import NOON, Desk, later
from tests.faces.api.program import NOT_FOUND, Program, iso, named


def test_channels_and_how_they_do(desk: Desk) -> None:
    now = timezone.now()
    note_trouble(desk.mailbox.pk, "IMAP", "no answer", at=now)
    program = Program(desk.sara, "tickets:read")
    expected = {
        "id": desk.mailbox.pk, "kind": "email", "name": "Help", "address": "help@desk.example",
        "team": named(desk.front), "is_active": True, "is_well": False, "last_ok_at": None, "trouble_since": iso(now),
        "troubles": ["IMAP: no answer"], "alarms": [], "access_ends_at": None, "came_last_day": 0, "left_last_day": 0,
        "failed_last_day": 0, "waiting": {"number": 0, "since": None}, "leaving": {"number": 0, "since": None},
        "quarantined": 0,
    }  # fmt: skip
    assert program.get("channels") == (200, [expected])
    assert program.get(f"channels/{desk.mailbox.pk}") == (200, expected)
    assert program.get("channels/999999") == NOT_FOUND
    channel_shapes.ChannelOut.model_validate(expected)


def test_no_secret_comes_out(desk: Desk) -> None:
    actions.edit_channel(
        channel_id=desk.mailbox.pk, by=desk.sara, at=NOON,
        changes={"settings": {"imap_url": "imaps://u:hunter2@mail.example/"}},
    )  # fmt: skip
    assert "hunter2" not in str(Program(desk.sara).get("channels"))


def test_deliveries_and_sending_again(desk: Desk) -> None:
    message = desk.open()
    sent = reply(ticket_id=message.ticket_id, content=Content("Hi"), by=desk.amira, at=later(1))
    delivery = Delivery.objects.get(message=sent)
    row = {
        "id": delivery.pk, "ticket": message.ticket_id, "message": sent.pk, "channel": desk.mailbox.pk, "kind": "email",
        "to": ["farid@customer.example"], "state": "queued", "attempts": 0, "queued_at": iso(later(1)),
        "next_try_at": iso(later(1)), "sent_at": None, "delivered_at": None, "read_at": None, "answer": "",
    }  # fmt: skip
    program = Program(desk.sara)
    assert program.get("deliveries") == (200, {"deliveries": [], "next": None})
    assert program.get("deliveries", show="on_the_way") == (200, {"deliveries": [row], "next": None})
    assert program.get("deliveries", show="on_the_way", channel=999)[1]["deliveries"] == []
    assert program.get("deliveries", show="lost")[0] == 422
    Delivery.objects.update(state=DeliveryState.FAILED, answer="550")
    failed = {**row, "state": "failed", "answer": "550", "next_try_at": None}
    assert program.get("deliveries") == (200, {"deliveries": [failed], "next": None})
    status, body = program.post(f"deliveries/{delivery.pk}/resend")
    assert (status, body["state"], body["answer"]) == (200, "queued", "550")
    assert program.post(f"deliveries/{delivery.pk}/resend")[0] == 409
    channel_shapes.DeliveryPage.model_validate({"deliveries": [row], "next": None})


def test_only_who_looks_after_the_gate_may(desk: Desk) -> None:
    program = Program(desk.amira)
    assert [program.get(path)[0] for path in ("channels", f"channels/{desk.mailbox.pk}", "deliveries")] == [403] * 3
