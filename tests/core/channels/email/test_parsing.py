"""Mail as it arrives: charsets, headers, structure, broken input."""

import base64
from datetime import datetime, timedelta, timezone
from email.message import Message

import pytest

from escalera.core.channels.email.parsing import Address, Invitation, parse


def mail(*headers: str, body: bytes = b"", charset: str = "utf-8") -> bytes:
    return "\r\n".join((*headers, "", "")).encode(charset) + body


def mixed(*parts: bytes, kind: str = "mixed", more: str = "") -> bytes:
    head = f'From: ana@cliente.example\r\nContent-Type: multipart/{kind}; boundary="b0"{more}\r\n\r\n'.encode()
    return head + b"".join(b"--b0\r\n" + part + b"\r\n" for part in parts) + b"--b0--\r\n"


# -- charsets -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        (None, "Vámonos".encode("cp1252")),
        (None, "Vámonos".encode()),
        ("utf-8", "Vámonos".encode("cp1252")),
        ("iso-8859-1", "Vámonos".encode()),
        ("us-ascii", "Vámonos".encode("latin-1")),
        ("unknown-8bit", "Vámonos".encode("latin-1")),
        ("no-such-charset", "Vámonos".encode()),
        ("utf-7", b"V+AOE-monos"),
        ("unicode-1-1-utf-7", b"V+AOE-monos"),
        ("utf-16", "Vámonos".encode("utf-16")),
        ("windows-1252", "Vámonos".encode("cp1252")),
        ('"utf-8', "Vámonos".encode()),
        ("x-mac-roman", "Vámonos".encode("mac-roman")),
    ],
)
def test_a_spanish_body_survives_any_label(declared: str | None, data: bytes) -> None:
    label = f"; charset={declared}" if declared else ""
    assert parse(mail(f"Content-Type: text/plain{label}", body=data)).text == "Vámonos"


def test_windows_punctuation_under_a_latin_1_label_is_read_as_meant() -> None:
    assert (
        parse(mail("Content-Type: text/plain; charset=iso-8859-1", body=b"\x93Hola\x94 \x96 5 \x80")).text
        == "“Hola” – 5 €"
    )


def test_utf_8_with_a_few_foreign_bytes_keeps_both() -> None:
    body = "Adiós, ".encode() + "señor".encode("cp1252")
    assert parse(mail("Content-Type: text/plain; charset=utf-8", body=body)).text == "Adiós, señor"


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("gb2312", "gb18030", "代开发票，朱镕基"),
        ("ks_c_5601-1987", "cp949", "스티해 똠방각하"),
        ("shift_jis", "cp932", "①お願い"),
        ("iso-2022-jp", "iso2022_jp", "かきくけこ"),
        ("koi8-r", "koi8-r", "Привет, как дела"),
        ("windows-1251", "cp1251", "Привет, как дела"),
        ("iso-8859-15", "iso8859-15", "cuesta 5 €"),
        ("big5", "big5", "臺灣"),
    ],
)
def test_other_scripts_are_read_under_their_usual_names(declared: str, codec: str, text: str) -> None:
    assert parse(mail(f"Content-Type: text/plain; charset={declared}", body=text.encode(codec))).text == text


def test_nul_bytes_disappear() -> None:
    assert parse(b"Subject: a\0b\n\nho\0la\n").text == "hola\n"


def test_html_without_a_label_is_read_by_its_own_meta() -> None:
    body = '<meta charset="windows-1251"><p>Привет</p>'.encode("cp1251")
    assert parse(mail("Content-Type: text/html", body=body)).text == "Привет\n"


