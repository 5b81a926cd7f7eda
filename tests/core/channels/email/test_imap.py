"""Mailboxes on a real Dovecot: nothing is lost, nothing comes in twice, nothing stops the line."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from escalera.core.channels import gate
from escalera.core.channels.actions import retry_item
from escalera.core.channels.email.imap.reading import FolderReader
from escalera.core.channels.email.imap.reconciling import reconcile, reconcile_all
from escalera.core.channels.email.imap.session import MailboxSession, MailboxTrouble
from escalera.core.channels.email.imap.watching import read_all, stop_watching, watch_step
from escalera.core.channels.email.settings import mailbox_of
from escalera.core.channels.models import Channel, InboundItem, MailboxPosition, Outcome
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk
from tests.peers.dovecot import Dovecot
from tests.peers.wire import Wire

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]
SAD = Outcome.QUARANTINE
PATIENCE_S = 30


def mail(number: int, body: str = "The light is red.") -> bytes:
    return (
        f"From: farid@customer.example\r\nTo: help@desk.example\r\nSubject: Mail {number}\r\n"
        f"Message-ID: <{number}@customer.example>\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n\r\n{body}\r\n"
    ).encode()


@pytest.fixture
def channel(desk: Desk, dovecot: Dovecot) -> Channel:
    desk.mailbox.settings = {"imap_url": dovecot.url()}
    desk.mailbox.save()
    return desk.mailbox


def read(channel: Channel, at: datetime | None = None, reader: FolderReader | None = None) -> int:
    channel.refresh_from_db()
    mailbox = mailbox_of(channel)
    assert mailbox is not None
    with MailboxSession(mailbox.server) as session:
        return read_all(reader or FolderReader(channel), session, mailbox, at=at or timezone.now())


def read_stubbornly(channel: Channel) -> None:
    """Read as a watcher does: connect again when the server hangs up, remembering where."""
    reader = FolderReader(channel)
    for _connection in range(5):
        try:
            read(channel, reader=reader)
            return
        except MailboxTrouble:
            continue
    raise AssertionError("one mail stops the line")


def subjects(*, outcome: str = Outcome.WAITING) -> list[str]:
    items = InboundItem.objects.filter(outcome=outcome).order_by("id")
    return [gate.original(i).partition(b"Subject: ")[2].split(b"\r\n")[0].decode() for i in items]


def numbered(*numbers: int) -> list[str]:
    return [f"Mail {number}" for number in numbers]


def eventually(true: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_mail_comes_in_as_it_is_once_and_the_mailbox_does_not_notice(channel: Channel, dovecot: Dovecot) -> None:
    dovecot.deliver(mail(1), mail(2))
    assert read(channel) == 2
    assert read(channel) == 0
    items = list(InboundItem.objects.order_by("id"))
    assert [gate.original(item) for item in items] == [mail(1), mail(2)]
    assert [(i.source, i.channel_id, i.outcome) for i in items] == [("imap:INBOX", channel.pk, "")] * 2
    with dovecot.client() as client:
        assert client.search(None, "UNSEEN")[1] == [b"1 2"]


def test_mail_that_another_program_has_read_comes_in_too(channel: Channel, dovecot: Dovecot) -> None:
    dovecot.deliver(mail(1))
    with dovecot.client() as client:
        client.fetch("1", "(BODY[])")
        assert client.search(None, "SEEN")[1] == [b"1"]
    read(channel)
    assert subjects() == numbered(1)


def test_mail_of_weeks_without_us_comes_in_whole_however_much_it_is(channel: Channel, dovecot: Dovecot) -> None:
    dovecot.deliver(*(mail(number) for number in range(130)))
    read(channel)
    assert subjects() == numbered(*range(130))


def test_every_folder_is_read_and_one_that_is_missing_does_not_stop_the_others(
    channel: Channel, dovecot: Dovecot
) -> None:
    dovecot.deliver(mail(1))
    dovecot.deliver(mail(3), folder="Old")
    dovecot.deliver(mail(4), folder='"Atenci&APM-n al cliente"')
    channel.settings = {"imap_url": dovecot.url(folders="Old,Nowhere,Atenci%C3%B3n%20al%20cliente,INBOX")}
    channel.save()
    read(channel)
    channel.refresh_from_db()
    assert subjects() == numbered(3, 4, 1)
    assert channel.last_error.partition(" (")[0] == "IMAP: Nowhere: Mailbox doesn't exist: Nowhere"


def test_a_folder_numbered_anew_brings_the_new_mail_and_nothing_twice(channel: Channel, dovecot: Dovecot) -> None:
    channel.settings = {"imap_url": dovecot.url(folders="Support")}
    channel.save()
    dovecot.deliver(mail(1), mail(2), folder="Support")
    read(channel)
    gate.understand_waiting(at=NOON)
    before = MailboxPosition.objects.get()
    with dovecot.client() as client:
        client.delete("Support")
    time.sleep(1.1)  # UIDVALIDITY is a count of seconds there
    dovecot.deliver(mail(3), mail(2), mail(1), folder="Support")
    assert read(channel) == 3
    after = MailboxPosition.objects.get()
    assert before.uidvalidity != after.uidvalidity
    assert (subjects(), InboundItem.objects.count(), Ticket.objects.count()) == (numbered(3), 3, 2)
    assert reconcile(channel, at=timezone.now()) == 0


def test_a_renumbering_cut_short_goes_on_without_doubles(channel: Channel, dovecot: Dovecot) -> None:
    channel.settings = {"imap_url": dovecot.url(folders="Support")}
    channel.save()
    dovecot.deliver(*(mail(number) for number in range(6)), folder="Support")
    read(channel)
    MailboxPosition.objects.update(uidvalidity=1)  # as after a crash of the server's index
    for item in InboundItem.objects.all():
        kind, one, folder, _validity, uid = (item.source_key or "").split(":")
        item.source_key = ":".join([kind, one, folder, "1", uid])
        item.save()
    assert read(channel) == 6
    MailboxPosition.objects.update(read_at=None, last_uid=3)  # killed after three of six
    read(channel)
    assert InboundItem.objects.count() == 6


def unreadable(dovecot: Dovecot, place: int) -> Path:
    """Make one mail's file unreadable for the server, in the middle of the mailbox."""
    path = dovecot.files()[place]
    os.chown(path, 0, 0)
    path.chmod(0o000)
    return path


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to take a file from the mail server")
def test_one_mail_that_cannot_be_fetched_stands_in_quarantine_and_the_others_come_in(
    channel: Channel, dovecot: Dovecot, desk: Desk
) -> None:
    dovecot.deliver(mail(1), mail(2), mail(3))
    path = unreadable(dovecot, 1)
    read_stubbornly(channel)
    assert subjects() == numbered(1, 3)
    item = InboundItem.objects.get(outcome=SAD)
    assert {k: (item.envelope or {})[k] for k in ("folder", "uid", "unfetched")} == {
        "folder": "INBOX", "uid": _uid(dovecot, 2), "unfetched": True,
    }  # fmt: skip
    assert item.error
    path.chmod(0o644)
    read(channel)
    assert subjects() == numbered(1, 3)
    read(channel, at=timezone.now() + timedelta(hours=7))
    assert subjects() == numbered(1, 2, 3)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to take a file from the mail server")
