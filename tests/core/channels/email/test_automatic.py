"""Who speaks in a mail: a person, or which kind of machine."""

import email
from email.message import Message

import pytest

from escalera.core.channels.email.automatic import Kind, Verdict, recognise


def _mail(headers: str, body: str = "Hello") -> Message:
    return email.message_from_bytes(f"{headers.strip()}\n\n{body}".encode())


def _failed(verdict: Verdict) -> list[tuple[str, str, bool]]:
    return [(one.address, one.reason, one.permanent) for one in verdict.recipients]


_PERSON = "From: Farid <farid@example.org>\nTo: help@desk.example\nMessage-ID: <a1@example.org>\n"
_DAEMON = "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\nTo: help@desk.example\nReturn-Path: <>\n"
_RETURNED = """Message-ID: <ticket-7.3@desk.example>
References: <first@example.org> <second@example.org>
Subject: [#7] Your printer
To: farid@example.org

Text"""


def _report(headers: str, words: str, fields: str, returned: str = _RETURNED) -> Message:
    parts = [
        "text/plain; charset=utf-8\n\n" + words,
        "message/delivery-status\n\n" + fields,
        "message/rfc822\n\n" + returned,
    ]
    kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=B\nMIME-Version: 1.0\n"
    return _mail(headers + kind, "".join(f"--B\nContent-Type: {part}\n" for part in parts) + "--B--\n")


_FIELDS = """Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; farid@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
"""


# --- reports by form ------------------------------------------------------------------------------


def test_a_report_in_fields_names_the_address_the_reason_and_the_mail_it_is_about() -> None:
    fields = _FIELDS.format(action="failed", status="5.1.1", said="550 5.1.1 <farid@example.org>: User unknown")

    verdict = recognise(_report(_DAEMON + "Subject: Undelivered Mail Returned to Sender\n", "Sorry.", fields))

    assert (verdict.kind, _failed(verdict)) == (Kind.BOUNCE, [("farid@example.org", "userunknown", True)])
    assert (verdict.recipients[0].status, verdict.recipients[0].reply_code) == ("5.1.1", "550")
    assert verdict.original_message_ids == ("ticket-7.3@desk.example", "first@example.org", "second@example.org")
    assert (verdict.original_subject, verdict.may_answer) == ("[#7] Your printer", False)


@pytest.mark.parametrize(
    ("action", "status", "said", "kind", "reason", "permanent"),
    [
        ("failed", "5.2.2", "552 5.2.2 Mailbox full", Kind.BOUNCE, "mailboxfull", False),
        ("failed", "5.7.26", "550 5.7.26 DMARC policy of reject", Kind.BOUNCE, "authfailure", False),
        ("failed", "5.1.2", "550 5.1.2 Host unknown", Kind.BOUNCE, "hostunknown", True),
        ("failed", "4.0.0", "DNS type 'mx' lookup responded with code NXDOMAIN", Kind.BOUNCE, "hostunknown", True),
        ("failed", "4.4.7", "message expired", Kind.BOUNCE, "expired", False),
        ("delayed", "4.4.1", "connection timed out", Kind.DELAY, "expired", False),
        ("delayed", "5.1.1", "550 5.1.1 User unknown", Kind.DELAY, "userunknown", False),
    ],
)
def test_permanent_means_do_not_send_there_again(
    action: str, status: str, said: str, kind: Kind, reason: str, permanent: bool
) -> None:
    verdict = recognise(_report(_DAEMON, "Sorry.", _FIELDS.format(action=action, status=status, said=said)))

    assert (verdict.kind, _failed(verdict)) == (kind, [("farid@example.org", reason, permanent)])


def test_a_report_of_success_is_no_bounce() -> None:
    fields = _FIELDS.format(action="delivered", status="2.1.5", said="250 2.1.5 OK")

    verdict = recognise(_report(_DAEMON, "Delivered.", fields))

    assert (verdict.kind, verdict.recipients, verdict.may_answer) == (Kind.DELIVERY_NOTICE, (), False)


