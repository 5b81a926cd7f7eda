"""Twilio as its API is published: messages, calls, recordings, media; and it calls webhooks with a valid signature.

https://www.twilio.com/docs/usage/api · …/usage/webhooks/webhooks-security"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.peers.serving import end, serve

SID, TOKEN = "AC" + "0" * 32, "12345"
JPEG = b"\xff\xd8\xff\xe0 a picture"
ROOT = "https://desk.example"  # the address of the desk as this Twilio knows it
_NUMBER = re.compile(r"\+[1-9]\d{1,14}")
_ERRORS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21201: (400, "No 'To' number is specified"),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21606: (400, "The 'From' phone number {from} is not a valid, SMS-capable inbound phone number."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
}


@dataclass
class Twilio:
    """`numbers`: what the account rents; `refuses`: error codes by number; `answers`: codes for the next calls of any
    kind; `files`: what lies at a path; `sent`, `calls`, `redirected`, `asked`: what it was told."""

    numbers: tuple[str, ...] = ("+34910000001",)
    refuses: dict[str, int] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sends_on: dict[str, str] = field(default_factory=dict)
    sent: list[dict[str, str]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    redirected: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    changed: list[dict[str, str]] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    fetched: list[tuple[str, bool]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def start(self) -> None:
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                peer._get(self)

            def do_POST(self) -> None:
                peer._post(self)

            def do_DELETE(self) -> None:
                peer.deleted.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve(self.server)

    def stop(self) -> None:
        end(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    # what it answers

    def _get(self, request: BaseHTTPRequestHandler) -> None:
        path = urlsplit(request.path).path
        signed_in = _signed_in(request)
        if path in self.sends_on:
            self.fetched.append((path, signed_in))
            request.send_response(307)
            request.send_header("Location", self.sends_on[path])
            request.send_header("Content-Length", "0")
            request.end_headers()
        elif path in self.files:
            self.fetched.append((path, signed_in))
            kind, content = self.files[path]
            if path.startswith("/2010") and not signed_in:
                return _refuse(request, 20003)
            _answer(request, 200, content, kind)
        elif not signed_in:
            _refuse(request, 20003)
        elif path.endswith("/Balance.json"):
            _say(request, 200, {"account_sid": SID, "balance": "12.50", "currency": "EUR"})
        elif path.endswith("/IncomingPhoneNumbers.json"):
            asked = parse_qs(urlsplit(request.path).query).get("PhoneNumber", [""])[0]
            found = [{"sid": "PN1", "phone_number": one} for one in self.numbers if one == asked]
            _say(request, 200, {"incoming_phone_numbers": found})
        else:
            _refuse(request, 20404)
        return None

    def _post(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
        data = dict(parse_qsl(body, keep_blank_values=True))
        start, path = f"/2010-04-01/Accounts/{SID}/", urlsplit(request.path).path
        if not _signed_in(request):
            return _refuse(request, 20003)
        if self.answers and (code := self.answers.pop(0)):
            return _refuse(request, code, data)
        if not path.startswith(start):
            return _refuse(request, 20404)
        rest = path[len(start) :]
        if rest == "Messages.json":
            return self._message(request, data)
        if rest == "Calls.json":
            return self._call(request, data)
        if found := re.fullmatch(r"Calls/(\w+)\.json", rest):
            if found[1] in self.ended:
                return _refuse(request, 21220)
            self.redirected.append((found[1], data))
            return _say(request, 200, {"sid": found[1], "status": "in-progress"})
        if found := re.fullmatch(r"Calls/(\w+)/Recordings\.json", rest):
            self.recorded.append(found[1])
            return _say(request, 201, {"sid": "RE" + found[1][2:], "status": "in-progress"})
        if rest.startswith("IncomingPhoneNumbers/"):
            self.changed.append(data)
            return _say(request, 200, {"sid": "PN1"})
        return _refuse(request, 20404)

    def _message(self, request: BaseHTTPRequestHandler, data: dict[str, str]) -> None:
        wrong = self._wrong_message(data)
        if wrong:
            return _refuse(request, wrong, data)
        self.sent.append(data)
        return _say(request, 201, {"sid": f"SM{len(self.sent):032}", "status": "queued", "error_code": None})

    def _wrong_message(self, data: dict[str, str]) -> int:
        if not data.get("Body"):
            return 21602
        if len(data["Body"]) > 1600:
            return 21617
        if not data.get("From") and not data.get("MessagingServiceSid", "").startswith("MG"):
            return 21603
        if data.get("From") and data["From"] not in self.numbers:
            return 21606
        way, _colon, number = data.get("To", "").rpartition(":")
        if not _NUMBER.fullmatch(number):
            return 21211
        if data.get("From", "").rpartition(":")[0] != way:
            return 21910
        return self.refuses.get(data["To"], 0)

    def _call(self, request: BaseHTTPRequestHandler, data: dict[str, str]) -> None:
        if not _NUMBER.fullmatch(data.get("To", "")):
            return _refuse(request, 21211 if data.get("To") else 21201, data)
        if not data.get("Url", "").startswith("https://"):
            return _refuse(request, 20404)
        if code := self.refuses.get(data["To"]):
            return _refuse(request, code, data)
        self.calls.append(data)
        return _say(request, 201, {"sid": f"CA{len(self.calls):032}", "status": "queued"})


def signed(url: str, fields: Mapping[str, str], token: str = TOKEN) -> dict[str, str]:
    """Return the header of a webhook as Twilio signs it."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(digest).decode()}


def call_hook(client: Any, path: str, fields: Mapping[str, str], *, token: str = TOKEN, root: str = ROOT) -> Any:
    """Call a webhook of ours; `path` as it stands behind the desk's public address. `client`: Django's."""
    headers = signed(root + path, fields, token)
    return client.post(path, urlencode(fields), content_type="application/x-www-form-urlencoded", headers=headers)


def _signed_in(request: BaseHTTPRequestHandler) -> bool:
    right = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
    return request.headers.get("Authorization") == f"Basic {right}"


def _refuse(request: BaseHTTPRequestHandler, code: int, data: Mapping[str, str] | None = None) -> None:
    status, words = _ERRORS.get(code, (400, "Error"))
    data = data or {}
    words = words.format(to=data.get("To", ""), **{"from": data.get("From", "")})
    said = {
        "code": code,
        "message": words,
        "status": status,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
    }
    _say(request, status, said)


def _say(request: BaseHTTPRequestHandler, status: int, said: dict[str, Any]) -> None:
    _answer(request, status, json.dumps(said).encode(), "application/json")


def _answer(request: BaseHTTPRequestHandler, status: int, content: bytes, kind: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)