# -- headers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        "Ayúdame".encode("latin-1"),
        "Ayúdame".encode(),
        b"=?utf-8?Q?Ay=C3=BAdame?=",
        b"=?UTF-8?B?QXnDumRhbWU=?=",
        b"=?UTF-8?B?QXnDumRhbWU?=",
        b"=?iso-8859-1?q?Ay=FAdame?=",
        b"=?utf-8?Q?Ay=C3?=\r\n =?utf-8?Q?=BAdame?=",
        b"=?utf-8?B?QXnD?= =?utf-8?B?umRhbWU=?=",
        b"=?utf-8?B?QXnDum?= =?utf-8?B?RhbWU=?=",
        b"=?UTF-8*es?Q?Ay=C3=BAdame?=",
        b"=?utf-8?Q?Ay=C3=BAdame",
        b"=?x-unknown?Q?Ay=C3=BAdame?=",
        b"\r\n =?utf-8?Q?Ay=C3=BAdame?=",
    ],
)
def test_a_spanish_subject_survives_any_encoding(raw: bytes) -> None:
    assert parse(b"Subject: " + raw + b"\r\n\r\n").subject == "Ayúdame"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?No imprime?=", "No imprime"),
        ("Re: =?utf-8?q?la?= =?iso-8859-1?q?_ni=F1a?= x", "Re: la niña x"),
        ("[SPAM]=?utf-8?q?hola?=", "[SPAM] hola"),
        ("=?utf-8? no word", "=?utf-8? no word"),
        ("a\r\n\tb\r\n  c", "a b c"),
        ("=?utf-8?q?uno=0D=0ABcc:_x@y?=", "uno Bcc: x@y"),
    ],
)
def test_encoded_words_are_read_as_people_write_them(raw: str, text: str) -> None:
    assert parse(f"Subject: {raw}\r\n\r\n".encode()).subject == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Ana <Ana@Cliente.Example>", [("Ana", "Ana@cliente.example")]),
        ('"Pérez, Ana" <a@b.c>', [("Pérez, Ana", "a@b.c")]),
        ("Pérez, Ana <a@b.c>, x@y.z", [("Pérez, Ana", "a@b.c"), ("", "x@y.z")]),
        ("=?utf-8?Q?P=C3=A9rez,_Ana?= <a@b.c>", [("Pérez, Ana", "a@b.c")]),
        ('"=?utf-8?Q?P=C3=A9rez?= Ana" <a@b.c>', [("Pérez Ana", "a@b.c")]),
        ("=?utf-8?Q?Ana_<a@b.c>?=", [("Ana", "a@b.c")]),
        ("a@b.c (Ana)", [("Ana", "a@b.c")]),
        ("Equipo: a@b.c, Luis <l@m.n>; z@z.z", [("", "a@b.c"), ("Luis", "l@m.n"), ("", "z@z.z")]),
        ("undisclosed-recipients:;", []),
        ("a@b.c; d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
        ("Ana <a@b.c", [("Ana", "a@b.c")]),
        ("<<a@b.c>>", [("", "a@b.c")]),
        ("<@uno,@dos:a@b.c>", [("", "a@b.c")]),
        ("<mailto:a@b.c?subject=x>", [("", "a@b.c")]),
        ("a@b.c <a@b.c>", [("a@b.c", "a@b.c")]),
        ("'Ana' <a@b.c>", [("Ana", "a@b.c")]),
        ('"dos puntos: si" <a@b.c>', [("dos puntos: si", "a@b.c")]),
        ('"con @ dentro"@b.c', [("", '"con @ dentro"@b.c')]),
        ("Ana Pérez", []),
    ],
)
def test_addresses_are_found_in_what_mail_programs_write(raw: str, expected: list[tuple[str, str]]) -> None:
    assert parse(f"To: {raw}\r\n\r\n".encode()).to == tuple(Address(*one) for one in expected)


def test_the_sender_falls_back_to_sender_and_return_path() -> None:
    assert parse(b"From: Ana\nSender: s@b.c\n\n").sender == Address("Ana", "s@b.c")
    assert parse(b"Return-Path: <r@b.c>\n\n").sender == Address("", "r@b.c")
    nobody = parse(b"From: Ana\nReturn-Path: <>\n\n")
    assert (nobody.sender, nobody.defects) == (None, ("no sender",))


def test_the_key_of_an_address_ignores_case() -> None:
    assert Address("", "Ana@b.c").key == "ana@b.c"


