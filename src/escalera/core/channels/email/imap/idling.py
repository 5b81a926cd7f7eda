"""Waiting for news in IDLE (RFC 2177): whatever the server says, or that it is gone, ends the wait. What it said is for
the next reading.

The libraries read through a buffer and then ask the socket for news: a line that came in one packet with the line before
it lies in the buffer unseen, and a connection that was cut without a word looks like silence. Nothing is read ahead
here."""

from __future__ import annotations

import select
import time
from threading import Event

from imap_tools import BaseMailBox

SLICE_S = 1.0  # how soon a waiting session notices that it is to stop
LONGEST_LINE = 10_000


def idle(box: BaseMailBox, seconds: float, stop: Event) -> bool:
    """Wait in the open folder until the server says something, at most so long; say whether it did.

    Raises: imaplib.IMAP4.error if it refuses to, imaplib.IMAP4.abort if it hung up, OSError."""
    client = box.client
    if client.response("EXISTS")[1] != [None]:
        return True  # announced with the answer to an earlier command, so never again
    tag = client._command("IDLE")
    heard = _reads_go_ahead(box, tag)
    until = time.monotonic() + seconds
    while not heard and not stop.is_set() and (left := until - time.monotonic()) > 0:
        heard = _has_news(box, min(SLICE_S, left))
    client.send(b"DONE\r\n")
    box.consume_until_tagged_response(tag)
    return heard


def _reads_go_ahead(box: BaseMailBox, tag: bytes) -> bool:
    """Read until the server says that it idles; say whether it said something else before."""
    heard = False
    while not (line := _line(box)).startswith(b"+"):
        if line.startswith(tag):
            raise box.client.error(line.decode("utf-8", "replace").strip())
        heard = True
    return heard


def _line(box: BaseMailBox) -> bytes:
    """Read one line, and no byte more."""
    line = b""
    while not line.endswith(b"\n"):
        byte = box.client.sock.recv(1)
        if not byte:
            raise box.client.abort("socket error: EOF")
        if len(line) > LONGEST_LINE:
            raise box.client.abort("a line without an end")
        line += byte
    return line


def _has_news(box: BaseMailBox, seconds: float) -> bool:
    """Wait until there is something to read: words, or the end of the connection."""
    sock = box.client.sock
    if getattr(sock, "pending", int)():  # what TLS has deciphered is no longer at the socket
        return True
    poller = select.poll()
    poller.register(sock.fileno(), select.POLLIN)
    return bool(poller.poll(seconds * 1000))
