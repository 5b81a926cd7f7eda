"""Sending: claims, retries, refusals and crashes, against a real SMTP server that can misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from escalera.base.log.models import Event
from escalera.base.people.models import Identity
from escalera.base.refusals import NotAllowed
from escalera.core.channels import deliveries
from escalera.core.channels.actions import CannotResend, resend
from escalera.core.channels.deliveries import pause_s, send_due
from escalera.core.channels.models import Channel, Delivery, DeliveryState
from escalera.core.tickets.actions import Content, reply
from escalera.core.tickets.models import Participant
from tests.cast import NOON, Desk
from tests.peers.smtp_sink import SinkMail, SmtpSink

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def way(desk: Desk, sink: SmtpSink) -> Channel:
    """The desk's channel, sending through the sink."""
    desk.mailbox.settings = {"smtp_url": sink.url}
    desk.mailbox.save()
    return desk.mailbox


def write(desk: Desk, count: int = 1) -> list[Delivery]:
    first = desk.open()
    for number in range(count):
        reply(ticket_id=first.ticket_id, content=Content(f"Answer {number}"), by=desk.amira, at=timezone.now())
    return list(Delivery.objects.order_by("id"))


def now_sending() -> Delivery:
    return Delivery.objects.get()


def soon(minutes: float = 60) -> Any:
    return timezone.now() + timedelta(minutes=minutes)


def facts() -> list[str]:
    return list(Event.objects.filter(name__startswith="delivery.").order_by("id").values_list("name", flat=True))


def test_a_reply_leaves_and_its_delivery_says_so_in_the_servers_words(
    desk: Desk, way: Channel, sink: SmtpSink
) -> None:
    write(desk)
    sink.moods.append("250 2.0.0 queued as ABC")
    assert send_due() == 1
    sent = now_sending()
    assert (sent.state, sent.answer, sent.attempts) == (DeliveryState.SENT, "250 2.0.0 queued as ABC", 1)
    assert sent.sent_at is not None
    assert [(m.mail_from, m.recipients) for m in sink.mails] == [("help@desk.example", ["farid@customer.example"])]
    assert facts() == ["delivery.sent"]
    assert send_due(now=soon()) == 0


