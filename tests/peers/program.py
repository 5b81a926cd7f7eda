"""A company's program at the other end of the channel API: it checks our signature and answers as it is told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from escalera.core.channels.shared.standard_webhooks import signature
from tests.peers.serving import end, serve


@dataclass
class Program:
    """`answers`: statuses to give first (200 afterwards); `heard`: bodies whose signature was right, each id once."""

    secret: str
    answers: list[int] = field(default_factory=list)
    heard: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[int] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        program = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = program.take(dict(self.headers.items()), body)
                self._say(status, json.dumps({"id": f"theirs-{len(program.heard)}"}).encode())

            def do_GET(self) -> None:
                content = program.files.get(self.path)
                self._say(404 if content is None else 200, content or b"")

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if status == 429:
                    self.send_header("Retry-After", "7")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        serve(self.server)

    def take(self, headers: dict[str, str], body: bytes) -> int:
        low = {name.lower(): value for name, value in headers.items()}
        if low["webhook-signature"] != signature(self.secret, low["webhook-id"], low["webhook-timestamp"], body):
            self.calls.append(401)
            return 401
        status = self.answers.pop(0) if self.answers else 200
        self.calls.append(status)
        if status == 200:
            self.heard[low["webhook-id"]] = json.loads(body)
        return status

    def close(self) -> None:
        end(self.server)