def test_threads_are_read_through_junk() -> None:
    read = parse(
        b"Message-ID: <uno@x>\nIn-Reply-To: Your message of Monday <dos@x>\n"
        b"References: <tres@x>, junk <>\n\t<cua\n tro@x> <tres@x>\n\n"
    )
    assert (read.message_id, read.in_reply_to, read.references) == ("uno@x", ("dos@x",), ("tres@x", "cuatro@x"))
    assert parse(b"Message-ID: bare@x \n\n").message_id == "bare@x"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Tue, 5 Mar 2024 09:10:11 +0100", datetime(2024, 3, 5, 9, 10, 11, tzinfo=timezone(timedelta(hours=1)))),
        (
            "mar, 5 mar 2024 09:10:11 +0100 (CET)",
            datetime(2024, 3, 5, 9, 10, 11, tzinfo=timezone(timedelta(hours=1))),
        ),
        ("lun, 15 ene 2024 09:10:11 -0300", datetime(2024, 1, 15, 9, 10, 11, tzinfo=timezone(timedelta(hours=-3)))),
        ("2024-03-05T09:10:11Z", datetime(2024, 3, 5, 9, 10, 11, tzinfo=timezone(timedelta(0)))),
        ("5 Mar 2024 09:10:11 -0000", datetime(2024, 3, 5, 9, 10, 11, tzinfo=timezone(timedelta(0)))),
        ("ayer", None),
        ("Tue, 35 Mar 2024 09:10:11 +0100", None),
    ],
)
def test_dates_keep_their_offset(raw: str, expected: datetime | None) -> None:
    read = parse(f"Date: {raw}\n\n".encode()).date
    assert (read, read and read.utcoffset()) == (expected, expected and expected.utcoffset())


def test_any_header_can_be_asked_for() -> None:
    read = parse(b"X-Prioridad: =?utf-8?q?r=C3=A1pido?=\nx-prioridad: dos\n\n")
    assert (read.header("X-PRIORIDAD"), read.header("X-None")) == ("rápido", "")


def below(message: Message, index: int) -> Message:
    part = message.get_payload(index)
    assert isinstance(part, Message)
    return part


def test_the_root_is_read_like_a_message_of_the_standard_library() -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny"
    root = parse(mixed(b"Content-Type: text/plain\r\n\r\nhola", nested)).root
    assert below(root, 0).get_payload(decode=True) == b"hola"
    assert below(root, 1).get_content_type() == "message/rfc822"
    assert below(below(root, 1), 0)["subject"] == "x"


def test_a_delivery_status_has_one_message_for_each_block() -> None:
    status = b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    report = below(parse(mixed(status, kind="report")).root, 0)
    assert [below(report, number).items() for number in (0, 1)] == [
        [("Reporting-MTA", "dns; x")],
        [("Action", "failed"), ("Status", "5.1.1")],
    ]


# -- structure ----------------------------------------------------------------------------------------------------

TEXT = b"Content-Type: text/plain\r\n\r\nHola"
HTML = b"Content-Type: text/html\r\n\r\n<p>Hola <b>Ana</b></p>"
IMAGE = b"Content-Type: image/png; name=foto.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <foto@x>\r\n\r\niVBORw0="


def test_an_alternative_gives_text_and_html() -> None:
    read = parse(mixed(TEXT, HTML, kind="alternative"))
    assert (read.text, read.html, read.attachments) == ("Hola", "<p>Hola <b>Ana</b></p>", ())


def test_html_alone_stands_for_text_too() -> None:
    assert parse(mixed(HTML)).text == "Hola Ana\n"
    assert parse(mixed(b"Content-Type: text/plain\r\n\r\n \r\n", HTML, kind="alternative")).text == "Hola Ana\n"


def test_several_text_parts_follow_each_other() -> None:
    footer = b"Content-Type: text/plain\r\nContent-Disposition: inline\r\n\r\nUn pie"
    assert parse(mixed(TEXT, footer)).text == "Hola\n\nUn pie\n"


def test_a_text_part_called_an_attachment_is_one() -> None:
    file = b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=log.txt\r\n\r\nlinea"
    read = parse(mixed(TEXT, file))
    assert (read.text, [(one.name, one.content, one.inline) for one in read.attachments]) == (
        "Hola",
        [("log.txt", b"linea", False)],
    )


