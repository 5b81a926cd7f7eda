"""The mail that tells what is new, taken by a real server, and what becomes of it if it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from django.utils import timezone

from escalera.base.jobs.models import Job
from escalera.base.jobs.running import run_due
from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.core.channels.gate import store, understand_waiting
from escalera.core.channels.models import InboundItem
from escalera.core.notifications import actions
from escalera.core.notifications.models import Notification, Reach
from escalera.core.notifications.tasks import carry_due
from escalera.core.tickets.actions import Content, receive_message, take
from escalera.core.tickets.models import Ticket
from tests.cast import Desk
from tests.peers.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    sink = SmtpSink()
    sink.start()
    settings.SMTP_URL = sink.url
    yield sink
    sink.stop()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def wants_mail(agent: Agent, rhythm: str = "at-once") -> None:
    Reach.objects.update_or_create(agent=agent, defaults={"rhythm": rhythm, "only_working_hours": False})
    agent.notice_preferences.update_or_create(
        kind="replied", defaults={"app": True, "push": True, "mail": True}
    )  # fmt: skip


def replied(desk: Desk, at: datetime, subject: str = "No internet", times: int = 1) -> int:
    number = desk.open(subject, at=at).ticket_id
    take(ticket_id=number, by=desk.amira, at=at)
    for _n in range(times):
        receive_message(ticket_id=number, contact=desk.farid, content=Content("Secret"), channel="email", at=at)
    return number


def carried(at: datetime) -> None:
    read_all()
    carry_due(at=at)
    while run_due():
        pass


def parsed(content: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(content)


def words(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_one_mail_tells_everything_new_in_text_and_html(desk: Desk, sink: SmtpSink, now: datetime) -> None:
    wants_mail(desk.amira)
    Agent.objects.filter(pk=desk.amira.pk).update(language="en")
    first, second = replied(desk, now, "Printer <b>"), replied(desk, now, "No internet", times=3)
    carried(now + timedelta(minutes=1))
    (sent,) = sink.mails
    mail = parsed(sent.content)
    rows = {row.ticket_id: row.pk for row in Notification.objects.all()}
    assert (sent.recipients, sent.mail_from) == (["amira@desk.example"], "help@desk.example")
    assert (mail["To"], mail["Subject"]) == ("Amira <amira@desk.example>", "2 new things on your desk")
    assert {name: mail[name] for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence")} == {
        "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Precedence": "bulk",
    }  # fmt: skip
    base = "http://127.0.0.1:8000/desk/notifications/"
    assert words(mail, "plain").split("\n\n")[:2] == [
        f"Farid Haddad wrote · 3 messages\n#{second} No internet\n{base}{rows[second]}/",
        f"Farid Haddad wrote\n#{first} Printer <b>\n{base}{rows[first]}/",
    ]
    assert f'href="{base}{rows[first]}/"' in words(mail, "html")
    assert "Printer &lt;b&gt;" in words(mail, "html")
    assert "Secret" not in sent.content.decode()


def test_what_was_seen_before_the_mail_went_is_not_in_it(desk: Desk, sink: SmtpSink, now: datetime) -> None:
    wants_mail(desk.amira)
    replied(desk, now)
    read_all()
    actions.see_all(by=desk.amira, at=now)
    carried(now + timedelta(minutes=1))
    assert sink.mails == []


def test_within_an_hour_no_second_mail_goes(desk: Desk, sink: SmtpSink, now: datetime) -> None:
    wants_mail(desk.amira, "hourly")
    replied(desk, now)
    carried(now + timedelta(minutes=1))
    replied(desk, now + timedelta(minutes=2))
    carried(now + timedelta(minutes=59))
    assert len(sink.mails) == 1
    carried(now + timedelta(minutes=62))
    assert len(sink.mails) == 2


def test_a_second_try_is_the_same_mail(desk: Desk, sink: SmtpSink, now: datetime) -> None:
    wants_mail(desk.amira)
    replied(desk, now)
    sink.moods.extend(["451 later", "drop"])
    for _try in range(3):
        carried(now + timedelta(minutes=1))
        Job.objects.filter(state=Job.State.WAITING).update(due_at=now)
    assert len({mail.message_id for mail in sink.mails}) == 1
    assert Job.objects.filter(task__endswith="mail_digest", state=Job.State.DONE).count() == 1


def test_a_mail_that_comes_back_makes_no_ticket(desk: Desk, sink: SmtpSink, now: datetime) -> None:
    wants_mail(desk.amira)
    replied(desk, now)
    carried(now + timedelta(minutes=1))
    before = Ticket.objects.count()
    original = sink.mails[0].content.decode().partition("\r\n\r\n")[0]
    bounce = (
        "From: MAILER-DAEMON@mx.example\r\nTo: help@desk.example\r\nSubject: Undelivered Mail\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        "Final-Recipient: rfc822; amira@desk.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n\r\n--b--\r\n"
    )
    out_of_office = (
        "From: amira@desk.example\r\nTo: help@desk.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n"
        f"In-Reply-To: {sink.mails[0].message_id}\r\n\r\nI am away.\r\n"
    )
    for raw in (bounce, out_of_office, sink.mails[0].content.decode()):
        store(raw.encode(), kind="email", source="pipe:test", at=now, channel=desk.mailbox)
    understand_waiting(at=now)
    assert Ticket.objects.count() == before
    assert list(InboundItem.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "bounce", "ignored", "ignored",
    ]  # fmt: skip