def test_a_batch_goes_over_one_connection(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    write(desk, 12)
    assert send_due() == 12
    assert len(sink.mails) == 12
    assert len({mail.connection for mail in sink.mails}) == 1


def test_a_refusal_for_good_fails_at_once_with_the_servers_words(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    write(desk)
    sink.moods.append("554 5.7.1 Looks like spam")
    send_due()
    failed = now_sending()
    assert (failed.state, failed.answer) == (DeliveryState.FAILED, "554 5.7.1 Looks like spam")
    assert facts() == ["delivery.failed"]
    assert Identity.objects.get(contact=desk.farid).undeliverable_since is None


def test_an_address_that_does_not_exist_is_marked(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    write(desk)
    sink.recipients["farid@customer.example"] = "550 5.1.1 No such user"
    send_due()
    assert (now_sending().state, now_sending().answer) == (
        DeliveryState.FAILED, "farid@customer.example: 550 5.1.1 No such user",
    )  # fmt: skip
    assert Identity.objects.get(contact=desk.farid).undeliverable_reason == "550 5.1.1 No such user"


@pytest.mark.parametrize("mood", ["451 4.7.1 Greylisted", "421 Closing", "drop", "drop-before"])
def test_trouble_that_may_pass_is_tried_again_with_the_same_message_id(
    desk: Desk, way: Channel, sink: SmtpSink, mood: str
) -> None:
    write(desk)
    sink.moods.extend([mood, mood])
    send_due()
    waiting = now_sending()
    assert (waiting.state, waiting.attempts) == (DeliveryState.QUEUED, 1)
    assert waiting.answer
    assert timedelta(seconds=3) < waiting.next_try_at - timezone.now() < timedelta(seconds=20)
    assert send_due() == 0
    assert send_due(now=soon()) == 1
    assert send_due(now=soon()) == 1
    assert (now_sending().state, now_sending().attempts) == (DeliveryState.SENT, 3)
    assert len({mail.message_id for mail in sink.mails}) == 1


def test_a_server_that_stalls_is_left_and_tried_again(
    desk: Desk, way: Channel, sink: SmtpSink, settings: Any
) -> None:
    settings.SMTP_ANSWER_S = 0.3
    write(desk, 2)
    sink.moods.append("stall")
    send_due()
    states = list(Delivery.objects.order_by("id").values_list("state", flat=True))
    assert states == [DeliveryState.QUEUED, DeliveryState.SENT]
    send_due(now=soon())
    assert Counter(mail.message_id for mail in sink.mails).most_common() == [
        (sink.mails[0].message_id, 2), (sink.mails[1].message_id, 1),
    ]  # fmt: skip


def test_a_copy_refused_for_good_does_not_keep_the_customers_answer(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    first = desk.open()
    Participant.objects.create(ticket_id=first.ticket_id, contact=desk.eve, since=NOON)
    reply(ticket_id=first.ticket_id, content=Content("x"), by=desk.amira, at=timezone.now())
    sink.recipients["eve@elsewhere.example"] = "550 5.1.1 Gone"
    send_due()
    assert now_sending().state == DeliveryState.SENT
    assert now_sending().answer == "250 Taken; eve@elsewhere.example: 550 5.1.1 Gone"
    assert sink.mails[0].recipients == ["farid@customer.example"]


def test_a_recipient_put_off_holds_the_mail_for_all_until_patience_ends(
    desk: Desk, way: Channel, sink: SmtpSink
) -> None:
    first = desk.open()
    Participant.objects.create(ticket_id=first.ticket_id, contact=desk.eve, since=NOON)
    reply(ticket_id=first.ticket_id, content=Content("x"), by=desk.amira, at=timezone.now())
    sink.recipients["eve@elsewhere.example"] = "450 4.2.0 Later"
    for _try in range(deliveries.PATIENT_TRIES):
        assert send_due(now=soon(600)) == 1
        assert now_sending().state == DeliveryState.QUEUED
    send_due(now=soon(600))
    assert (now_sending().state, len(sink.mails)) == (DeliveryState.SENT, 1)


def test_nobody_answers_at_the_servers_address(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    port = sink.port
    sink.stop()
    write(desk, 3)
    assert send_due() == 3
    way.refresh_from_db()
    assert way.last_error == f"SMTP: 127.0.0.1:{port}: Connection refused"
    rows = list(Delivery.objects.order_by("id").values_list("state", "attempts"))
    assert rows == [("queued", 1), ("queued", 0), ("queued", 0)]
    sink.start(port)
    assert send_due(now=soon()) == 3
    way.refresh_from_db()
    assert (way.last_error, Delivery.objects.filter(state="sent").count()) == ("", 3)


def test_a_wrong_password_is_the_channels_trouble_not_the_mails(desk: Desk) -> None:
    sink = SmtpSink(user="help", password="right")
    sink.start()
    try:
        desk.mailbox.settings = {"smtp_url": f"smtp://help:wrong@127.0.0.1:{sink.port}?tls=none"}
        desk.mailbox.save()
        write(desk)
        send_due()
        desk.mailbox.refresh_from_db()
        waiting = now_sending()
        assert (waiting.state, waiting.attempts) == (DeliveryState.QUEUED, 1)
        assert desk.mailbox.last_error == f"SMTP: 127.0.0.1:{sink.port}: 535 5.7.8 Authentication credentials invalid"
        desk.mailbox.settings = {"smtp_url": f"smtp://help:right@127.0.0.1:{sink.port}?tls=none"}
        desk.mailbox.save()
        send_due(now=soon())
        assert now_sending().state == DeliveryState.SENT
    finally:
        sink.stop()


def test_one_broken_way_out_does_not_hold_up_another(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    broken = Channel.objects.create(
        kind="email", name="B", address="b@desk.example", settings={"smtp_url": "smtp://127.0.0.1:1?tls=none"}
    )
    one, two, three = write(desk, 3)
    Delivery.objects.filter(pk=two.pk).update(channel=broken)
    send_due()
    assert dict(Delivery.objects.values_list("pk", "state")) == {one.pk: "sent", two.pk: "queued", three.pk: "sent"}


def test_without_a_sending_server_mail_stays_queued_and_says_so(desk: Desk, sink: SmtpSink, settings: Any) -> None:
    write(desk)
    send_due()
    waiting = now_sending()
    words = "No hay servidor de envío: configure ESCALERA_SMTP_URL o el servidor propio del canal."
    assert (waiting.state, waiting.attempts, waiting.answer) == (DeliveryState.QUEUED, 0, words)
    assert deliveries.without_a_way(desk.mailbox) == words
    settings.SMTP_URL = sink.url
    send_due(now=soon())
    assert now_sending().state == DeliveryState.SENT


def test_a_folder_is_a_way_out_too(desk: Desk, tmp_path: Path, settings: Any) -> None:
    settings.SMTP_URL = f"file://{tmp_path}/outbox"
    write(desk)
    send_due()
    (file,) = (tmp_path / "outbox").iterdir()
    assert now_sending().state == DeliveryState.SENT
    assert file.suffix == ".eml"
    assert b"\r\nTo: Farid Haddad <farid@customer.example>\r\n" in file.read_bytes()


def test_after_three_days_of_trouble_it_has_failed(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    write(desk)
    long_ago = timezone.now() - timedelta(days=3, minutes=1)
    Delivery.objects.update(queued_at=long_ago, attempts=deliveries.LEAST_TRIES - 1)
    sink.moods.append("451 Still not")
    send_due()
    assert (now_sending().state, now_sending().answer) == (DeliveryState.FAILED, "451 Still not")


def test_pauses_grow_from_seconds_to_hours() -> None:
    for attempts, plain in ((1, 5), (2, 15), (4, 135), (8, 10935), (9, 14400), (50, 14400)):
        assert 0.75 * plain <= pause_s(attempts) <= 1.25 * plain


def test_many_workers_send_each_mail_once(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    write(desk, 40)

    def work(_number: int) -> None:
        try:
            while send_due(limit=3):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len({mail.message_id for mail in sink.mails}) == len(sink.mails) == 40
    assert Delivery.objects.filter(state="sent", attempts=1).count() == 40


def send_and_close() -> None:
    try:
        send_due()
    finally:
        connections.close_all()


def test_a_mail_that_is_being_sent_keeps_its_lease(desk: Desk, way: Channel, sink: SmtpSink, settings: Any) -> None:
    settings.DELIVERY_LEASE_S = 1.0
    settings.SMTP_ANSWER_S = 3.0
    write(desk)
    sink.moods.append("stall")
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send_and_close)
        while not sink.mails:
            time.sleep(0.01)
        claimed = []
        while not sending.done():
            claimed.append(send_due())
            time.sleep(0.01)
        sending.result()
    assert sum(claimed) == 0
    assert len(sink.mails) == 1


@pytest.mark.parametrize("dies_at", ["before-the-answer", "after-the-answer"])
def test_a_sender_killed_around_the_servers_answer_sends_again_with_the_same_message_id(
    desk: Desk, way: Channel, sink: SmtpSink, child_environment: dict[str, str], dies_at: str
) -> None:
    write(desk, 2)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.core.channels.email.sending_child"], env=child_environment,
        stdout=subprocess.PIPE, cwd=Path(__file__).parents[4],
    )  # fmt: skip

    def kill(_mail: SinkMail) -> None:
        if dies_at == "before-the-answer" or len(sink.mails) == 2:
            os.kill(child.pid, signal.SIGKILL)

    sink.on_mail = kill
    child.wait(30)
    sink.on_mail = None
    assert child.returncode == -signal.SIGKILL
    assert send_due(now=soon()) > 0
    while send_due(now=soon()):
        pass
    counts = Counter(mail.message_id for mail in sink.mails)
    assert len(counts) == 2
    assert max(counts.values()) <= 2
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent", "sent"]


def test_a_failed_answer_can_be_sent_again_by_those_who_work_on_the_ticket(
    desk: Desk, way: Channel, sink: SmtpSink
) -> None:
    (delivery,) = write(desk)
    sink.moods.append("554 No")
    send_due()
    with pytest.raises(NotAllowed):
        resend(delivery_id=delivery.pk, by=desk.omar, at=timezone.now())
    resend(delivery_id=delivery.pk, by=desk.amira, at=timezone.now())
    with pytest.raises(CannotResend):
        resend(delivery_id=delivery.pk, by=desk.amira, at=timezone.now())
    send_due()
    assert now_sending().state == DeliveryState.SENT
    assert facts() == ["delivery.failed", "delivery.retried", "delivery.sent"]


def test_an_answer_without_an_address_can_be_sent_once_the_customer_has_one(
    desk: Desk, way: Channel, sink: SmtpSink
) -> None:
    Identity.objects.filter(contact=desk.farid).delete()
    (delivery,) = write(desk)
    Identity.objects.create(contact=desk.farid, channel="email", address="new@customer.example")
    resend(delivery_id=delivery.pk, by=desk.amira, at=timezone.now())
    send_due()
    assert [mail.recipients for mail in sink.mails] == [["new@customer.example"]]


def test_a_mail_that_cannot_be_put_together_fails_and_the_next_one_goes(
    desk: Desk, way: Channel, sink: SmtpSink
) -> None:
    bad, _good = write(desk, 2)
    Delivery.objects.filter(pk=bad.pk).update(to=["not an address@x"])
    send_due()
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == ["failed", "sent"]


def test_a_mailbox_whose_server_stalls_holds_up_its_own_mails_only(desk: Desk, way: Channel, sink: SmtpSink) -> None:
    other = SmtpSink()
    other.start()
    try:
        sales = Channel.objects.create(
            kind="email", name="Sales", address="sales@desk.example", settings={"smtp_url": other.url}
        )
        sink.moods.append("stall")
        stalled, *_rest, quick = write(desk, 3)
        Delivery.objects.filter(pk=quick.pk).update(channel=sales)
        assert deliveries.leave_step() == 3
        while not other.mails:  # the first server is still silent
            time.sleep(0.01)
        while Delivery.objects.get(pk=quick.pk).state != DeliveryState.SENT:
            time.sleep(0.01)
        assert Delivery.objects.get(pk=stalled.pk).state == DeliveryState.SENDING
        assert deliveries.leave_step() == 0
    finally:
        sink.stop()
        other.stop()
        while deliveries._BUSY:
            time.sleep(0.01)
        sink.start(sink.port)
