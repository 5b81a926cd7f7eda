"""The built-in SMTP and LMTP gate: what it answered 250 to is in the ledger already.

Recipients: the addresses of the mail channels (plus-tags and aliases too) and postmaster. Somebody else's address is
refused for good (550) so that the sender hears of it; an address of a channel that is switched off, and any address
while the desk has no channel at all, are put off (450), so that the mail waits with its sender and is not lost."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from escalera.core.channels.email.arrivals import Arrival, keep, note_too_large
from escalera.core.channels.email.doors import Door, doors_are_fresh, find_door

LOGGER = logging.getLogger(__name__)
THREADS = 4
MOST_CONNECTIONS = 200
MOST_RECIPIENTS = 100
IDLE_S = 120.0  # a client that says nothing for so long is let go
STORE_S = 60.0  # a database that takes longer is answered with 451; what it still stores is known when it comes again
T = TypeVar("T")


class _Handler:
    """What the gate says to MAIL, RCPT and DATA; everything that asks the database runs in the pool."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest in another transaction"
        try:
            door = find_door(address) if doors_are_fresh() else await self.run(lambda: find_door(address))
        except (DatabaseError, InterfaceError, OSError, TimeoutError):
            LOGGER.exception("The gate cannot ask the database about a recipient")
            return "451 4.3.0 Temporary trouble here, try again"
        if door is None or not door.is_open:
            return refusal(address, door)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: _Server, session: Session, envelope: Envelope) -> str:
        arrival = server.arrival(envelope.original_content or b"")
        try:
            item = await self.run(lambda: keep(arrival, at=timezone.now()))
        except (DatabaseError, InterfaceError, OSError, TimeoutError):
            LOGGER.exception("The gate cannot store a mail; its sender is asked to come again")
            return "451 4.3.0 Could not be stored, try again"
        return f"250 2.0.0 Kept as item {item.pk}"

    async def note_too_large(self, arrival: Arrival, size: int) -> None:
        try:
            await self.run(lambda: note_too_large(arrival, size, at=timezone.now()))
        except (DatabaseError, InterfaceError, OSError, TimeoutError):
            LOGGER.exception("A mail of %d bytes was refused, and the ledger could not be told", size)

    async def handle_exception(self, error: Exception) -> str:
        LOGGER.error("The gate met an unexpected error", exc_info=error)
        return "451 4.3.0 Temporary trouble here, try again"

    async def run(self, work: Callable[[], T]) -> T:
        future = asyncio.get_running_loop().run_in_executor(self._pool, _in_thread, work)
        return await asyncio.wait_for(asyncio.shield(future), STORE_S)


def _in_thread(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    except (DatabaseError, InterfaceError):
        close_old_connections()
        raise


def refusal(address: str, door: Door | None) -> str:
    """Return the answer to a recipient that is not taken."""
    shown = address.encode("ascii", "replace").decode()[:200]
    if door is None:
        return f"550 5.1.1 <{shown}> is not an address of this desk"
    if door.channel is None:
        return "450 4.2.1 This desk has no mail channel yet, try again later"
    return f"450 4.2.1 <{shown}> is switched off at the moment, try again later"


class _Server(SMTP):
    """One connection. Lines may be of any length, and what is too large is read to its end, refused and noted."""

    line_length_limit = 64 * 1024  # of the reader's buffer; longer lines are put together again
    protocol_name = "smtp"
    event_handler: _Handler

    def __init__(self, handler: _Handler, gate_: Gate) -> None:
        super().__init__(
            handler,
            data_size_limit=settings.MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.MAIL_DOMAIN,
            ident="Escalera",
            timeout=IDLE_S,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            loop=asyncio.get_running_loop(),
        )
        self._gate = gate_

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self._gate.admit(self):
            assert isinstance(transport, asyncio.WriteTransport)
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            self._admitted = False
            self._reset_timeout()
            self._handler_coroutine = self.loop.create_task(asyncio.sleep(0))
            self.session = self._create_session()
            transport.close()
            return
        self._admitted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._gate.release(self)
        if self._admitted:
            super().connection_lost(error)
        elif self._timeout_handle is not None:
            self._timeout_handle.cancel()

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._admitted else None

    def arrival(self, raw: bytes) -> Arrival:
        assert self.session is not None
        assert self.envelope is not None
        peer = self.session.peer
        return Arrival(
            mail_from=_clean(self.envelope.mail_from or "<>"),
            recipients=tuple(dict.fromkeys(_clean(r) for r in self.envelope.rcpt_tos)),
            peer=str(peer[0]) if isinstance(peer, tuple) else str(peer or "local"),
            hello=_clean(self.session.host_name or ""),
            protocol=self.protocol_name,
            raw=raw,
        )

    async def smtp_MAIL(self, arg: str | None) -> None:
        announced = _announced_size(arg or "")
        await super().smtp_MAIL(arg)
        if announced > settings.MAX_MAIL_BYTES and self.envelope is not None and not self.envelope.mail_from:
            sender = (arg or "").partition(":")[2].split(" SIZE=")[0].strip().strip("<>").split(">")[0]
            self.envelope.mail_from = _clean(sender)
            refused = self.arrival(b"")
            self.envelope.mail_from = None
            await self.event_handler.note_too_large(refused, announced)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        recipients = len(self.envelope.rcpt_tos)
        raw, size = await self._read_data()
        if size > settings.MAX_MAIL_BYTES:
            await self.event_handler.note_too_large(self.arrival(_head_of(raw)), size)
            answer = f"552 5.3.4 Too large: {size} bytes, at most {settings.MAX_MAIL_BYTES} are taken"
        else:
            self.envelope.original_content = raw
            answer = await self.event_handler.handle_DATA(self, self.session, self.envelope)  # type: ignore[arg-type]
        self.envelope = self._create_envelope()
        await self._answer_data(answer, recipients)

    async def _answer_data(self, answer: str, recipients: int) -> None:
        await self.push(answer)

    async def _read_data(self) -> tuple[bytes, int]:
        """Read to the lone dot; return the bytes without dot-stuffing (the first part if it is too large) and how
        many there were. A bare LF never ends a line here, so nobody can smuggle a second mail in."""
        kept: list[bytes] = []
        size = 0
        at_line_start = True
        while True:
            try:
                line = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as overrun:
                line = await self._reader.read(max(1, overrun.consumed))
            if at_line_start and line == b".\r\n":
                return b"".join(kept), size
            if at_line_start and line.startswith(b"."):
                line = line[1:]
            at_line_start = line.endswith(b"\r\n")
            size += len(line)
            if size <= settings.MAX_MAIL_BYTES or not kept:
                kept.append(line)
            if size & 0xFFFF < len(line):  # about each 64 KB: the client is alive
                self._reset_timeout()


class _LmtpServer(_Server):
    """LMTP: the greeting is LHLO, and DATA is answered once for each recipient (RFC 2033)."""

    protocol_name = "lmtp"

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str) -> None:
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def smtp_EHLO(self, arg: str) -> None:
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def _answer_data(self, answer: str, recipients: int) -> None:
        await self.push("\r\n".join([answer] * recipients))