def test_fields_written_as_text_are_read_too() -> None:
    words = """An error occurred while trying to deliver the mail to the following recipients:
farid@example.org

Technical report:

Reporting-MTA: dsn; smtp.example.net
Action: failed
Final-Recipient: rfc822; farid@example.org
Diagnostic-Code: smtp; 550 5.1.1 no such user
Status: 5.1.1
"""

    verdict = recognise(_mail(_DAEMON + "Subject: Delivery Status Notification (Failure)\n", words))

    assert (verdict.kind, _failed(verdict)) == (Kind.BOUNCE, [("farid@example.org", "userunknown", True)])


# --- reports in sentences -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (
            _DAEMON + "Subject: failure notice\n",
            "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your "
            "message to the "
            "following addresses.\nThis is a permanent error; I've given up.\n\n<farid@example.org>:\nSorry, no "
            "mailbox here "
            "by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: "
            "<help@desk.example>\n"
            "Message-ID: <ticket-7.3@desk.example>\nTo: eve@example.com\n",
            [("farid@example.org", "userunknown", True)],
        ),
        (
            "From: postmaster@example.org\nSubject: Undeliverable: Su impresora\nReturn-Path: <>\nTo: "
            "help@desk.example\n",
            "No se pudo entregar a estos destinatarios o grupos:\n\nfarid@example.org<mailto:farid@example.org>\n"
            "No se encontró la dirección de correo electrónico que escribió.\n\n"
            "Información de diagnóstico para los administradores:\n\nServidor de generación: mail.example.org\n\n"
            "farid@example.org\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not "
            "found'\n\n"
            "Encabezados de mensajes originales:\n\nReceived: from desk.example\nMessage-ID: "
            "<ticket-7.3@desk.example>\n",
            [("farid@example.org", "userunknown", True)],
        ),
        (
            "From: postmaster@example.org\nSubject: =?utf-8?q?N=C3=A3o_foi_poss=C3=ADvel_entregar=3A?= Pedido\n"
            "Return-Path: <>\nTo: help@desk.example\n",
            "Falha na entrega para estes destinatários ou grupos:\n\nfarid@example.org\nA caixa de correio do "
            "destinatário "
            "está cheia e não pode aceitar mensagens agora.\n\nInformações de diagnóstico para administradores:\n\n"
            "farid@example.org\nRemote Server returned '554 5.2.2 mailbox full'\n\n"
            "Cabeçalhos da mensagem original:\n\nMessage-ID: <ticket-7.3@desk.example>\n",
            [("farid@example.org", "mailboxfull", False)],
        ),
        (
            "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification "
            "(Failure)\n"
            "X-Failed-Recipients: farid@example.org\nTo: help@desk.example\n",
            "Delivery to the following recipient failed permanently:\n\n     farid@example.org\n\nThe error was:\n"
            "550 5.1.1 <farid@example.org>... User Unknown\n\n----- Original message -----\n\n"
            "Message-ID: <ticket-7.3@desk.example>\n",
            [("farid@example.org", "userunknown", True)],
        ),
    ],
    ids=["qmail", "exchange-es", "exchange-pt", "gmail"],
)
def test_a_report_in_sentences_is_understood(headers: str, body: str, expected: list[tuple[str, str, bool]]) -> None:
    verdict = recognise(_mail(headers + "Content-Type: text/plain; charset=utf-8\n", body))

    assert (verdict.kind, _failed(verdict)) == (Kind.BOUNCE, expected)
    assert verdict.original_message_ids == ("ticket-7.3@desk.example",)


def test_each_of_several_recipients_has_its_own_reason() -> None:
    body = (
        "Hi. I wasn't able to deliver your message to the following "
        "addresses.\n\n<farid@example.org>:\nRemote host said: "
        "550 5.1.1 User unknown\n\n<eve@example.com>:\nRemote host said: 552 5.2.2 Mailbox full\n"
    )

    verdict = recognise(_mail(_DAEMON + "Subject: failure notice\n", body))

    assert _failed(verdict) == [("farid@example.org", "userunknown", True), ("eve@example.com", "mailboxfull", False)]


