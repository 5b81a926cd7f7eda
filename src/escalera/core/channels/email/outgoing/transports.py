"""Handing a mail over: to an SMTP server, or into a folder. Every failure says whether trying again may help."""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.core.channels.email.outgoing.compose import OutgoingMail
from escalera.core.channels.email.settings import Folder, Server

CONNECT_S = 20.0
COMMAND_S = 30.0  # for each word of the server; SMTP_ANSWER_S in the settings overrules it
_OF_SERVER = (421, 454, 530, 534, 535, 538)  # it closes, or wants to be signed in to: RFC 4954
Refused = Mapping[str, tuple[int, bytes]]


class NotSent(Exception):
    """The mail was not accepted. `permanent`: the same try would end the same way; `of_server`: the trouble is with
    the server or the connection, not with this mail; `refused`: recipients that do not exist there."""

    def __init__(
        self, words: str, *, permanent: bool = False, of_server: bool = False, refused: Refused | None = None
    ):
        super().__init__(words)
        self.permanent = permanent
        self.of_server = of_server
        self.refused = dict(refused or {})


class Transport(Protocol):
    """A way out, open for a batch of mails."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, mail: OutgoingMail, *, patient: bool) -> str:
        """Hand one mail over and return the other side's words. While `patient`, a recipient that is put off puts
        the whole mail off. Raises: NotSent."""


def open_transport(way: Server | Folder) -> Transport:
    """Return the transport for a way out; it connects at the first mail."""
    if isinstance(way, Folder):
        return _IntoFolder(way)
    return _Smtp(way, float(getattr(settings, "SMTP_ANSWER_S", COMMAND_S)))


def check_server(server: Server, *, timeout_s: float) -> str:
    """Connect and sign in without sending anything; return the server's words. Raises: NotSent."""
    with _Smtp(server, timeout_s, connect_s=timeout_s) as transport:
        return transport.check()


class _IntoFolder:
    def __init__(self, folder: Folder) -> None:
        self._path = Path(folder.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        return

    def send(self, mail: OutgoingMail, *, patient: bool) -> str:
        """Write the mail under its Message-ID; the same mail again replaces itself."""
        name = "".join(c if c.isalnum() or c in ".-_@" else "_" for c in mail.message_id)[:200] + ".eml"
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._path, prefix=".")
            with os.fdopen(handle, "wb") as file:
                file.write(mail.content)
            os.replace(temporary, self._path / name)
        except OSError as error:
            words = _("The folder %(path)s cannot be written: %(why)s") % {"path": self._path, "why": error.strerror}
            raise NotSent(words, of_server=True) from error
        return _("Written to %(path)s") % {"path": self._path / name}


class _Smtp:
    """One connection, opened at the first mail and again after it broke."""

    def __init__(self, server: Server, timeout_s: float, connect_s: float = CONNECT_S) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._connect_s = connect_s
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        if self._client is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._client.quit()
        self._drop()

    def check(self) -> str:
        return said(*self._connected().noop())

    def send(self, mail: OutgoingMail, *, patient: bool) -> str:
        client = self._connected()
        try:
            return self._hand_over(client, mail, patient)
        except smtplib.SMTPServerDisconnected as error:
            self._drop()
            raise NotSent(_("The mail server hung up: %(why)s") % {"why": error}) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise NotSent(_("The connection broke: %(why)s") % {"why": _why(error)}) from error

    def _hand_over(self, client: smtplib.SMTP, mail: OutgoingMail, patient: bool) -> str:
        options = [f"SIZE={len(mail.content)}"] if client.has_extn("size") else []
        if mail.needs_utf8:
            if not client.has_extn("smtputf8"):
                raise self._no(_("The mail server cannot take addresses with letters beyond ASCII."))
            options += ["SMTPUTF8", "BODY=8BITMIME"]
            client.command_encoding = "utf-8"
        self._expect(client, *client.mail(mail.sender, options))
        refused = {}
        for recipient in mail.recipients:
            code, words = client.rcpt(recipient)
            if code == 421:
                self._expect(client, code, words)
            if code not in (250, 251):
                refused[recipient] = (code, words)
        self._weigh(client, mail, refused, patient)
        self._expect(client, *client.docmd("DATA"), good=(354,))
        client.send(_dotted(mail.content))
        code, words = client.getreply()
        self._expect(client, code, words)
        return "; ".join([said(code, words), *(f"{address}: {said(*why)}" for address, why in refused.items())])

    def _weigh(self, client: smtplib.SMTP, mail: OutgoingMail, refused: Refused, patient: bool) -> None:
        """Go on only if it helps the person it is for. Raises: NotSent."""
        if not refused:
            return
        for_good = {address: why for address, why in refused.items() if why[0] >= 500}
        words = "; ".join(f"{address}: {said(*why)}" for address, why in refused.items())
        nobody = all(address in refused for address in mail.to) or len(refused) == len(mail.recipients)
        put_off = len(for_good) < len(refused)
        if put_off and (patient or nobody):
            self._reset(client)
            raise NotSent(words, refused=for_good)
        if nobody:
            self._reset(client)
            raise NotSent(words, permanent=True, refused=for_good)

    def _expect(self, client: smtplib.SMTP, code: int, words: bytes, good: tuple[int, ...] = (250,)) -> None:
        if code in good:
            return
        if code == 421:
            self._drop()
        else:
            self._reset(client)
        of_server = code in _OF_SERVER
        raise NotSent(said(code, words), permanent=code >= 500 and not of_server, of_server=of_server)

    def _no(self, words: str) -> NotSent:
        return NotSent(words, permanent=True)

    def _reset(self, client: smtplib.SMTP) -> None:
        try:
            client.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        if not server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        client: smtplib.SMTP | None = None
        try:
            client = _dial(server, context, self._connect_s)
            assert client.sock is not None
            client.sock.settimeout(self._timeout_s)
            client.ehlo_or_helo_if_needed()
            if server.tls == "starttls" or (server.tls == "auto" and client.has_extn("starttls")):
                client.starttls(context=context)
                client.ehlo_or_helo_if_needed()
            self._sign_in(client)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            if client is not None:
                client.close()
            words = _("%(server)s: %(why)s") % {"server": server.name, "why": _why(error)}
            raise NotSent(words, of_server=True) from error
        return client

    def _sign_in(self, client: smtplib.SMTP) -> None:
        server = self._server
        if not server.user:
            return
        if not isinstance(client.sock, ssl.SSLSocket) and server.tls != "none" and not server.is_here:
            raise ValueError(_("it offers no encryption, and the password is not sent without"))
        client.login(server.user, server.password)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def _dial(server: Server, context: ssl.SSLContext, timeout_s: float) -> smtplib.SMTP:
    own_name = settings.MAIL_DOMAIN
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, local_hostname=own_name, timeout=timeout_s, context=context)
    return smtplib.SMTP(server.host, server.port, local_hostname=own_name, timeout=timeout_s)


def _dotted(content: bytes) -> bytes:
    """Return the mail as it goes after DATA: CRLF lines, leading dots doubled, the lone dot at the end."""
    body = content if content.endswith(b"\r\n") else content + b"\r\n"
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    return (b"." + stuffed if stuffed.startswith(b".") else stuffed) + b".\r\n"


def said(code: int, words: bytes | str) -> str:
    """Return a server's answer as one line of text."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.replace(chr(0), '').split())}"[:500]


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    if isinstance(error, socket.gaierror):
        return _("there is no machine of this name")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)[:300] or type(error).__name__