class Gate:
    """The open gate. `smtp_port` and `lmtp_port` are the ports it listens on (None: not opened)."""

    def __init__(self) -> None:
        self.smtp_port: int | None = None
        self.lmtp_port: int | None = None
        self._connections: set[_Server] = set()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="gate")
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._run, name="gate", daemon=True)

    def admit(self, server: _Server) -> bool:
        if len(self._connections) >= MOST_CONNECTIONS:
            return False
        self._connections.add(server)
        return True

    def release(self, server: _Server) -> None:
        self._connections.discard(server)

    def open(self, smtp: str, lmtp: str) -> Gate:
        """Listen. Raises: OSError (the address is taken), ValueError (it is not host:port)."""
        self._thread.start()
        try:
            self.smtp_port = self._listen(smtp, _Server) if smtp else None
            self.lmtp_port = self._listen(lmtp, _LmtpServer) if lmtp else None
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self, timeout_s: float = 10.0) -> None:
        """Take no more connections, let running stores end, and free everything."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout_s)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout_s)
        _close_connections(self._pool)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _listen(self, address: str, kind: type[_Server]) -> int:
        host, _colon, port = address.rpartition(":")
        if not port.isdigit():
            raise ValueError(f"{address!r} is not host:port")
        handler = _Handler(self._pool)

        async def start() -> asyncio.Server:
            loop = asyncio.get_running_loop()
            return await loop.create_server(lambda: kind(handler, self), host.strip("[]") or "127.0.0.1", int(port))

        server = asyncio.run_coroutine_threadsafe(start(), self._loop).result(10)
        self._servers.append(server)
        own: socket.socket = server.sockets[0]
        return int(own.getsockname()[1])

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for connection in list(self._connections):
            if connection.transport is not None:
                connection.transport.close()
        await asyncio.sleep(0)


def start_gate(smtp: str | None = None, lmtp: str | None = None) -> Gate:
    """Open the SMTP and LMTP doors of the settings (or of the arguments: "host:port", "" for none, port 0 for a free
    one) in a thread of their own; call `.stop()` at the end.

    Raises: OSError (the address is taken), ValueError (it is not host:port)."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the library tells every command
    return Gate().open(settings.GATE_SMTP if smtp is None else smtp, settings.GATE_LMTP if lmtp is None else lmtp)


def _close_connections(pool: ThreadPoolExecutor) -> None:
    """Close each pool thread's own database connection: they meet at a barrier, so that each comes once."""
    barrier = threading.Barrier(THREADS)

    def close() -> None:
        connections.close_all()
        try:
            barrier.wait(2)
        except threading.BrokenBarrierError:
            return

    for future in [pool.submit(close) for _one in range(THREADS)]:
        future.result(10)


def _announced_size(arg: str) -> int:
    for word in arg.upper().split():
        if word.startswith("SIZE=") and word[5:].isdigit():
            return min(int(word[5:][:18]), 2**62)
    return 0


def _head_of(raw: bytes) -> bytes:
    """Return the header of a mail that is too large, so that people see who sent what."""
    end = raw[:256_000].find(b"\r\n\r\n")
    return raw[: end + 4] if end >= 0 else raw[:64_000]


def _clean(text: str) -> str:
    """Return a text that a database and JSON can hold."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")[:320]
