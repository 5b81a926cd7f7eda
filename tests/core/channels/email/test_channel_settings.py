"""A channel's passwords, its doors, and trying it out."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core import serializers
from django.utils import timezone

from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels import gate
from escalera.core.channels.actions import CannotRetry, add_channel, edit_channel, retry_item
from escalera.core.channels.email.checks import Check
from escalera.core.channels.email.checks import test_channel as try_out
from escalera.core.channels.email.settings import Folder, Server, mailbox_of, sealed, sender_of, shown
from escalera.core.channels.models import Channel, Delivery, Outcome
from escalera.core.channels.queries import gate_health, quarantine
from escalera.core.tickets.actions import Content, reply
from tests.cast import NOON, Desk, later
from tests.peers.dovecot import PASSWORD, Dovecot
from tests.peers.smtp_sink import SmtpSink

SECRET = "hunter2-ñ/@"
URL = "imaps://help%40desk.example:hunter2-%C3%B1%2F%40@mail.desk.example/INBOX?folders=INBOX,Old"


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return add_channel(
        name="Ventas", address="Ventas@Desk.example", by=desk.sara,
        settings={"imap_url": URL, "smtp_url": "smtps://u:hunter2-%C3%B1%2F%40@mail.desk.example"},
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_password_can_be_used_but_is_nowhere_to_be_read(channel: Channel, caplog: Any) -> None:
    channel.refresh_from_db()
    mailbox, sender = mailbox_of(channel), sender_of(channel)
    assert mailbox is not None
    assert mailbox.server == Server("mail.desk.example", 993, "tls", "help@desk.example", SECRET)
    assert mailbox.folders == ("INBOX", "Old")
    assert isinstance(sender, Server)
    assert (sender.port, sender.password) == (465, SECRET)
    logging.getLogger("x").error("%r %s %r", mailbox, channel, channel.settings)
    places = [
        caplog.text,
        serializers.serialize("json", [channel]),
        json.dumps(shown(channel.settings)),
        repr(sender),
    ]
    assert [SECRET in p or "hunter2" in p for p in places] == [False] * 4
    assert set(shown(channel.settings)) == {"imap_url", "smtp_url"}


def test_a_password_written_into_the_url_is_not_shown_either() -> None:
    assert shown({"imap_url": URL}) == {
        "imap_url": "imaps://help%40desk.example@mail.desk.example/INBOX?folders=INBOX,Old"
    }


def test_sealing_twice_keeps_the_password_and_a_new_one_takes_its_place() -> None:
    once = sealed({"imap_url": URL})
    twice = sealed(once)
    changed = sealed({**twice, "imap_url": URL.replace("hunter2", "other")})
    servers = [mailbox_of(Channel(address="a@x", settings=s)) for s in (once, twice, changed)]
    assert [s.server.password for s in servers if s] == [SECRET, SECRET, SECRET.replace("hunter2", "other")]


def test_another_secret_key_is_named_as_the_reason(settings: Any) -> None:
    kept = sealed({"imap_url": URL})
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(BadInput, match="SECRET_KEY"):
        mailbox_of(Channel(address="a@x", settings=kept))


@pytest.mark.parametrize(
    "url", ["http://x", "imap://h:port/", "imaps://", "imap://h?tls=maybe", "imap://h?tls=auto", "imaps://[::1"]
)
def test_a_wrong_mailbox_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        mailbox_of(Channel(address="a@x", settings=sealed({"imap_url": url})))


def test_the_desks_sending_server_serves_channels_without_their_own(settings: Any) -> None:
    settings.SMTP_URL = "smtp://relay.example:25?tls=none"
    assert sender_of(None) == sender_of(Channel(address="a@x")) == Server("relay.example", 25, "none", "", "")
    settings.SMTP_URL = "file:///var/out%20box"
    assert sender_of(None) == Folder("/var/out box")


@pytest.mark.django_db(transaction=True)
def test_only_those_who_manage_the_gate_change_channels(desk: Desk, channel: Channel) -> None:
    with pytest.raises(NotAllowed):
        add_channel(name="x", address="x@desk.example", by=desk.amira)
    with pytest.raises(NotAllowed):
        edit_channel(channel_id=channel.pk, by=desk.amira, at=NOON, changes={"name": "x"})
    with pytest.raises(NotAllowed):
        quarantine(desk.amira)


@pytest.mark.django_db(transaction=True)
def test_two_channels_cannot_have_one_address(desk: Desk, channel: Channel) -> None:
    with pytest.raises(BadInput):
        add_channel(name="x", address="VENTAS@desk.example", by=desk.sara)


@pytest.mark.django_db(transaction=True)
def test_changing_a_setting_keeps_the_others_and_sends_what_waited(desk: Desk, channel: Channel) -> None:
    first = desk.open()
    reply(ticket_id=first.ticket_id, content=Content("x"), by=desk.amira, at=NOON)
    Delivery.objects.update(channel=channel, next_try_at=later(600))
    edit_channel(
        channel_id=channel.pk,
        by=desk.sara,
        at=later(1),
        changes={"settings": {"plus_addressing": False, "smtp_url": None}},
    )
    channel.refresh_from_db()
    assert set(channel.settings) == {"imap_url", "imap_secret", "plus_addressing"}
    assert Delivery.objects.get().next_try_at == later(1)


@pytest.mark.peer
@pytest.mark.django_db(transaction=True)
def test_trying_out_a_channel_tells_what_works(desk: Desk, dovecot: Dovecot, sink: SmtpSink) -> None:
    desk.mailbox.settings = {"imap_url": dovecot.url(), "smtp_url": sink.url}
    assert try_out(desk.mailbox) == [
        Check(True, f"IMAP: 127.0.0.1:{dovecot.port}; INBOX tiene 0 correos; el correo nuevo se anuncia al instante"),
        Check(True, f"SMTP: 127.0.0.1:{sink.port}; 250 OK"),
    ]


@pytest.mark.peer
@pytest.mark.django_db(transaction=True)
def test_trying_out_a_broken_channel_tells_the_servers_words_and_no_password(desk: Desk, dovecot: Dovecot) -> None:
    desk.mailbox.settings = {
        "imap_url": dovecot.url(password="wrong"), "smtp_url": "smtp://u:wrong@127.0.0.1:1?tls=none",
    }  # fmt: skip
    results = try_out(desk.mailbox)
    assert results == [
        Check(False, "IMAP: [AUTHENTICATIONFAILED] Authentication failed."),
        Check(False, "SMTP: 127.0.0.1:1: Connection refused"),
    ]
    desk.mailbox.settings = {"imap_url": dovecot.url(folders="Nowhere")}
    assert PASSWORD not in repr(try_out(desk.mailbox))


@pytest.mark.django_db(transaction=True)
def test_a_quarantined_item_is_tried_again_by_the_button(desk: Desk) -> None:
    item = gate.store(
        b"From: farid@customer.example\r\nSubject: Hi\r\n\r\nHello\r\n", kind="email", source="x", at=NOON
    )
    with pytest.raises(CannotRetry):
        retry_item(item_id=item.pk, by=desk.sara, at=NOON)
    type(item).objects.update(outcome=Outcome.QUARANTINE)
    assert [i.pk for i in quarantine(desk.sara)] == [item.pk]
    assert gate_health(timezone.now()).quarantined == 1
    with pytest.raises(NotAllowed):
        retry_item(item_id=item.pk, by=desk.amira, at=NOON)
    assert retry_item(item_id=item.pk, by=desk.sara, at=NOON).outcome == Outcome.TICKET
    assert quarantine(desk.sara) == []