def test_the_retry_button_fetches_a_mail_again(channel: Channel, dovecot: Dovecot, desk: Desk) -> None:
    dovecot.deliver(mail(1))
    path = unreadable(dovecot, 0)
    read_stubbornly(channel)
    path.chmod(0o644)
    item = InboundItem.objects.get(outcome=SAD)
    retry_item(item_id=item.pk, by=desk.sara, at=timezone.now())
    read(channel)
    assert subjects() == numbered(1)


def _uid(dovecot: Dovecot, number: int) -> int:
    with dovecot.client() as client:
        data = client.fetch(str(number), "(UID)")[1][0]
        assert isinstance(data, bytes)
        return int(data.split(b"UID ")[1].rstrip(b")"))


def test_a_mail_over_the_limit_is_announced_with_its_header_and_comes_in_when_the_limit_grows(
    channel: Channel, dovecot: Dovecot, settings: Any
) -> None:
    settings.MAX_MAIL_BYTES = 5000
    dovecot.deliver(mail(1), mail(2, "x" * 70 + ("\r\n" + "y" * 70) * 100), mail(3))
    read(channel)
    assert subjects() == numbered(1, 3)
    item = InboundItem.objects.get(outcome=SAD)
    assert gate.original(item) == mail(2).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert (item.envelope or {})["uid"] == _uid(dovecot, 2)
    read(channel, at=timezone.now() + timedelta(hours=7))
    assert subjects() == numbered(1, 3)
    settings.MAX_MAIL_BYTES = 50_000
    read(channel, at=timezone.now() + timedelta(hours=7))
    assert subjects() == numbered(1, 2, 3)


def test_the_nightly_comparison_brings_what_is_missing_and_says_how_much(channel: Channel, dovecot: Dovecot) -> None:
    dovecot.deliver(*(mail(number) for number in range(5)))
    read(channel)
    InboundItem.objects.filter(pk__in=[i.pk for i in InboundItem.objects.order_by("id")[1:3]]).delete()
    dovecot.deliver(mail(5))
    assert reconcile_all(at=NOON) == 2
    position = MailboxPosition.objects.get()
    assert (position.missing, position.reconciled_at) == (2, NOON)
    assert sorted(subjects()) == numbered(*range(6))
    assert reconcile_all(at=NOON) == 0


