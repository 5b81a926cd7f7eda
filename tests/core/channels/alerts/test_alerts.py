"""Alerts of monitors: opened, kept up to date and closed by their fingerprint, in whatever order they come."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from escalera.core.channels import gate
from escalera.core.channels.models import Alert, Channel, Delivery, InboundItem, Outcome
from escalera.core.channels.shared.secrets import with_secret
from escalera.core.tickets.actions import take
from escalera.core.tickets.models import Message, Priority, Status, Ticket
from tests.cast import Desk, make_desk

TOKEN = "a token of the monitor"
START = "2026-03-02T10:00:00Z"


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def channel(desk: Desk) -> Channel:
    settings = with_secret({}, "secret", TOKEN, timezone.now())
    return Channel.objects.create(
        kind="alerts", name="Prometheus", address="prometheus", team=desk.front, settings=settings
    )


def call(channel: Channel, body: Any, *, token: str = TOKEN, scheme: str = "Bearer") -> int:
    raw = body if isinstance(body, bytes) else json.dumps({**body, "n": InboundItem.objects.count()}).encode()
    answer = Client().post(
        f"/hooks/alerts/{channel.hook_key}/",
        raw,
        content_type="application/json",
        headers={"authorization": f"{scheme} {token}"},
    )
    gate.understand_waiting(at=timezone.now())
    return answer.status_code


def alert(status: str = "firing", *, start: str = START, fingerprint: str = "f1", **notes: str) -> dict[str, Any]:
    """One alert as Alertmanager sends it."""
    return {
        "status": status,
        "labels": {"alertname": "DiskFull", "instance": "db-1:9100", "severity": "critical"},
        "annotations": {"summary": "Disk of db-1 is full", "description": "98 % used", **notes},
        "startsAt": start,
        "endsAt": "2026-03-02T10:30:00Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph?g0.expr=disk",
        "fingerprint": fingerprint,
    }


def group(*alerts: dict[str, Any]) -> dict[str, Any]:
    return {"version": "4", "groupKey": '{}:{alertname="DiskFull"}', "status": "firing", "alerts": list(alerts)}


def test_a_firing_alert_is_one_ticket_however_often_it_is_said(channel: Channel) -> None:
    assert [call(channel, group(alert())) for _ in range(3)] == [200] * 3
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.priority, ticket.channel) == ("Disk of db-1 is full", Priority.URGENT, "alerts")
    assert (Message.objects.count(), Alert.objects.get().count) == (1, 3)
    assert list(InboundItem.objects.order_by("pk").values_list("outcome", "reason")) == [
        (Outcome.TICKET, "new alert"), (Outcome.IGNORED, "still firing"), (Outcome.IGNORED, "still firing"),
    ]  # fmt: skip


def test_other_words_are_told_on_the_ticket(channel: Channel) -> None:
    call(channel, group(alert()))
    call(channel, group(alert(description="99 % used")))
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 2)


def test_what_is_over_closes_a_ticket_that_nobody_took(channel: Channel) -> None:
    call(channel, group(alert()))
    call(channel, group(alert("resolved")))
    call(channel, group(alert("resolved")))
    assert (Ticket.objects.get().status, Message.objects.count()) == (Status.RESOLVED, 2)
    assert Delivery.objects.count() == 0


def test_who_works_on_it_is_told_and_keeps_it(channel: Channel, desk: Desk) -> None:
    call(channel, group(alert()))
    take(ticket_id=Ticket.objects.get().pk, by=desk.amira, at=timezone.now())
    call(channel, group(alert("resolved")))
    assert (Ticket.objects.get().is_open, Message.objects.count()) == (True, 2)


def test_in_reverse_order_it_is_over_too(channel: Channel) -> None:
    call(channel, group(alert("resolved")))
    call(channel, group(alert()))
    assert (Alert.objects.get().is_firing, Ticket.objects.count()) == (False, 0)


def test_what_is_back_goes_on_in_its_ticket_and_later_in_a_new_one(channel: Channel) -> None:
    call(channel, group(alert()))
    call(channel, group(alert("resolved")))
    Alert.objects.update(ended_at=timezone.now())
    call(channel, group(alert(start="2026-03-02T11:00:00Z")))
    ticket = Ticket.objects.get()
    assert (ticket.is_open, ticket.reopened) == (True, 1)
    call(channel, group(alert("resolved", start="2026-03-02T11:00:00Z")))
    Alert.objects.update(ended_at=timezone.now() - timedelta(hours=2))
    call(channel, group(alert(start="2026-03-02T14:00:00Z")))
    assert Ticket.objects.count() == 2


def test_two_alerts_of_one_call_are_two_tickets(channel: Channel) -> None:
    call(channel, group(alert(), alert(fingerprint="f2", summary="Disk of db-2 is full")))
    assert sorted(Ticket.objects.values_list("subject", flat=True)) == [
        "Disk of db-1 is full", "Disk of db-2 is full",
    ]  # fmt: skip


def test_any_script_can_say_it_plainly(channel: Channel) -> None:
    call(channel, {"title": "Backup failed", "fingerprint": "backup", "severity": "warning", "text": "tape 3"})
    call(channel, {"title": "Backup failed", "fingerprint": "backup", "status": "ok"})
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.priority, ticket.status) == ("Backup failed", Priority.NORMAL, Status.RESOLVED)


def test_the_monitor_is_known_by_its_token(channel: Channel) -> None:
    basic = "dXNlcjphIHRva2VuIG9mIHRoZSBtb25pdG9y"  # user:a token of the monitor
    given = [("wrong", "Bearer"), ("", "Bearer"), (basic, "Basic"), ("%%%", "Basic")]
    assert [call(channel, group(alert()), token=token, scheme=scheme) for token, scheme in given] == [
        401, 401, 200, 401,
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"\xff", b"[1]", b"{}", b'{"alerts": [1]}', b'"x"'])
def test_what_cannot_be_read_waits_in_quarantine(channel: Channel, body: bytes) -> None:
    assert (call(channel, body), InboundItem.objects.get().outcome) == (200, Outcome.QUARANTINE)