def test_a_warning_is_a_delay() -> None:
    body = (
        "THIS IS A WARNING MESSAGE ONLY.\nDelivery to the following recipient has been delayed:\n\n     "
        "farid@example.org\n\n"
        "Message will be retried for 2 more day(s)\n"
    )

    verdict = recognise(_mail(_DAEMON + "Subject: Delivery Status Notification (Delay)\n", body))

    assert (verdict.kind, [one.permanent for one in verdict.recipients]) == (Kind.DELAY, [False])


# --- people ---------------------------------------------------------------------------------------

_QUOTED = (
    "From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered Mail Returned to Sender\n\nI'm sorry to "
    "have to inform you that "
    "your message could not be delivered.\n\n<sales@example.net>: 550 5.1.1 User unknown\n"
)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Subject: Undelivered parcel\n", "My parcel was not delivered. Order 550 5512."),
        (
            "Subject: Undelivered Mail Returned to Sender\n",
            "Why do I get this?\n\n> " + _QUOTED.replace("\n", "\n> "),
        ),
        (
            "Subject: Delivery failure\nIn-Reply-To: <x@desk.example>\n",
            "My mail could not be delivered to you@desk.example.",
        ),
        ("Subject: Fwd: Undelivered Mail Returned to Sender\n", "What is this?\n\n------ Forwarded\n" + _QUOTED),
        ("Subject: Returned mail: what is it?\n", "Good morning, what does returned mail mean?"),
        ("Subject: Ausencia de respuesta\n", "Nadie me contesta."),
        ("Subject: Respuesta automática que no funciona\n", "No se envía."),
    ],
)
def test_a_person_who_writes_about_failures_is_a_person(headers: str, body: str) -> None:
    assert recognise(_mail(_PERSON + headers, body)).kind is Kind.PERSON


def test_an_administrator_who_writes_about_failed_mail_is_a_person() -> None:
    headers = "From: System Administrator <admin@example.org>\nSubject: Our mail to you\n"

    verdict = recognise(_mail(headers, "Our mail could not be delivered to sales@desk.example: 550 5.1.1 unknown."))

    assert verdict.kind is Kind.PERSON


def test_a_person_who_forwards_a_report_as_an_attachment_is_a_person() -> None:
    fields = _FIELDS.format(action="failed", status="5.1.1", said="550 User unknown")
    report = _report(_DAEMON + "Subject: Undelivered Mail Returned to Sender\n", "Sorry.", fields).as_string()
    headers = (
        _PERSON + "Subject: What does this mean?\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=OUT\n"
    )

    verdict = recognise(
        _mail(headers, f"--OUT\n\nSee below, please.\n--OUT\nContent-Type: message/rfc822\n\n{report}\n--OUT--\n")
    )

    assert (verdict.kind, verdict.may_answer) == (Kind.PERSON, True)


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ("From: no-reply@shop.example\n", "sender: no-reply"),
        ("From: Soporte <no.responder@shop.example>\n", "sender: no-reply"),
        ("Subject: no sender\n", "sender: no address"),
        (_PERSON + "X-Auto-Response-Suppress: All\n", "x-auto-response-suppress"),
        (_PERSON + "Subject: Fwd: Undeliverable: Hello\n", "quotes a delivery report"),
        (_PERSON + "X-Auto-Response-Suppress: DR, RN, NRN\n", "nothing automatic"),
        (_PERSON + "Auto-Submitted: no\n", "nothing automatic"),
        ("From: =?utf-8?b?Rm9vLCBCYXI=?= <foo.bar@example.com>\n", "nothing automatic"),
    ],
)
def test_a_person_is_answered_unless_it_is_useless_or_unwanted(headers: str, why: str) -> None:
    verdict = recognise(_mail(headers))

    assert (verdict.kind, verdict.why, verdict.may_answer) == (Kind.PERSON, why, why == "nothing automatic")


