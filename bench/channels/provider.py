"""A provider that fails one call in five: a Bot API that answers 500, asks for a rest, stalls, or hangs up before or
after it has taken the message. What it took is written down, so that afterwards each message can be counted."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

FAULTS = (("error", 0.155), ("hang up before", 0.015), ("hang up after", 0.015), ("rest", 0.01), ("stall", 0.005))
STALL_S = 2.0


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: who calls is killed in the middle of calls, again and again."""


class Provider:
    """`took`: chat and text of each message in the order of arrival; `faults`: how often each kind was played."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._lock = threading.Lock()
        self.took: list[tuple[str, str]] = []
        self.faults: Counter[str] = Counter()
        self.calls = 0
        self.is_kind = False
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                provider.answer(self, self.path.rpartition("/")[2], json.loads(body or b"{}"))

            def log_message(self, *_args: Any) -> None:
                return

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, caller: BaseHTTPRequestHandler, method: str, asked: dict[str, Any]) -> None:
        """Play one call."""
        fault = self._fault() if method == "sendMessage" else ""
        if fault == "hang up before":
            caller.close_connection = True
            caller.connection.close()
            return None
        if fault == "error":
            return _say(caller, 500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
        if fault == "rest":
            words = {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": {"retry_after": 1},
            }
            return _say(caller, 429, words)
        if fault == "stall":
            time.sleep(STALL_S)
        result: Any = True
        if method == "sendMessage":
            with self._lock:
                self.took.append((str(asked["chat_id"]), str(asked["text"])))
                number = len(self.took)
            result = {"message_id": 10_000_000 + number, "chat": {"id": asked["chat_id"]}, "date": int(time.time())}
        if fault == "hang up after":
            caller.close_connection = True
            caller.connection.close()
            return None
        return _say(caller, 200, {"ok": True, "result": result})

    def _fault(self) -> str:
        with self._lock:
            self.calls += 1
            rolled = 1.0 if self.is_kind else self._dice.random()
            for name, share in FAULTS:
                if rolled < share:
                    self.faults[name] += 1
                    return name
                rolled -= share
        return ""


def _say(caller: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode()
    caller.send_response(status)
    caller.send_header("Content-Type", "application/json")
    caller.send_header("Content-Length", str(len(raw)))
    caller.end_headers()
    caller.wfile.write(raw)
