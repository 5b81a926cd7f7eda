"""What the doctor says of channels of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from escalera.core.channels import actions, gate
from escalera.core.channels.models import Channel, Thread
from escalera.core.channels.shared.kinds import Finding
from escalera.core.channels.shared.robot import say
from escalera.core.channels.shared.sending import NotSent
from escalera.faces.cli.channel_health import connections, findings, troubles
from tests.cast import NOON, Desk, later, make_desk
from tests.core.channels.shared.plain import KIND, Provider, plain_kind


@pytest.fixture(autouse=True)
def english(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ESCALERA_LANGUAGE", "en")
    settings.BASE_URL = "https://desk.example"
    with override("en"):
        yield


@pytest.fixture
def provider() -> Iterator[Provider]:
    with plain_kind() as provider:
        yield provider


@pytest.fixture
def desk(db: None) -> Desk:
    desk = make_desk()
    Channel.objects.all().delete()
    return desk


@pytest.fixture
def channel(provider: Provider, desk: Desk) -> Channel:
    return actions.add_channel(kind=KIND, name="Shop", address="plain", by=desk.sara, secrets={"token": "t"}, at=NOON)


def test_each_channel_has_a_line(channel: Channel) -> None:
    gate.store(b"[]", kind=KIND, source="hook", at=later(-5), channel=channel)
    line = "Channel Shop (plain): 1 in and 0 out in the last day, 1 to be read, 0 to leave"
    assert list(findings(later(1))) == [(True, line)]


def test_no_channel_is_a_finding(desk: Desk) -> None:
    assert [well for well, _words in findings(NOON)] == [False]


def test_what_is_wrong_stands_below(channel: Channel, provider: Provider, desk: Desk, settings: Any) -> None:
    settings.BASE_URL = "http://localhost:8000"
    item = gate.store(b"[{", kind=KIND, source="hook", at=NOON, channel=channel)
    gate.understand(item.pk, at=NOON)
    gate.store(b"[]", kind=KIND, source="hook", at=NOON, channel=channel)
    say(Thread.objects.create(channel=channel, address="+34600", begun_at=NOON), "Hello", NOON)
    provider.findings = [
        Finding("token", "Good.", ends_at=later(60 * 24 * 3)), Finding("webhook", "It calls elsewhere.", good=False),
    ]  # fmt: skip
    actions.try_connection(channel_id=channel.pk, by=desk.sara, at=NOON)
    since = f"{timezone.localtime(NOON):%Y-%m-%d %H:%M}"
    assert list(findings(later(20))) == [
        (False, "Channel Shop (plain): 2 in and 0 out in the last day, 1 to be read, 1 to leave"),
        (False, "Shop (plain): its access runs out in 3 days"),
        (False, f"Shop (plain): 1 answers wait to leave since {since}"),
        (False, f"Shop (plain): 1 things that came in wait to be read since {since}; is a worker running?"),
        (False, "Shop (plain): 1 in quarantine (see the gate's page)"),
        (False, "Shop (plain): It calls elsewhere."),
        (
            False,
            "Shop (plain): its provider cannot call http://localhost:8000; "
            "set ESCALERA_BASE_URL to the address that the world sees",
        ),
    ]


def test_every_provider_is_asked(channel: Channel, provider: Provider) -> None:
    provider.findings = [Finding("token", "The token is good.", ends_at=timezone.now() + timedelta(days=99))]
    assert list(connections()) == [(True, "Shop (plain): The token is good.")]
    provider.findings = [NotSent("The token was revoked.")]
    assert (False, "Shop (plain): The token was revoked.") in list(connections())


def test_without_a_connection_the_loops_last_trouble_is_said(channel: Channel, desk: Desk) -> None:
    Channel.objects.update(last_error="messages out: 401")
    assert list(troubles()) == [(False, "Channel Shop (plain): messages out: 401")]
    actions.pause_channel(channel_id=channel.pk, by=desk.sara, at=NOON)
    assert list(troubles()) == []
