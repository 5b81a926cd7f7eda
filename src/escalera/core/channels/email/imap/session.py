"""One connection to an IMAP server: read-only, by UID, with a time limit on every answer.

Folders are opened with EXAMINE and bodies fetched with BODY.PEEK, so nothing is ever marked as read."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Self, TypeVar

from django.utils.translation import gettext as _
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from escalera.core.channels.email.imap.idling import idle
from escalera.core.channels.email.settings import Server

ANSWER_S = 60.0
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
T = TypeVar("T")


class MailboxTrouble(Exception):
    """The connection or the account does not work; everything has to begin again with a new connection."""


class CommandRefused(Exception):
    """The server said no to this one command; the connection goes on. The text is the server's."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """UIDs count only together with `uidvalidity`: another one means that the folder was numbered anew."""

    uidvalidity: int
    messages: int


class MailboxSession:
    """Use as a context manager. Every method raises MailboxTrouble if the connection breaks or stalls."""

    def __init__(self, server: Server, *, timeout_s: float = ANSWER_S) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._box: BaseMailBox | None = None

    def __enter__(self) -> Self:
        self._box = self._safely(self._connect)
        return self

    def __exit__(self, *_problem: object) -> None:
        if self._box is not None:
            with contextlib.suppress(Exception):
                self._box.client.sock.settimeout(5)
                self._box.client.logout()
            with contextlib.suppress(Exception):
                self._box.client.shutdown()
        self._box = None

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self._client.capabilities

    def open(self, folder: str) -> FolderState:
        """Open a folder read-only. Raises: CommandRefused if there is none of this name."""

        def examine() -> FolderState:
            assert self._box is not None
            self._box.folder.set(folder, readonly=True)
            _code, validity = self._client.response("UIDVALIDITY")
            _code, exists = self._client.response("EXISTS")
            if not validity or validity[0] is None:
                raise CommandRefused(_("the server gives no UIDVALIDITY for this folder"))
            return FolderState(int(validity[0]), int(exists[-1] or 0) if exists else 0)

        return self._safely(examine)

    def uids(self, *, after: int) -> list[int]:
        """Return the UIDs above `after`, ascending. Raises: CommandRefused."""
        data = self._uid("SEARCH", f"UID {after + 1}:*")  # "*" is always answered, so the last one may be an old one
        found = {int(uid) for line in data if isinstance(line, bytes) for uid in line.split()}
        return sorted(uid for uid in found if uid > after)

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Return the sizes in bytes; a mail that is gone has none. Raises: CommandRefused."""
        sizes = {}
        for line in self._uid("FETCH", _set_of(uids), "(UID RFC822.SIZE)"):
            text = line[0] if isinstance(line, tuple) else line
            if isinstance(text, bytes) and (uid := _UID.search(text)) and (size := _SIZE.search(text)):
                sizes[int(uid[1])] = int(size[1])
        return {uid: sizes[uid] for uid in uids if uid in sizes}

    def fetch(self, uids: Sequence[int], *, what: str = "BODY.PEEK[]") -> dict[int, bytes]:
        """Return the mails' bytes; what the server gave nothing for is left out. Raises: CommandRefused."""
        found = {}
        lines = self._uid("FETCH", _set_of(uids), f"(UID {what})")
        for place, line in enumerate(lines):
            if not isinstance(line, tuple):
                continue
            after = lines[place + 1] if place + 1 < len(lines) else b""
            uid = _UID.search(line[0]) or (_UID.search(after) if isinstance(after, bytes) else None)
            if uid:
                found[int(uid[1])] = bytes(line[1])
        return {uid: found[uid] for uid in uids if uid in found}

    def header(self, uid: int) -> bytes:
        """Return a mail's header, b"" if the server gives none. Raises: CommandRefused."""
        return self.fetch([uid], what="BODY.PEEK[HEADER]").get(uid, b"")

    def wait(self, seconds: float, stop: Event) -> bool:
        """Wait for news in the open folder, at most so long; say whether the server said anything.

        Without IDLE this is a plain pause."""
        if not self.can_idle:
            stop.wait(seconds)
            return False
        assert self._box is not None
        box = self._box
        return self._safely(lambda: idle(box, seconds, stop))

    def folders(self) -> list[str]:
        """Return the names of all folders. Raises: CommandRefused."""
        assert self._box is not None
        box = self._box
        return self._safely(lambda: [info.name for info in box.folder.list()])

    @property
    def _client(self) -> Any:
        assert self._box is not None, "the session is not open"
        return self._box.client

    def _connect(self) -> BaseMailBox:
        server = self._server
        context = ssl.create_default_context()
        if not server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if server.tls == "tls":
            box: BaseMailBox = MailBox(server.host, server.port, timeout=self._timeout_s, ssl_context=context)
        elif server.tls == "starttls":
            box = MailBoxStartTls(server.host, server.port, timeout=self._timeout_s, ssl_context=context)
        else:
            box = MailBoxUnencrypted(server.host, server.port, timeout=self._timeout_s)
        try:
            ascii_only = (server.user + server.password).isascii()
            sign_in = box.login if ascii_only else box.login_utf8
            sign_in(server.user, server.password, initial_folder=None)
            box.client._get_capabilities()  # many servers tell IDLE only after sign-in
        except BaseException:
            with contextlib.suppress(Exception):
                box.client.shutdown()
            raise
        return box

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        def run() -> list[Any]:
            status, data = self._client.uid(command, *arguments)
            if status != "OK":
                raise CommandRefused(_words(data))
            return list(data)

        return self._safely(run)

    def _safely(self, work: Callable[[], T]) -> T:
        """Turn what the libraries raise into our two kinds of trouble."""
        try:
            return work()
        except UnexpectedCommandStatusError as error:
            raise self._refused(_words(error.command_result[1])) from error
        except imaplib.IMAP4.abort as error:
            raise MailboxTrouble(_("The mail server hung up: %(why)s") % {"why": error}) from error
        except imaplib.IMAP4.error as error:
            raise self._refused(str(error)) from error
        except (OSError, ImapToolsError, ValueError, EOFError) as error:
            raise MailboxTrouble(_why(error)) from error

    def _refused(self, words: str) -> Exception:
        return CommandRefused(words[:500]) if self._box is not None else MailboxTrouble(words[:500])


def _set_of(uids: Iterable[int]) -> str:
    return ",".join(map(str, uids))


def _words(data: Any) -> str:
    lines = [line.decode("utf-8", "replace") for line in data or [] if isinstance(line, bytes)]
    return " ".join(lines).strip() or _("the server gave no reason")


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    if isinstance(error, socket.gaierror):
        return _("there is no machine of this name")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)[:500] or type(error).__name__