def test_a_mail_deleted_from_the_mailbox_does_not_come_back_nor_stop_anything(
    channel: Channel, dovecot: Dovecot
) -> None:
    dovecot.deliver(mail(1), mail(2))
    read(channel)
    with dovecot.client() as client:
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
    dovecot.deliver(mail(3))
    read(channel)
    assert subjects() == numbered(1, 2, 3)


def test_mail_arrives_at_once_where_the_server_announces_it(
    channel: Channel, dovecot: Dovecot, settings: Any
) -> None:
    settings.IMAP_POLL_S = 600
    watch_step()
    eventually(lambda: MailboxPosition.objects.filter(read_at__isnull=False).exists())
    dovecot.deliver(mail(1))
    eventually(lambda: subjects() == numbered(1))
    dovecot.deliver(mail(2))
    eventually(lambda: subjects() == numbered(1, 2))


@pytest.fixture
def wire(channel: Channel, dovecot: Dovecot, settings: Any) -> Iterator[Wire]:
    """The way to the mailbox, of a server that says by itself what is new; a watcher waits there."""
    settings.IMAP_POLL_S = 600
    wire = Wire(dovecot.port)
    wire.start()
    channel.settings = {"imap_url": dovecot.url().replace(f":{dovecot.port}/", f":{wire.port}/")}
    channel.save()
    yield wire
    stop_watching()
    wire.stop()


def test_news_in_one_packet_with_the_answer_before_it_is_heard(dovecot: Dovecot, wire: Wire) -> None:
    with wire.glue_to_the_next(b"+ idling"):
        watch_step()
        assert wire.caught.wait(PATIENCE_S)
        dovecot.deliver(mail(1))
        eventually(lambda: subjects() == numbered(1))


def test_news_that_came_with_the_answer_to_a_search_are_heard(dovecot: Dovecot, wire: Wire) -> None:
    dovecot.deliver(mail(1))
    with wire.hold_back(b"UID FETCH"):
        watch_step()
        assert wire.caught.wait(PATIENCE_S)
        dovecot.deliver(mail(2))
    eventually(lambda: subjects() == numbered(1, 2))


def test_a_connection_cut_without_a_word_is_noticed_at_once(dovecot: Dovecot, wire: Wire) -> None:
    watch_step()
    wire.until_said(b"+ idling")
    wire.cut()
    dovecot.deliver(mail(1))
    eventually(lambda: subjects() == numbered(1))


def test_after_the_server_was_away_mail_comes_in_again_by_itself(channel: Channel, dovecot: Dovecot) -> None:
    watch_step()
    eventually(lambda: MailboxPosition.objects.filter(read_at__isnull=False).exists())
    dovecot.stop()
    try:
        eventually(lambda: Channel.objects.get().last_error.startswith("IMAP: "))
    finally:
        dovecot.start()
    dovecot.deliver(mail(1))
    eventually(lambda: subjects() == numbered(1))
    eventually(lambda: Channel.objects.get().last_error == "")


def test_a_broken_mailbox_does_not_stop_another(channel: Channel, dovecot: Dovecot, desk: Desk) -> None:
    wrong = Channel.objects.create(
        kind="email", name="Sales", address="sales@desk.example",
        settings={"imap_url": dovecot.url(user="sales", password="wrong")},
    )  # fmt: skip
    nowhere = Channel.objects.create(
        kind="email", name="X", address="x@desk.example", settings={"imap_url": "imap://x:y@127.0.0.1:1?tls=none"}
    )
    dovecot.deliver(mail(1))
    watch_step()
    eventually(lambda: subjects() == numbered(1))
    eventually(lambda: all(Channel.objects.get(pk=c.pk).last_error for c in (wrong, nowhere)))
    assert Channel.objects.get(pk=nowhere.pk).last_error == "IMAP: Connection refused"
    assert Channel.objects.get(pk=wrong.pk).last_error == "IMAP: [AUTHENTICATIONFAILED] Authentication failed."
    assert reconcile_all(at=NOON) == 0
    assert MailboxPosition.objects.get(channel=channel).reconciled_at == NOON


def test_a_channel_switched_off_is_not_watched_any_more(channel: Channel, dovecot: Dovecot) -> None:
    watch_step()
    eventually(lambda: MailboxPosition.objects.filter(read_at__isnull=False).exists())
    Channel.objects.update(is_active=False)
    watch_step()
    stop_watching()
    dovecot.deliver(mail(1))
    assert watch_step() == 0
    assert InboundItem.objects.count() == 0


def test_two_workers_on_one_mailbox_bring_each_mail_once(channel: Channel, dovecot: Dovecot) -> None:
    dovecot.deliver(*(mail(number) for number in range(60)))

    def work(_number: int) -> None:
        try:
            read(Channel.objects.get())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert sorted(subjects()) == sorted(numbered(*range(60)))
    last = _uid(dovecot, 60)
    assert MailboxPosition.objects.get().last_uid == last
