"""A push service as browsers have one: takes encrypted messages over HTTP and lets a browser of its own read them."""

from __future__ import annotations

import base64
import json
import os
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from tests.peers.serving import end, serve


@dataclass
class Taken:
    """One accepted request: its headers (names in small letters) and its encrypted body."""

    path: str
    headers: dict[str, str]
    body: bytes


class Browser:
    """A browser's side of a subscription: it alone can read what is sent to it (RFC 8291)."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)

    @property
    def p256dh(self) -> str:
        form = serialization.PublicFormat.UncompressedPoint
        return _text(self.key.public_key().public_bytes(serialization.Encoding.X962, form))

    @property
    def auth(self) -> str:
        return _text(self.secret)

    def read(self, taken: Taken) -> dict[str, Any]:
        body = http_ece.decrypt(taken.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return dict(json.loads(body))


@dataclass
class PushService:
    """`answers`: the statuses of the next requests; 201 when there is none left."""

    answers: list[int] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    def start(self) -> None:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = service.answers.pop(0) if service.answers else 201
                if status == 201:
                    service.taken.append(Taken(self.path, headers, body))
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", f"{service.url}/elsewhere")
                self.send_header("Content-Length", "0")
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

    def browser(self, name: str) -> Browser:
        return Browser(f"{self.url}/push/{name}")

    def claims(self, taken: Taken) -> dict[str, Any]:
        """Check who sent it (RFC 8292) and return what the sender claims. Raises: what the check raises."""
        scheme, _space, words = taken.headers["authorization"].partition(" ")
        assert scheme.lower() == "vapid"
        given = dict(part.strip().split("=", 1) for part in words.split(","))
        signed, _dot, signature = given["t"].rpartition(".")
        raw = _bytes(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(given["k"]))
        pair = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(pair, signed.encode(), ec.ECDSA(hashes.SHA256()))
        claims: dict[str, Any] = json.loads(_bytes(signed.partition(".")[2]))
        assert time.time() < claims["exp"] <= time.time() + 24 * 3600
        return {**claims, "key": given["k"]}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
