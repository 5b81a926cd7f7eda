"""Speaking SMTP by hand: a mail client that can hang up at any point."""

from __future__ import annotations

import socket


class RawSmtp:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._file = self._socket.makefile("rb")
        self.greeting = self.answer()

    def answer(self) -> str:
        """Read one answer of the server, all its lines."""
        lines = []
        while line := self._file.readline().decode("utf-8", "replace").rstrip("\r\n"):
            lines.append(line)
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    def say(self, line: str) -> str:
        self.write(line.encode() + b"\r\n")
        return self.answer()

    def write(self, content: bytes) -> None:
        self._socket.sendall(content)

    def hang_up(self) -> None:
        self._file.close()
        self._socket.close()
