"""Vonage's Messages API and Bandwidth's Messaging API, as they are published: what they check, and how they say no."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.peers.serving import end, serve

SIGNATURE_SECRET = "a secret for signatures"
HOOK_USER, HOOK_PASSWORD = "desk", "knock knock"


@dataclass
class Provider:
    """`errors`: (status, body) of the next calls; `sent`: what was taken; `files`: content by path."""

    errors: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def start(self) -> None:
        peer = self
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, content = peer.files.get(self.path, ("text/plain", b""))
                peer._answer(self, 200 if content else 404, content, kind)

            def do_POST(self) -> None:
                data = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                status, said = peer._taken(self.path, self.headers.get("Authorization", ""), data)
                peer._answer(self, status, json.dumps(said).encode(), "application/json")

            def log_message(self, *_words: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve(self.server)

    def stop(self) -> None:
        end(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def private_key(self) -> str:
        form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, form, none).decode()

    def _taken(self, path: str, signed_in: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.errors:
            return self.errors.pop(0)
        if path == "/v1/messages":
            return self._vonage(signed_in, data)
        if path == "/users/5500000/messages":
            return self._bandwidth(signed_in, data)
        return 404, {"title": "Not Found"}

    def _vonage(self, signed_in: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self._is_application(signed_in.removeprefix("Bearer ")):
            return 401, {"type": "https://developer.vonage.com/api-errors#unauthorized", "title": "Unauthorized",
                         "detail": "You did not provide correct credentials."}  # fmt: skip
        wrong = [name for name in ("to", "from", "text", "message_type", "channel") if not data.get(name)]
        if wrong or not str(data["to"]).isdigit():
            return 422, {"type": "https://developer.vonage.com/api-errors/messages#1150", "title": "Invalid params",
                         "detail": "The value of one or more parameters is invalid.",
                         "invalid_parameters": [{"name": name, "reason": "required"} for name in wrong or ["to"]]}  # fmt: skip
        self.sent.append(data)
        return 202, {"message_uuid": f"d8f86df1-dec6-442f-870a-{len(self.sent):012}"}

    def _is_application(self, token: str) -> bool:
        try:
            head, _dot, signed = token.rpartition(".")
            self.key.public_key().verify(_bytes(signed), head.encode(), padding.PKCS1v15(), hashes.SHA256())
            claims = json.loads(_bytes(head.partition(".")[2]))
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no token
            return False
        fresh = claims["iat"] <= time.time() + 60 and claims["exp"] > time.time()
        return bool(claims["application_id"] == "app-1" and claims["jti"] and fresh)

    def _bandwidth(self, signed_in: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if signed_in != "Basic " + base64.b64encode(b"user:password").decode():
            return 401, {"type": "unauthorized", "description": "Authentication Error"}
        if not data.get("applicationId") or not str(data["to"][0]).startswith("+"):
            return 400, {"type": "request-validation", "description": "Your request could not be accepted.",
                         "fieldErrors": [{"fieldName": "to", "description": "invalid"}]}  # fmt: skip
        self.sent.append(data)
        return 202, {"id": f"16{len(self.sent):030}", "direction": "out", "segmentCount": 1}

    def _answer(self, request: BaseHTTPRequestHandler, status: int, content: bytes, kind: str) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)


def vonage_token(body: bytes, *, secret: str = SIGNATURE_SECRET, at: float | None = None, **claims: Any) -> str:
    """Return the token with which Vonage signs a webhook."""
    said = {"iss": "Vonage", "iat": int(time.time() if at is None else at), "jti": "1", "api_key": "k",
            "payload_hash": hashlib.sha256(body).hexdigest(), "application_id": "app-1", **claims}  # fmt: skip
    head = ".".join(_text(json.dumps(one).encode()) for one in ({"alg": "HS256", "typ": "JWT"}, said))
    return f"{head}.{_text(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())}"


def bandwidth_sign_in(password: str = HOOK_PASSWORD) -> str:
    return "Basic " + base64.b64encode(f"{HOOK_USER}:{password}".encode()).decode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
