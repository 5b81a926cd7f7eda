"""The hub: one tail of the log per process, written straight to every open page. Lives on the event loop.

Beside the log it hears whispers: what is no history, such as who looks at a ticket, comes and goes without a place in it.
A client costs one waiting task and no thread, queue or database connection. The tail is read only while somebody
listens, in the hub's own thread; what asks the database for one client runs in the door's."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable, Coroutine, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections, connections

from escalera.base.jobs.wake import Bell
from escalera.base.log.tail import START, Position, head, tail
from escalera.base.storage.whispers import Whisper, listen
from escalera.faces.live.door import still_welcome
from escalera.faces.live.hints import Hint, Listener, hint_frame, hints_of, hints_of_whisper, mark_of

Send = Callable[[MutableMapping[str, Any]], Coroutine[Any, Any, None]]
P = ParamSpec("P")
T = TypeVar("T")

HEARTBEAT_S = 15.0
FALLBACK_S = 1.0
RETRY_S = 1.0
BATCH = 500
REPLAY_AT_MOST = 1000
STREAMS_OF_ONE = 20
STREAMS = 10_000
RESYNC = b'event: resync\ndata: {"topics": ["resync"]}\n\n'

logger = logging.getLogger(__name__)


class Full(Exception):
    """There are too many streams, of this listener or altogether."""


class Client:
    """One open stream. `held`: what happened while its missed events were still being read."""

    __slots__ = ("held", "listener", "send", "task")

    def __init__(self, listener: Listener, send: Send, task: asyncio.Task[Any]) -> None:
        self.listener = listener
        self.send = send
        self.task = task
        self.held: list[bytes] | None = []

    def write(self, frame: bytes) -> bool:
        """Hand bytes to the server without waiting; False if its buffer for this client is full."""
        if self.held is not None:
            self.held.append(frame)
            return len(self.held) <= REPLAY_AT_MOST
        sending = self.send({"type": "http.response.body", "body": frame, "more_body": True})
        try:
            sending.send(None)
        except StopIteration:
            return True
        except (OSError, RuntimeError):
            return False
        sending.close()  # it would have to wait, and has written nothing yet
        return False


class Hub:
    """All open streams of this process."""

    def __init__(self, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        self.heartbeat_s = heartbeat_s
        self.position = Position()
        self.clients: set[Client] = set()
        self.is_open = False
        self._counts: dict[str, int] = {}
        self._passing: set[asyncio.Task[None]] = set()
        self._following: asyncio.Task[None] | None = None
        self._beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Open for listeners; call on the event loop."""
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="live-tail")
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="live-door")
        self._bell: Bell | None = None
        self._ready = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hear(words: Whisper | None) -> None:
            loop.call_soon_threadsafe(self._overhear, words)

        self._deaf = listen(hear)
        self.is_open = True
        OPEN.add(self)

    async def stop(self) -> None:
        """End all streams and give the threads' database connections back."""
        OPEN.discard(self)
        self._deaf()
        self.say_goodbye()
        tasks = [task for task in (self._following, self._beating) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._following = self._beating = None
        for pool in (self._reading, self._asking):
            await asyncio.wrap_future(pool.submit(connections.close_all))
            pool.shutdown()

    @property
    def mark(self) -> str:
        """The place in the log up to which this process has read; "" if it never has. A page that is made now shows at
        least all that happened until there, so it misses nothing if it listens from there on."""
        return mark_of(self.position) if self.position > START else ""

    def say_goodbye(self) -> None:
        """End every stream now, so that the server need not wait for clients that never leave by themselves."""
        self.is_open = False
        for client in tuple(self.clients):
            self.drop(client)
        self._hang_up()

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run something that needs the database in the door's thread."""
        call = functools.partial(_with_fresh_connection, question, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._asking, call)

    async def add(self, client: Client) -> None:
        """Let a client in; from here on nothing that concerns it is lost. Raises: Full."""
        who = client.listener.who
        if not self.is_open or len(self.clients) >= STREAMS or self._counts.get(who, 0) >= STREAMS_OF_ONE:
            raise Full
        self.clients.add(client)
        self._counts[who] = self._counts.get(who, 0) + 1
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())
        await self._ready.wait()

    def remove(self, client: Client) -> None:
        """Let a client go; with the last one the reading ends."""
        if client not in self.clients:
            return
        self.clients.discard(client)
        who = client.listener.who
        self._counts[who] -= 1
        if not self._counts[who]:
            del self._counts[who]

    def drop(self, client: Client) -> None:
        """End a client's stream."""
        self.remove(client)
        client.task.cancel()

    async def release(self, client: Client, after: Position | None, missed: bool) -> None:
        """Send what the client missed since `after`, then let it hear what happens from now on.

        `missed`: it says that it heard us before, but not where; or too much happened: it must fetch everything."""
        until = self.position
        frames: list[bytes] = []
        if after is not None and after < until:
            hints = await self.ask(_replay, after, until)
            missed = hints is None
            frames = [_frame(hint, client.listener) for hint in hints or () if hint.concerns(client.listener)]
        held, client.held = client.held or [], None
        start = f"retry: 2000\nid: {mark_of(until)}\n\n".encode()
        opening = [start, RESYNC] if missed else [*frames, start]
        if not client.write(b"".join([*opening, *held])):
            self.drop(client)

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            self._bell = self._bell or Bell()
            self.position = await self._persist(loop, head)
            self._ready.set()
            while self.clients:
                hints, self.position = await self._persist(loop, self._read, self.position)
                self._publish(hints)
        finally:
            self._ready.clear()
            self._following = None
            self._hang_up()
            if self.clients and self.is_open:
                self._following = asyncio.create_task(self._follow())

    async def _persist(self, loop: asyncio.AbstractEventLoop, read: Callable[P, T], *args: P.args) -> T:  # type: ignore[valid-type]
        """Read in the tail's thread, again and again while the database is away."""
        while True:
            try:
                return await loop.run_in_executor(self._reading, _with_fresh_connection, read, *args)
            except Exception:
                if not self.is_open:
                    raise
                logger.warning("The live tail cannot read the log; trying again.", exc_info=True)
                await asyncio.sleep(RETRY_S)

    def _read(self, position: Position) -> tuple[list[Hint], Position]:
        """Return what is new, or wait at the bell for it once; runs in the tail's thread."""
        events, after = tail(position, limit=BATCH)
        if not events and (bell := self._bell) is not None:
            bell.wait(FALLBACK_S)
            events, after = tail(position, limit=BATCH)
        return (hints_of(events), after) if events else ([], position)

    def _hang_up(self) -> None:
        if self._bell is not None:
            self._bell.close()
            self._bell = None

    def _publish(self, hints: list[Hint]) -> None:
        """Write to every page what concerns it, in one go; each hint says how many pages will ask at the same time."""
        mine: dict[Client, list[bytes]] = {}
        for hint in hints:
            concerned = [client for client in self.clients if hint.concerns(client.listener)]
            ours = hint.frame(to_customer=False, listeners=len(concerned))
            theirs = hint.frame(to_customer=True)  # how many of us listen is no business of theirs
            for client in concerned:
                frame = theirs if client.listener.ticket_id is not None else ours
                mine.setdefault(client, []).append(frame)
        self._hand_out({client: b"".join(frames) for client, frames in mine.items()})

    def _overhear(self, words: Whisper | None) -> None:
        """Pass a whisper on to those whom it concerns; if some were lost, all agents fetch their parts again."""
        if not self.clients:
            return
        if words is None:
            self._hand_out({client: RESYNC for client in self.clients if client.listener.agent_id is not None})
        elif words.tickets:
            task = asyncio.get_running_loop().create_task(self._pass_on(words))
            self._passing.add(task)
            task.add_done_callback(self._passing.discard)
        else:
            self._tell(words.topics, hints_of_whisper(words))

    async def _pass_on(self, words: Whisper) -> None:
        """Find out who hears of the whisper's tickets, then tell them."""
        try:
            hints = await self.ask(hints_of_whisper, words)
        except Exception:
            logger.warning("Could not ask whom a whisper concerns.", exc_info=True)
            return
        self._tell(words.topics, hints)

    def _tell(self, topics: Sequence[str], hints: Sequence[Hint]) -> None:
        """Give a whisper's topics once to everybody whom one of its hints concerns."""
        concerned = [
            client
            for client in self.clients
            if client.listener.agent_id is not None and any(hint.concerns(client.listener) for hint in hints)
        ]
        frame = hint_frame(None, topics, len(concerned))
        self._hand_out(dict.fromkeys(concerned, frame))

    def _hand_out(self, frames: Mapping[Client, bytes]) -> None:
        for client, frame in frames.items():
            if not client.write(frame):
                self.drop(client)

    async def _beat(self) -> None:
        """Show every client that we are here, and where we stand; part with those who are no longer welcome."""
        with contextlib.suppress(asyncio.CancelledError):
            while self.clients:
                await asyncio.sleep(self.heartbeat_s)
                await self._check()
                frame = f"event: here\nid: {mark_of(self.position)}\ndata: 1\n\n".encode()
                for client in tuple(self.clients):
                    if client.held is None and not client.write(frame):
                        self.drop(client)
        self._beating = None
        if self.clients and self.is_open:
            self._beating = asyncio.create_task(self._beat())

    async def _check(self) -> None:
        agents = [client for client in self.clients if client.listener.session]
        try:
            welcome = await self.ask(still_welcome, [client.listener for client in agents])
        except Exception:
            logger.warning("Could not ask who still listens; asking again at the next beat.", exc_info=True)
            return
        for client in agents:
            now = welcome.get(client.listener.session)
            if now is None:
                self.drop(client)
            else:
                client.listener = now


def _frame(hint: Hint, listener: Listener) -> bytes:
    return hint.frame(to_customer=listener.ticket_id is not None)


def _replay(after: Position, until: Position) -> list[Hint] | None:
    """Return the hints between two places of the log; None if there are too many to tell one by one."""
    events, _ = tail(after, limit=REPLAY_AT_MOST + 1)
    if len(events) > REPLAY_AT_MOST:
        return None
    return [hint for hint in hints_of(events) if hint.position <= until]


def _with_fresh_connection(call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    close_old_connections()
    return call(*args, **kwargs)


HUB = Hub()
OPEN: set[Hub] = set()  # all hubs of this process that let listeners in
