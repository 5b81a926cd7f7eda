"""A way to a server on this machine, on which packets can be glued together, held back or cut."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE_S = 30


class Wire:
    """Passes bytes both ways. `caught` is set as soon as the words asked for were seen."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.caught = threading.Event()
        self._let_go = threading.Event()
        self._glued = self._held = b""
        self._said = b""
        self._more = threading.Condition()
        self._open: list[socket.socket] = []

    def start(self) -> None:
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._let_go.set()
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """End all connections, as a machine between does that restarts."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    @contextmanager
    def glue_to_the_next(self, words: bytes) -> Iterator[None]:
        """What the server says with these words arrives together with what it says next: the first time, in the block."""
        self._glued = words
        yield
        self._glued = b""

    @contextmanager
    def hold_back(self, words: bytes) -> Iterator[None]:
        """While the block runs, what the client says with these words does not arrive."""
        self._held = words
        yield
        self._held = b""
        self._let_go.set()

    def until_said(self, words: bytes) -> None:
        """Wait until the server has said this."""
        with self._more:
            assert self._more.wait_for(lambda: words in self._said, PATIENCE_S), f"nobody said {words!r}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                threading.Thread(target=self._pass_questions, args=(client, server), daemon=True).start()
                threading.Thread(target=self._pass_answers, args=(server, client), daemon=True).start()

    def _pass_questions(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while words := client.recv(65536):
                if self._held and self._held in words:
                    self.caught.set()
                    self._let_go.wait(PATIENCE_S)
                server.sendall(words)
            server.shutdown(socket.SHUT_WR)

    def _pass_answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while words := server.recv(65536):
                if self._glued and self._glued in words:
                    self._glued = b""
                    self.caught.set()
                    words += server.recv(65536)
                client.sendall(words)
                with self._more:
                    self._said += words
                    self._more.notify_all()
            client.shutdown(socket.SHUT_WR)
