"""Mails as they really come: relay headers, both body forms, a signature, the quoted answer."""

from __future__ import annotations

import base64
import hashlib
import quopri
from dataclasses import dataclass

from bench import words

DESK = "soporte@escalera.example"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of ours that a customer answers: its Message-ID without <> and its text."""

    message_id: str
    text: str


def short_mail(number: int, text: str, *, name: str, address: str) -> bytes:
    """Return a mail with little more than its text: what a form or a script sends."""
    return _headers(number, name, address, words.subject(number), "", relayed=False) + _plain(text)


def message_id(number: int, address: str) -> str:
    """Return the Message-ID of a customer's mail, without <>."""
    return f"CAF{number:012x}@mail.{address.partition('@')[2]}"


def new_mail(number: int, *, name: str, address: str) -> bytes:
    """Return the first mail of a conversation: every second one in plain text only."""
    text = f"{words.question(number)}\n\n{_signature(name, number)}"
    headers = _headers(number, name, address, words.subject(number), "")
    return headers + (_plain(text) if number % 2 else _both(number, text, quoted=""))


def reply_mail(number: int, *, name: str, address: str, subject: str, to: Sent) -> bytes:
    """Return a customer's answer to one of our mails, with that mail quoted below."""
    said = f"{words.question(number + 13)}\n\n{_signature(name, number)}"
    intro = f"El lun, 16 nov 2026 a las 10:{number % 60:02d}, Soporte (<{DESK}>) escribió:"
    threading = f"In-Reply-To: <{to.message_id}>\r\nReferences: <{to.message_id}>\r\n"
    headers = _headers(number, name, address, f"Re: {subject}", threading)
    if number % 2:
        quoted = "\n".join(f"> {line}" for line in to.text.splitlines())
        return headers + _plain(f"{said}\n\n{intro}\n{quoted}\n")
    return headers + _both(number, said, quoted=f"{intro}\n{to.text}")


def _headers(number: int, name: str, address: str, subject: str, threading: str, *, relayed: bool = True) -> bytes:
    lines = (
        f"From: {_encoded(name)} <{address}>\r\n"
        f"To: {DESK}\r\n"
        f"Subject: {_encoded(subject)}\r\n"
        f"Date: Mon, 16 Nov 2026 10:{number % 60:02d}:09 -0500\r\n"
        f"Message-ID: <{message_id(number, address)}>\r\n"
        f"{threading}MIME-Version: 1.0\r\n"
    )
    return ((_relays(number, address) if relayed else "") + lines).encode("ascii")


def _relays(number: int, address: str) -> str:
    """What the servers on the way put on top: a signature that nothing can compress is part of it."""
    domain = address.partition("@")[2]
    signed = base64.b64encode(hashlib.sha512(b"%d" % number).digest()).decode()
    return (
        f"Return-Path: <{address}>\r\n"
        f"Received: from mx{number % 9}.{domain} (mx{number % 9}.{domain} [192.0.2.{number % 250}])\r\n"
        f"\tby in.escalera.example (Postfix) with ESMTPS id 4F{number:08X}\r\n"
        f"\tfor <{DESK}>; Mon, 16 Nov 2026 10:{number % 60:02d}:11 -0500 (COT)\r\n"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=s1;\r\n"
        f"\th=from:to:subject:date:message-id; bh={signed[:44]}; b={signed}\r\n"
    )


def _encoded(text: str) -> str:
    """Write a header's words as RFC 2047 wants them, folded every 36 bytes."""
    if text.isascii():
        return text
    words_, line = [], b""
    for character in text:
        raw = character.encode()
        if len(line) + len(raw) > 36:
            words_.append(line)
            line = b""
        line += raw
    return "\r\n ".join(f"=?UTF-8?B?{base64.b64encode(word).decode()}?=" for word in (*words_, line))


def _plain(text: str) -> bytes:
    head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + _quoted_printable(text)


def _both(number: int, text: str, *, quoted: str) -> bytes:
    mark = f"000000000000{number:012x}"
    below = f'<br><div class="gmail_quote"><blockquote class="gmail_quote">{_html(quoted)}</blockquote></div>'
    html = f'<div dir="ltr">{_html(text)}</div>{below if quoted else ""}\n'
    plain = text + ("\n\n" + "\n> ".join(quoted.splitlines()) if quoted else "")
    parts = b"".join(
        f"--{mark}\r\nContent-Type: {kind}; charset=UTF-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
        + _quoted_printable(body)
        + b"\r\n"
        for kind, body in (("text/plain", plain), ("text/html", html))
    )
    return (
        f'Content-Type: multipart/alternative; boundary="{mark}"\r\n\r\n'.encode()
        + parts
        + f"--{mark}--\r\n".encode()
    )


def _html(text: str) -> str:
    return "".join(f"<div>{line or '<br>'}</div>" for line in text.splitlines())


def _signature(name: str, number: int) -> str:
    return f"-- \n{name}\nDepartamento de Compras\nTel. +57 601 555 {number % 10_000:04d}"


def _quoted_printable(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\n", b"\r\n") + b"\r\n"
