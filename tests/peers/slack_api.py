"""The Web API of Slack as it is published, for one workspace: it knows its people and channels, checks token, scopes and
fields, answers with Slack's own error codes, and keeps files behind the token.

https://api.slack.com/web · https://api.slack.com/messaging/files"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.peers.serving import end, serve

TOKEN = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy"
SCOPES = (
    "chat:write,chat:write.customize,channels:history,users:read,users:read.email,files:read,files:write,im:history,"
    "im:write,commands"
)


@dataclass
class SlackApi:
    """`people`: users.info by id; `places`: channels in which the app is; `errors`: what the next calls of a method are
    answered ("ratelimited" waits `rest_s`, a number is a status); `files`: bytes by path; `posted`, `shared`, `calls`:
    what it was told."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    scopes: str = SCOPES
    errors: dict[str, list[str | int]] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sends_on: dict[str, str] = field(default_factory=dict)
    posted: list[dict[str, str]] = field(default_factory=list)
    shared: list[dict[str, Any]] = field(default_factory=list)
    laid_down: dict[str, bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    upload_host: str = ""
    rest_s: int = 30

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"slack": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        serve(self.server)

    def stop(self) -> None:
        end(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def do(self, method: str, fields: dict[str, str]) -> dict[str, Any]:
        """Return the answer's fields, or {"error"}."""
        match method:
            case "auth.test":
                return {"url": "https://acme.slack.com/", "team": "Acme", "user": "helpdesk", "team_id": "T111",
                        "user_id": "UBOT", "bot_id": "BBOT"}  # fmt: skip
            case "users.info":
                found = self.people.get(fields.get("user", ""))
                return {"user": found} if found else {"error": "user_not_found"}
            case "conversations.open":
                known = fields.get("users", "") in self.people
                return {"channel": {"id": f"D{fields['users'][1:]}"}} if known else {"error": "user_not_found"}
            case "chat.postMessage":
                return self._post(fields)
            case "files.getUploadURLExternal":
                if not fields.get("filename") or not fields.get("length", "").isdigit():
                    return {"error": "invalid_arguments"}
                number = f"F{len(self.laid_down) + 1}"
                self.laid_down[number] = b""
                return {"file_id": number, "upload_url": f"{self.upload_host or self.url}/upload/{number}"}
            case "files.completeUploadExternal":
                return self._share(fields)
            case "files.info":
                known = f"/files-pri/{fields.get('file')}" in self.files
                return {"file": {"url_private": f"{self.url}/files-pri/{fields['file']}"}} if known else {
                    "error": "file_not_found"}  # fmt: skip
        return {"error": "unknown_method"}

    def _post(self, fields: dict[str, str]) -> dict[str, Any]:
        place = fields.get("channel", "")
        if place.startswith("U") and place in self.people:
            place = f"D{place[1:]}"
        elif place not in self.places:
            return {"error": "channel_not_found"}
        if not fields.get("text", "").strip() and "blocks" not in fields:
            return {"error": "no_text"}
        if len(fields.get("text", "")) > 40_000:
            return {"error": "msg_too_long"}
        if "username" in fields and "chat:write.customize" not in self.scopes:
            return {"error": "missing_scope", "needed": "chat:write.customize", "provided": self.scopes}
        for block in json.loads(fields.get("blocks", "[]")):
            if len(json.dumps(block.get("text", {}).get("text", ""))) > 3002:
                return {"error": "invalid_blocks"}
        self.posted.append(fields)
        return {"channel": place, "ts": f"1772452800.{len(self.posted):06}", "message": {"text": fields.get("text")}}

    def _share(self, fields: dict[str, str]) -> dict[str, Any]:
        place = fields.get("channel_id", "")
        if place not in self.places and not place.startswith("D"):
            return {"error": "channel_not_found"}
        files = json.loads(fields.get("files", "[]"))
        if not files or any(not self.laid_down.get(one["id"]) for one in files):
            return {"error": "file_not_found"}
        self.shared.append({**fields, "files": files})
        return {"files": files}


class _Handler(BaseHTTPRequestHandler):
    slack: SlackApi

    def do_GET(self) -> None:
        if place := self.slack.sends_on.get(self.path):
            self._answer(302, b"", headers={"Location": place})
        elif self.path not in self.slack.files:
            self._answer(404, b"")
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}" or "files:read" not in self.slack.scopes:
            self._answer(200, b"<html>Sign in to Acme</html>", "text/html; charset=utf-8")
        else:
            kind, content = self.slack.files[self.path]
            self._answer(200, content, kind)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/upload/"):
            self._lay_down(self.path.removeprefix("/upload/"), body)
            return
        method = self.path.removeprefix("/api/")
        self.slack.calls.append(method)
        waiting = self.slack.errors.get(method)
        error = waiting.pop(0) if waiting else ""
        if isinstance(error, int):
            self._answer(error, b"<html>oops</html>", "text/html")
            return
        if error == "ratelimited":
            self._answer(429, b'{"ok":false,"error":"ratelimited"}', headers={"Retry-After": str(self.slack.rest_s)})
            return
        if not error and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            error = "invalid_auth"
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        said: dict[str, Any] = {"error": error} if error else self.slack.do(method, fields)
        whole = {"ok": "error" not in said, **said}
        self._answer(200, json.dumps(whole).encode(), headers={"X-OAuth-Scopes": self.slack.scopes})

    def _lay_down(self, number: str, body: bytes) -> None:
        kind = self.headers.get("Content-Type", "")
        parsed = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        part = list(parsed.walk())[1]
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        self.slack.laid_down[number] = content
        self._answer(200, f"OK - {len(content)}".encode(), "text/plain")

    def _answer(
        self, status: int, body: bytes, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        return
