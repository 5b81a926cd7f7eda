"""Meta's Graph as it is published: the Cloud API of WhatsApp, the Send API of Messenger and Instagram, tokens, webhooks.

It checks who asks and what is sent, and answers with the published bodies of errors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.peers.serving import end, serve

TOKEN = "EAAtoken"
APP, APP_SECRET = "4242", "the app's secret"
PHONE, WABA = "1122334455667", "1234567890987654321"
KINDS = ("text", "image", "video", "audio", "document", "interactive", "template", "reaction")
Reply = tuple[int, dict[str, Any] | bytes]


@dataclass
class Asked:
    """One call as it came: `data` is its JSON or its form, `files` what was handed over with it."""

    method: str
    path: str
    query: dict[str, str]
    token: str
    data: dict[str, Any]
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)


def error(code: int, message: str = "", *, subcode: int = 0, status: int = 400, details: str = "") -> Reply:
    """Return an error in Meta's body."""
    body: dict[str, Any] = {
        "message": message or f"(#{code}) Something", "type": "OAuthException", "code": code, "fbtrace_id": "Az8or2",
    }  # fmt: skip
    if subcode:
        body["error_subcode"] = subcode
    if details:
        body["error_data"] = {"messaging_product": "whatsapp", "details": details}
    return status, {"error": body}


