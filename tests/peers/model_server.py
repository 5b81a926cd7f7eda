"""An endpoint that speaks the protocol of chat completions on loopback, and misbehaves as it is told.

server = ModelServer().start()
server.plays = [say({"ok": True}), trouble("status_500")]   # one a request; the last one goes on for ever"""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.peers.serving import end, serve

Play = Callable[["Turn"], None]


@dataclass
class Turn:
    """One request and the way to answer it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    handler: BaseHTTPRequestHandler
    over: threading.Event

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])

    def material(self) -> dict[str, str]:
        """Return other people's words by their label, as the marks separate them."""
        found = re.findall(r"(?ms)^([^\n]+)\n(<[0-9a-f]{12}>)\n(.*?)\n/\2", self.user)
        return {label: text for label, _mark, text in found}

    def send(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def say(self, content: object, finish: str = "stop", **message: object) -> None:
        text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
        choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
        usage = {"prompt_tokens": len(self.system + self.user) // 4, "completion_tokens": len(text or "") // 4 + 1}
        self.send(json.dumps({"id": "1", "object": "chat.completion", "choices": [choice], "usage": usage}).encode())


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever has heard enough hangs up; that is no error."""


@dataclass
class ModelServer:
    plays: list[Play] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    most_at_once: int = 0

    def start(self) -> ModelServer:
        server = self
        self._lock = threading.Lock()
        self._now = 0
        self._over = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server._post(self)

            def do_GET(self) -> None:
                server.raw.append(b"GET " + self.path.encode())
                self.send_error(404)

            def log_message(self, *_args: object) -> None:
                pass

        self._httpd = _Quiet(("127.0.0.1", 0), Handler)
        serve(self._httpd)
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._httpd.server_address[1]}/v1"

    def stop(self) -> None:
        self._over.set()
        end(self._httpd)

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        turn = Turn(handler.path, headers, json.loads(raw), handler, self._over)
        with self._lock:
            self.raw.append(raw)
            self.turns.append(turn)
            play = self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            play(turn)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self._lock:
                self._now -= 1


def say(content: object) -> Play:
    """Answer with this object, or these words."""
    return lambda turn: turn.say(content)


def trouble(kind: str) -> Play:
    """Misbehave in one of the ways that have nothing to do with what was asked."""
    return _TROUBLES[kind]


def _drip(turn: Turn) -> None:
    """Say a little all the time and never end."""
    turn.handler.send_response(200)
    turn.handler.send_header("Content-Length", "100000")
    turn.handler.end_headers()
    while not turn.over.wait(0.1):
        turn.handler.wfile.write(b" ")
        turn.handler.wfile.flush()


def _wait(turn: Turn) -> None:
    turn.over.wait(30)


def _hang_up(turn: Turn) -> None:
    turn.handler.close_connection = True
    turn.handler.connection.close()


def _tool_call(turn: Turn) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "close_ticket", "arguments": '{"id": 1}'}}
    turn.say(None, finish="tool_calls", tool_calls=[call])


_TROUBLES: dict[str, Play] = {
    "not_json": lambda turn: turn.say("Of course! Here is what you asked for."),
    "broken_http_json": lambda turn: turn.send(b'{"choices": [{"message": '),
    "slow": _wait,
    "drip": _drip,
    "status_429": lambda turn: turn.send(b"{}", 429, Retry_After="1"),
    "status_500": lambda turn: turn.send(b"oops", 500),
    "oversized": lambda turn: turn.say("x" * 1_000_000),
    "packed": lambda turn: turn.send(gzip.compress(b" " * 10_000_000), Content_Encoding="gzip"),
    "redirect": lambda turn: turn.send(b"", 307, Location="/elsewhere"),
    "tool_call": _tool_call,
    "hang_up": _hang_up,
    "cut_off": lambda turn: turn.say('{"answerable": true, "sent', finish="length"),
    "key": lambda turn: turn.send(b'{"error": {"message": "bad key sk-very-secret"}}', 401),
}


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