def test_a_customer_who_writes_through_a_group_address_is_a_person() -> None:
    group = "List-Id: <support.desk.example>\nPrecedence: list\nX-Original-Sender: farid@example.org\n"

    assert recognise(_mail(_PERSON + group)).kind is Kind.PERSON


# --- machines that report nothing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied\n", Kind.AUTO_REPLY),
        ("Auto-Submitted: auto-generated\nList-Id: <news.example>\n", Kind.BULK),
        ("X-Autoreply: yes\n", Kind.AUTO_REPLY),
        ("Precedence: auto_reply\n", Kind.AUTO_REPLY),
        ("Return-Path: <>\n", Kind.AUTO_REPLY),
        ("Subject: Automatic reply: [#7] Your printer\n", Kind.AUTO_REPLY),
        ("Subject: Respuesta automática: Su caso\n", Kind.AUTO_REPLY),
        ("Subject: Fuera de la oficina\n", Kind.AUTO_REPLY),
        ("Subject: Resposta automática: Pedido\n", Kind.AUTO_REPLY),
        ("Subject: Ausência temporária\n", Kind.AUTO_REPLY),
        ("Subject: Abwesenheitsnotiz: Drucker\n", Kind.AUTO_REPLY),
        ("Subject: =?utf-8?q?R=C3=A9ponse_automatique=C2=A0=3A_Bonjour?=\n", Kind.AUTO_REPLY),
        ("List-Unsubscribe: <https://news.example/u>\n", Kind.BULK),
        ("Precedence: bulk\n", Kind.BULK),
    ],
)
def test_automatic_mail_is_told_from_its_headers(headers: str, kind: Kind) -> None:
    verdict = recognise(_mail(_PERSON + headers))

    assert (verdict.kind, verdict.may_answer) == (kind, False)


def test_an_abuse_report_is_no_bounce() -> None:
    headers = _PERSON + "Content-Type: multipart/report; report-type=feedback-report; boundary=B\nMIME-Version: 1.0\n"
    body = (
        "--B\n\nThis is an abuse report.\n--B\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        f"--B\nContent-Type: message/rfc822\n\n{_RETURNED}\n--B--\n"
    )

    verdict = recognise(_mail(headers, body))

    assert (verdict.kind, verdict.original_message_ids[0]) == (Kind.ABUSE_REPORT, "ticket-7.3@desk.example")


def test_a_read_receipt_is_a_notice_and_tells_what_was_read() -> None:
    headers = (
        _PERSON
        + "Content-Type: multipart/report; report-type=disposition-notification; boundary=B\nMIME-Version: 1.0\n"
    )
    body = (
        "--B\n\nYour message was displayed.\n--B\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822;farid@example.org\nOriginal-Message-ID: <ticket-7.3@desk.example>\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--B--\n"
    )

    verdict = recognise(_mail(headers, body))

    assert (verdict.kind, verdict.original_message_ids) == (Kind.DELIVERY_NOTICE, ("ticket-7.3@desk.example",))


# --- hostile mail ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "\udcff\udcfe binary",
        "a@" * 50_000,
        "!" * 50_000 + "@x",
        "<a@b.c>: " * 20_000,
        ("deliver" * 2000 + "\n") * 40,
        "user mailbox account address recipient " * 5000,
        "<" * 200_000,
        "\n" * 200_000,
        "".join(f"<u{number}@example.org>: user account address unknown host\n" for number in range(3000)),
    ],
)
def test_hostile_text_is_read_within_limits(body: str) -> None:
    message = email.message_from_string(_DAEMON + "Subject: failure notice\n\n" + body)

    verdict = recognise(message)

    assert not verdict.why.startswith("not understood")
    assert not verdict.may_answer
    assert len(verdict.recipients) <= 100


def test_deep_nesting_does_not_break() -> None:
    message = "Content-Type: text/plain\n\nend"
    for level in range(80):
        message = f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n{message}\n--b{level}--\n"

    assert recognise(email.message_from_string(_DAEMON + message)).may_answer is False