@dataclass
class Graph:
    """`next`: what the next calls that send are answered with instead; None for one that is taken as it should be."""

    next: list[Reply | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    media: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    templates: list[dict[str, Any]] = field(default_factory=list)
    profiles: dict[str, dict[str, str]] = field(default_factory=dict)
    subscribed: list[dict[str, Any]] = field(default_factory=list)
    token_data: dict[str, Any] = field(default_factory=lambda: {"is_valid": True, "expires_at": 0, "scopes": []})
    number: dict[str, Any] = field(
        default_factory=lambda: {
            "display_phone_number": "+1 555-078-3881", "quality_rating": "GREEN", "status": "CONNECTED",
        }
    )  # fmt: skip
    page_size: int = 2

    def start(self) -> Graph:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("GET", b"")

            def do_POST(self) -> None:
                self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def _answer(self, method: str, body: bytes) -> None:
                status, told = graph.answer(method, self.path, dict(self.headers.items()), body)
                content = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                kind = "application/json" if isinstance(told, dict) else "application/octet-stream"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_words: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve(self.server)
        return self

    def stop(self) -> None:
        end(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def sent(self) -> list[dict[str, Any]]:
        """Return what was handed over as messages, in order."""
        return [one.data for one in self.asked if one.path.endswith("/messages")]

    def answer(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Reply:
        parts = urlsplit(url)
        version, _slash, path = parts.path.strip("/").partition("/")
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        data, files = _body(headers.get("Content-Type", ""), body)
        asked = Asked(method, path, query, token, data, files)
        self.asked.append(asked)
        if token not in (TOKEN, f"{APP}|{APP_SECRET}"):
            return error(190, "Invalid OAuth access token - Cannot parse access token", status=401)
        if version == "files":
            content = self.media.get(path)
            return (200, content[0]) if content else (404, b"gone")
        return self._route(asked)

    def _route(self, asked: Asked) -> Reply:
        routes: dict[tuple[str, str], Callable[[Asked], Reply]] = {
            ("POST", f"{PHONE}/messages"): self._whatsapp_message,
            ("POST", f"{PHONE}/media"): self._whatsapp_media,
            ("GET", PHONE): lambda asked: (200, {**self.number, "id": PHONE}),
            ("GET", f"{WABA}/message_templates"): self._template_page,
            ("POST", "me/messages"): self._talk_message,
            ("POST", "me/message_attachments"): self._talk_attachment,
            ("GET", "debug_token"): lambda asked: (200, {"data": {"app_id": APP, **self.token_data}}),
            ("POST", f"{APP}/subscriptions"): self._subscription,
        }
        if known := routes.get((asked.method, asked.path)):
            return known(asked)
        if asked.path in (f"{WABA}/subscribed_apps", "me/subscribed_apps"):
            return self._subscribed(asked)
        if asked.method == "GET" and asked.path in self.media:
            return self._media_address(asked.path)
        if asked.method == "GET" and asked.path in self.profiles:
            return 200, {"id": asked.path, **self.profiles[asked.path]}
        return error(100, f"Unsupported request: object {asked.path} does not exist", subcode=33)

    # ---- WhatsApp

    def _whatsapp_message(self, asked: Asked) -> Reply:
        data, kind = asked.data, str(asked.data.get("type"))
        if self.next and (reply := self.next.pop(0)) is not None:
            return reply
        if data.get("messaging_product") != "whatsapp" or not (data.get("to") or data.get("recipient")):
            return error(100, "(#100) The parameter messaging_product is required.")
        if kind not in KINDS or not isinstance(data.get(kind), dict):
            return error(131009, "(#131009) Parameter value is not valid", details="type")
        if kind == "text" and not 0 < len(data["text"].get("body", "")) <= 4096:
            return error(
                100, "(#100) Invalid parameter", details="Param text['body'] must be at most 4096 characters"
            )
        if kind in ("image", "video", "audio", "document") and data[kind].get("id") not in self.media:
            return error(131053, "(#131053) Media upload error")
        if kind == "interactive" and (wrong := _wrong_interactive(data["interactive"])):
            return error(131009, "(#131009) Parameter value is not valid", details=wrong)
        if kind == "template" and (wrong_reply := self._wrong_template(data["template"])):
            return wrong_reply
        name = f"wamid.{len(self.sent())}"
        contact = {"input": data.get("to", ""), "wa_id": data.get("to", "")}
        return 200, {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": name}]}

    def _wrong_template(self, given: dict[str, Any]) -> Reply | None:
        found = [
            one for one in self.templates
            if (one["name"], one["language"]) == (given.get("name"), given.get("language", {}).get("code"))
        ]  # fmt: skip
        if not found or found[0]["status"] != "APPROVED":
            return error(132001, "(#132001) Template name does not exist in the translation")
        wanted = sum(str(one.get("text", "")).count("{{") for one in found[0]["components"] if one["type"] == "BODY")
        empty: dict[str, Any] = {"parameters": []}
        body = next((one for one in given.get("components", []) if one["type"] == "body"), empty)
        if wanted != len(body["parameters"]):
            return error(132000, "(#132000) Number of parameters does not match the expected number of params")
        return None

    def _whatsapp_media(self, asked: Asked) -> Reply:
        if asked.data.get("messaging_product") != "whatsapp" or "file" not in asked.files:
            return error(100, "(#100) Param file must be a file")
        _name, content, kind = asked.files["file"]
        key = f"media{len(self.media)}"
        self.media[key] = (content, kind)
        return 200, {"id": key}

    def _media_address(self, key: str) -> Reply:
        content, kind = self.media[key]
        return 200, {
            "messaging_product": "whatsapp", "url": f"{self.url}/files/{key}", "mime_type": kind, "id": key,
            "sha256": hashlib.sha256(content).hexdigest(), "file_size": len(content),
        }  # fmt: skip

    def _template_page(self, asked: Asked) -> Reply:
        first = int(asked.query.get("after", "0"))
        page, last = self.templates[first : first + self.page_size], first + self.page_size
        paging: dict[str, Any] = {"cursors": {"before": str(first), "after": str(last)}}
        if last < len(self.templates):
            paging["next"] = f"{self.url}/v23.0/{WABA}/message_templates?after={last}"
        return 200, {"data": page, "paging": paging}

    # ---- Messenger and Instagram

    def _talk_message(self, asked: Asked) -> Reply:
        if self.next and (reply := self.next.pop(0)) is not None:
            return reply
        recipient, message = asked.data.get("recipient") or {}, asked.data.get("message") or {}
        if not recipient.get("id"):
            return error(100, "(#100) The parameter recipient is required")
        if asked.data.get("messaging_type") == "MESSAGE_TAG" and asked.data.get("tag") != "HUMAN_AGENT":
            return error(100, "(#100) Invalid message tag")
        if "text" in message and not 0 < len(message["text"]) <= 2000:
            return error(
                100, "(#100) Length of param message[text] must be less than or equal to 2000", subcode=2018034
            )
        attachment = message.get("attachment") or {}
        if "text" not in message and not ("filedata" in asked.files or attachment.get("payload", {}).get("id")):
            return error(100, "(#100) Message cannot be empty, must provide valid attachment or text")
        return 200, {"recipient_id": recipient["id"], "message_id": f"m_ours{len(self.sent())}"}

    def _talk_attachment(self, asked: Asked) -> Reply:
        if asked.data.get("platform") != "instagram" or "filedata" not in asked.files:
            return error(100, "(#100) param message must be non-empty.")
        return 200, {"attachment_id": f"att{len(self.asked)}"}

    # ---- the app

    def _subscribed(self, asked: Asked) -> Reply:
        if asked.method == "POST":
            self.subscribed = [{"id": APP, "whatsapp_business_api_data": {"id": APP, "name": "Desk"}, **asked.data}]
            return 200, {"success": True}
        return 200, {"data": self.subscribed}

    def _subscription(self, asked: Asked) -> Reply:
        wanted = {"object", "callback_url", "fields", "verify_token"}
        if asked.token != f"{APP}|{APP_SECRET}" or wanted - set(asked.data):
            return error(15, "(#15) This method must be called with an app access_token.")
        return 200, {"success": True}


def _wrong_interactive(given: dict[str, Any]) -> str:
    if not 0 < len(given.get("body", {}).get("text", "")) <= 1024:
        return "body"
    if given.get("type") == "button":
        titles = [one["reply"]["title"] for one in given["action"]["buttons"]]
        return "" if 0 < len(titles) <= 3 and all(0 < len(one) <= 20 for one in titles) else "buttons"
    rows = [row["title"] for section in given["action"]["sections"] for row in section["rows"]]
    good = 0 < len(rows) <= 10 and all(0 < len(one) <= 24 for one in rows) and given["action"].get("button")
    return "" if good else "rows"


def _body(kind: str, body: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, bytes, str]]]:
    """Return the fields and files of a body in JSON, of a form, or of a form with files."""
    if kind.startswith("application/json"):
        return json.loads(body), {}
    if kind.startswith("application/x-www-form-urlencoded"):
        return {name: _value(values[-1]) for name, values in parse_qs(body.decode()).items()}, {}
    if not kind.startswith("multipart/"):
        return {}, {}
    data: dict[str, Any] = {}
    files: dict[str, tuple[str, bytes, str]] = {}
    for part in BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).get_payload():
        assert not isinstance(part, str)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            data[name] = _value(content.decode())
        else:
            files[name] = (str(part.get_filename()), content, part.get_content_type())
    return data, files


def _value(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text