def test_an_image_of_the_page_is_inline() -> None:
    read = parse(mixed(HTML, IMAGE, kind="related"))
    assert [(one.name, one.content_id, one.inline, one.content) for one in read.attachments] == [
        ("foto.png", "foto@x", True, b"\x89PNG\r")
    ]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="año.pdf"', "año.pdf"),
        ("attachment; filename=año nuevo.pdf", "año nuevo.pdf"),
        ("attachment; filename*=utf-8''a%C3%B1o.pdf", "año.pdf"),
        ("attachment; filename*=iso-8859-1'es'a%F1o.pdf", "año.pdf"),
        ("attachment; filename*1=o.pdf; filename*0*=utf-8''a%C3%B1", "año.pdf"),
        ("attachment; filename*0*=utf-8''a%C3; filename*1*=%B1o.pdf", "año.pdf"),
        ('attachment; filename="=?utf-8?Q?a=C3=B1o.pdf?="', "año.pdf"),
        ("attachment; filename==?utf-8?Q?a=C3=B1o.pdf?=", "año.pdf"),
        ("attachment; filename=\"otro.pdf\"; filename*=utf-8''a%C3%B1o.pdf", "año.pdf"),
        ('attachment; filename="C:\\docs\\año.pdf"', "año.pdf"),
        ('attachment; filename="../../etc/año.pdf"', "año.pdf"),
        ('attachment; filename="año\u202egpj.pdf"', "año gpj.pdf"),
        ('attachment; filename="año.pdf', "año.pdf"),
        ("attachment", "del-tipo.pdf"),
    ],
)
def test_file_names_are_what_the_sender_meant(disposition: str, name: str) -> None:
    part = f"Content-Type: application/pdf; name=del-tipo.pdf\r\nContent-Disposition: {disposition}\r\n\r\nx".encode()
    assert [one.name for one in parse(mixed(TEXT, part)).attachments] == [name]


def test_a_nameless_file_gets_a_name_by_its_kind() -> None:
    parts = (b"Content-Type: application/ms-tnef\r\n\r\nx", b"Content-Type: image/jpeg\r\n\r\nx")
    assert [one.name for one in parse(mixed(TEXT, *parts)).attachments] == ["winmail.dat", "attachment-2.jpg"]


def test_a_forwarded_mail_is_read_and_kept_as_a_file() -> None:
    inner = b"Subject: =?utf-8?q?Aver=C3=ADa?=\r\nFrom: luis@x.y\r\n\r\nNo va"
    read = parse(mixed(TEXT, b"Content-Type: message/rfc822\r\n\r\n" + inner))
    assert [(one.subject, one.text, one.sender) for one in read.forwarded] == [
        ("Avería", "No va", Address("", "luis@x.y"))
    ]
    assert [(one.name, one.content) for one in read.attachments] == [("Avería.eml", inner)]


def test_a_forwarded_mail_in_base64_is_read_too() -> None:
    inner = base64.b64encode(b"Subject: dentro\r\n\r\nNo va")
    part = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner
    assert [(one.subject, one.text) for one in parse(mixed(part)).forwarded] == [("dentro", "No va")]


def test_flowed_text_is_put_together() -> None:
    body = b"Una linea \r\nlarga.\r\n> cita \r\n> larga\r\n-- \r\nAna"
    assert (
        parse(mail("Content-Type: text/plain; format=flowed", body=body)).text
        == "Una linea larga.\n> cita larga\n-- \nAna"
    )
    pieces = b"pala \r\nbra"
    assert parse(mail("Content-Type: text/plain; format=flowed; delsp=yes", body=pieces)).text == "palabra"


def test_an_invitation_is_shown_as_what_it_is() -> None:
    ics = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Revisión\\, planta 2\r\n"
        "DTSTART;TZID=Romance Standard Time:20240305T090000\r\nDURATION:PT1H30M\r\nLOCATION:Sala\r\n  B\r\n"
        'ORGANIZER;CN="Ana P":mailto:ana@x.y\r\nBEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
    ).encode()
    read = parse(mixed(TEXT, b"Content-Type: text/calendar; charset=utf-8\r\n\r\n" + ics, kind="alternative"))
    assert read.invitations == (
        Invitation(
            "REQUEST",
            "Revisión, planta 2",
            "2024-03-05T09:00:00+01:00",
            "2024-03-05T10:30:00+01:00",
            "Sala B",
            "Ana P <ana@x.y>",
        ),
    )
    assert [one.name for one in read.attachments] == ["invite.ics"]


# -- signed and encrypted -----------------------------------------------------------------------------------------


def der(tag: int, value: bytes) -> bytes:
    size = len(value)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + value


SIGNED, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
INNER = "Content-Type: text/plain; charset=utf-8\r\n\r\nVámonos\r\n".encode()


def opaque(octets: bytes) -> bytes:
    fields = der(0x02, b"\x01") + der(0x31, b"") + der(0x30, DATA + der(0xA0, octets)) + der(0x31, b"")
    return der(0x30, SIGNED + der(0xA0, der(0x30, fields)))


