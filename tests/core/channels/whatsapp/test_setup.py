"""How a number is set up, and what asking Meta shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from escalera.base.people.actions import add_agent
from escalera.base.refusals import BadInput
from escalera.core.channels.actions import add_channel, connect_channel, try_connection
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.kinds import kind_of
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.whatsapp.setup import WHATSAPP
from tests.cast import NOON, Desk, later
from tests.core.channels.meta_doors import endings, knock, message, whatsapp
from tests.peers.meta_graph import APP, APP_SECRET, PHONE, TOKEN, WABA, Graph

ENDS = datetime(2026, 4, 1, tzinfo=UTC)


def found(channel: Channel) -> list[tuple[str, bool]]:
    assert WHATSAPP.probe is not None
    return [(one.code, one.good) for one in WHATSAPP.probe(channel, NOON)]


def test_connecting_has_meta_call_this_address(channel: Channel, peer: Graph) -> None:
    assert found(channel) == [("token", True), ("webhook", False), ("number", True)]
    assert WHATSAPP.connect is not None
    WHATSAPP.connect(channel, "https://desk.example/hooks/whatsapp/key/")
    assert peer.asked[-1].path == f"{WABA}/subscribed_apps"
    assert peer.asked[-1].data == {
        "override_callback_uri": "https://desk.example/hooks/whatsapp/key/", "verify_token": channel.hook_key,
    }  # fmt: skip
    assert found(channel) == [("token", True), ("webhook", True), ("number", True)]


def test_when_the_token_runs_out(channel: Channel, peer: Graph) -> None:
    peer.token_data = {
        "is_valid": True, "expires_at": 0, "data_access_expires_at": int(ENDS.timestamp()),
        "scopes": ["whatsapp_business_messaging"],
    }  # fmt: skip
    assert WHATSAPP.probe is not None
    findings = WHATSAPP.probe(channel, NOON)
    assert (findings[0].ends_at, findings[1].code, findings[1].params) == (
        ENDS, "permissions", {"names": "whatsapp_business_management"},
    )  # fmt: skip
    assert (peer.asked[0].query, peer.asked[0].token.startswith(f"{APP}|")) == ({"input_token": TOKEN}, True)


def test_what_is_wrong_is_found(channel: Channel, peer: Graph) -> None:
    peer.token_data = {"is_valid": False, "error": {"code": 190, "message": "Session has expired"}}
    peer.number = {"display_phone_number": "+1 555", "quality_rating": "RED", "status": "CONNECTED"}
    assert found(channel) == [("token", False), ("webhook", False), ("quality", False)]
    peer.number = {"display_phone_number": "+1 555", "status": "BANNED"}
    assert found(channel)[-1] == ("number", False)
    channel.settings = {**channel.settings, "base_url": "http://127.0.0.1:9"}
    with pytest.raises(NotSent):  # what was known of it stays
        found(channel)


def test_what_is_typed_is_checked(channel: Channel) -> None:
    kind = kind_of("whatsapp")
    assert kind is not None
    assert [kind.checked_address(one) for one in ("+34 600-123 456", "0034600123456")] == ["+34600123456"] * 2
    for wrong in ("", "people", "+12", "+1234567890123456"):
        with pytest.raises(BadInput):
            kind.checked_address(wrong)
    for name, value in (("phone_number_id", "my phone"), ("waba_id", "x"), ("base_url", "ftp://x")):
        channel.settings = {**channel.settings, name: value}
        with pytest.raises(BadInput):
            kind.check(channel)
        channel.settings = {**channel.settings, name: ""}
    kind.check(channel)


def test_a_number_is_set_up_by_who_looks_after_the_channels(desk: Desk, peer: Graph) -> None:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    given = {"phone_number_id": PHONE, "waba_id": WABA, "base_url": peer.url}
    with pytest.raises(BadInput):
        add_channel(kind="whatsapp", name="", address="+34600123456", by=olga, settings=given, at=NOON)
    secrets = {"access_token": TOKEN, "app_secret": APP_SECRET}
    channel = add_channel(
        kind="whatsapp", name="", address="+34 600 123 456", by=olga, settings=given, secrets=secrets, at=NOON
    )
    assert TOKEN not in json.dumps(channel.settings)
    assert {one.code for one in try_connection(channel_id=channel.pk, by=olga, at=NOON)} == {
        "token", "webhook", "number",
    }  # fmt: skip
    connect_channel(channel_id=channel.pk, by=olga, at=NOON)
    assert all(one.good for one in try_connection(channel_id=channel.pk, by=olga, at=later(1)))
    assert knock(channel, whatsapp(message())) == 200
    assert endings() == [("ticket", "new")]


def test_what_meta_says_of_the_account_stands_on_the_channel(channel: Channel) -> None:
    def told(field: str, **value: object) -> str:
        change = {"field": field, "value": value}
        knock(channel, {"entry": [{"id": WABA, "time": 1, "changes": [change]}]}, at=later(1))
        channel.refresh_from_db()
        return channel.last_error

    restricted = [{"restriction_type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "expiration": 1641330498}]
    assert "ACCOUNT_RESTRICTION (RESTRICTED_ADD_PHONE_NUMBER_ACTION)" in told(
        "account_update", event="ACCOUNT_RESTRICTION", restriction_info=restricted
    )
    assert "TIER_1K" in told("phone_number_quality_update", event="FLAGGED", current_limit="TIER_1K")
    assert "TIER_1K" not in told("phone_number_quality_update", event="UNFLAGGED")
    assert told("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "REINSTATE"}) == ""
    assert endings()[0] == ("ignored", "account_update: ACCOUNT_RESTRICTION")
    knock(channel, whatsapp(field="calls", calls=[{"event": "connect"}]))
    assert endings()[-1] == ("ignored", "a call: connect")