def chunked() -> bytes:
    halves = der(0x04, INNER[:9]) + der(0x04, INNER[9:])
    octets = b"\x24\x80" + halves + b"\0\0"
    content = b"\x30\x80" + DATA + b"\xa0\x80" + octets + b"\0\0" + b"\0\0"
    return (
        b"\x30\x80" + SIGNED + b"\xa0\x80" + b"\x30\x80" + der(0x02, b"\x01") + der(0x31, b"") + content + b"\0\0" * 3
    )


@pytest.mark.parametrize("cms", [opaque(der(0x04, INNER)), chunked()])
def test_an_opaque_signed_mail_shows_its_words(cms: bytes) -> None:
    head = (
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content-Transfer-Encoding: base64",
    )
    read = parse(mail(*head, body=base64.encodebytes(cms)))
    assert (read.text, read.security, read.attachments) == ("Vámonos\n", "smime-signed", ())


def test_an_opaque_signed_part_inside_a_list_mail_shows_its_words() -> None:
    sealed = mail(
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content-Transfer-Encoding: base64",
        body=base64.encodebytes(opaque(der(0x04, INNER))),
    )
    read = parse(mixed(sealed, TEXT, IMAGE))
    assert (read.text, read.security, [one.name for one in read.attachments]) == (
        "Vámonos\n\nHola\n",
        "smime-signed",
        ["foto.png"],
    )


def test_an_encrypted_mail_says_so_and_keeps_its_file() -> None:
    cms = der(0x30, ENVELOPED + der(0xA0, b"x"))
    read = parse(mail("Content-Type: application/x-pkcs7-mime; name=smime.p7m", body=cms))
    assert (read.text, read.security, [one.name for one in read.attachments]) == (
        "",
        "smime-encrypted",
        ["smime.p7m"],
    )


def test_a_detached_signature_is_named_by_its_kind() -> None:
    seal = b"Content-Type: application/pgp-signature\r\n\r\nx"
    read = parse(mixed(TEXT, seal, kind="signed", more='; protocol="application/pgp-signature"'))
    assert (read.text, read.security) == ("Hola", "pgp-signed")
    seal = b"Content-Type: application/x-pkcs7-signature\r\n\r\nx"
    assert parse(mixed(TEXT, seal, kind="signed")).security == "smime-signed"


def test_pgp_mime_encryption_is_recognised() -> None:
    assert (
        parse(mixed(b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind="encrypted")).security
        == "pgp-encrypted"
    )


def test_an_inline_pgp_signature_leaves_only_the_words() -> None:
    body = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHola\n- -- \nAna\n-----BEGIN PGP SIGNATURE-----\n\nabc\n"
        b"-----END PGP SIGNATURE-----\n"
    )
    read = parse(b"From: a@b.c\n\n" + body)
    assert (read.text, read.security) == ("Hola\n-- \nAna\n", "pgp-signed")


# -- broken input -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Subject: x\nThis never had a blank line\n", "This never had a blank line\n"),
        (b"From ana@x.y Tue Mar  5 09:00:00 2024\nSubject: x\n\nhola\n", "hola\n"),
        (b"\n\n   \nSubject: x\n\nhola\n", "hola\n"),
        (b"Subject: x\r\rhola\r", "hola\n"),
        (b"Subject: x\nX-Rota\nunida\nDate: x\n\nhola\n", "hola\n"),
        (b"Content-Type: multipart/mixed; boundary=b\n\nsin partes\n", "sin partes\n"),
        (b"Content-Type: multipart/mixed\n\n--zz\nContent-Type: text/plain\n\nhola\n--zz--\n", "hola"),
        (b"Content-Type: multipart/mixed boundary=b\n\n--b\n\nhola\n--b--\n", "hola"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\ncortad", "cortad"),
        (b"Content-Type: multipart/mixed; boundary=b\n--b\n\nhola\n--b--\n", "hola"),
        (b"Content-Type: nonsense\n\nhola\n", "hola\n"),
        (b"Content-Transfer-Encoding: base64\n\naG9\n!sYQ\n", "hola"),
        (b"Content-Transfer-Encoding: base64\n\naG9sYQ==\n_______\nUna lista: pie\n", "hola"),
        (
            b"Content-Transfer-Encoding: base64\n\nEsto no es base64, claro que no.\n",
            "Esto no es base64, claro que no.\n",
        ),
        (b"Content-Transfer-Encoding: quoted-printable\n\nho= \nla =E1=ZZ\n", "hola á=ZZ\n"),
        (b"Content-Transfer-Encoding: nonsense\n\nhola\n", "hola\n"),
        (b"", ""),
    ],
)
def test_broken_mail_keeps_its_words(raw: bytes, text: str) -> None:
    assert parse(raw).text == text


def test_the_outer_boundary_ends_an_unfinished_inner_part() -> None:
    inner = b'Content-Type: multipart/alternative; boundary="b1"\r\n\r\n--b1\r\n' + TEXT
    read = parse(mixed(inner, IMAGE))
    assert (read.text, [one.name for one in read.attachments], read.defects) == (
        "Hola",
        ["foto.png"],
        ("multipart without its end",),
    )


def unfinished(*parts: bytes, end: bytes = b"") -> bytes:
    """Two multiparts in one another; neither has its end unless given."""
    head = b"From: a@b.c\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n"
    return head + b"Content-Type: multipart/mixed; boundary=b2\n\n" + b"\n".join(parts) + end


PLAIN = b"Content-Type: text/plain\n\n"


@pytest.mark.parametrize(
    ("raw", "text", "files"),
    [
        (unfinished(b"--b2\n" + PLAIN + b"uno", b"--b1\n" + PLAIN + b"dos"), f"uno\n--b1\n{PLAIN.decode()}dos", []),
        (
            unfinished(b"--b2\n" + PLAIN + b"uno", b"--b1\n" + PLAIN + b"dos", end=b"\n--b1--\n"),
            "uno\n\ndos\n",
            [],
        ),
        (
            unfinished(b"--b2\n" + PLAIN + b"uno", b"--b1\nContent-Type: image/png; name=a.png\n\nx"),
            "uno",
            ["a.png"],
        ),
        (
            unfinished(
                b"--b2\n" + PLAIN + b"uno",
                b"--b1\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nx",
            ),
            "uno",
            ["a.txt"],
        ),
    ],
)
def test_where_no_multipart_ends_an_outer_boundary_is_words_only_if_plain_words_follow(
    raw: bytes, text: str, files: list[str]
) -> None:
    read = parse(raw)
    assert (read.text, [one.name for one in read.attachments]) == (text, files)


def test_where_no_multipart_ends_a_boundary_that_begins_with_the_inner_one_is_its_own() -> None:
    raw = unfinished(b"--b2\n" + PLAIN + b"uno", b"--b22\n" + PLAIN + b"dos").replace(b"b1", b"b22")
    assert parse(raw).text == "uno\n\ndos\n"


def test_of_two_content_types_a_multipart_without_its_end_yields_to_plain_text() -> None:
    words = b"Hola\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>Hola</p>\r\n"
    head = b"Content-Type: multipart/alternative; boundary=b1\r\nContent-Type: text/plain\r\n\r\n"
    assert parse(mixed(head + words)).text == words.decode().replace("\r\n", "\n").removesuffix("\n") + "\n"
    assert parse(mixed(head + b"--b1\r\n" + TEXT + b"\r\n--b1--")).text == "Hola"


def test_files_written_into_the_words_are_files() -> None:
    block = b"begin 644 nota.txt\n#86)C\n`\nend\n"
    read = parse(b"From: a@b.c\n\nAntes\n" + block + block.replace(b"nota", b"otra") + b"Luego\n")
    found = [(one.name, one.content_type, one.content) for one in read.attachments]
    assert (read.text, found) == (
        "Antes\nLuego\n",
        [("nota.txt", "text/plain", b"abc"), ("otra.txt", "text/plain", b"abc")],
    )


def test_words_that_only_begin_like_a_file_stay_words() -> None:
    words = "begin 644 nota.txt\nla nota dice\nend\n"
    read = parse(b"From: a@b.c\n\n" + words.encode())
    assert (read.text, read.attachments) == (words, ())


def test_a_bomb_of_levels_is_cut_and_said() -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5_000))
    assert "nested too deeply" in parse(b"From: a@b.c\n" + raw).defects


def test_a_bomb_of_parts_is_cut_and_said() -> None:
    raw = (
        b"From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: image/png\n\nx\n" * 50_000
    )
    read = parse(raw)
    assert (len(read.attachments), "too many parts" in read.defects) == (999, True)


def test_a_huge_header_is_cut_and_the_body_still_found() -> None:
    read = parse(b"From: a@b.c\nX-Big: " + b"x\n " * 300_000 + b"\nSubject: tarde\n\nhola\n")
    assert (read.text, read.defects) == ("hola\n", ("header too long",))
