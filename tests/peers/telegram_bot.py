"""The Bot API as it is published: it knows one bot, checks what is asked of it, and answers with Telegram's own words.

https://core.telegram.org/bots/api"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.peers.serving import end, serve

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
BOT = {"id": 110201543, "is_bot": True, "first_name": "Help", "username": "escalera_bot"}
UPDATES = {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost",
}  # fmt: skip
FILE_FIELDS = {
    "sendPhoto": "photo", "sendDocument": "document", "sendVideo": "video", "sendAnimation": "animation",
    "sendAudio": "audio",
}  # fmt: skip


class Refusal(Exception):
    """What the API says no with."""

    def __init__(self, code: int, description: str, **parameters: object) -> None:
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Call:
    """One call: the method, its fields (as JSON), the files (name, bytes, type) by field."""

    method: str
    fields: dict[str, Any]
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)


@dataclass
class TelegramBot:
    """`chats`: where the bot may write; `connections`: business accounts for which it may; `refuses`: what the next calls of a method are answered; `refuses_chat`: the
    same for a chat, for ever; `moved`: groups that grew; `files`: by their id, path and bytes."""

    chats: set[str] = field(default_factory=set)
    connections: set[str] = field(default_factory=lambda: {"bc-1"})
    refuses: dict[str, list[Refusal]] = field(default_factory=dict)
    refuses_chat: dict[str, Refusal] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    last_error: dict[str, Any] = field(default_factory=dict)
    garbage: bool = False  # answers 200 with a page
    number: int = 100

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"bot": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        serve(self.server)

    def stop(self) -> None:
        end(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def sent(self) -> list[Call]:
        return [call for call in self.calls if call.method.startswith("send")]

    def texts(self) -> list[str]:
        return [str(call.fields.get("text", "")) for call in self.sent()]

    def do(self, call: Call) -> Any:
        if waiting := self.refuses.get(call.method):
            raise waiting.pop(0)
        if call.method == "getMe":
            return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}
        if call.method == "setWebhook":
            return self._set_webhook(call.fields)
        if call.method == "getWebhookInfo":
            return {"url": self.webhook.get("url", ""), "pending_update_count": 0, **self.last_error}
        if call.method == "getFile":
            return self._file(str(call.fields.get("file_id", "")))
        if call.method == "sendMessage" or call.method in FILE_FIELDS:
            return self._send(call)
        raise Refusal(404, "Not Found: method not found")

    def _set_webhook(self, fields: Mapping[str, Any]) -> bool:
        if not str(fields.get("url", "")).startswith("https://"):
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        secret = str(fields.get("secret_token", ""))
        if not all((one.isalnum() and one.isascii()) or one in "_-" for one in secret) or len(secret) > 256:
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        assert set(fields["allowed_updates"]) <= UPDATES
        self.webhook = dict(fields)
        return True

    def _file(self, file_id: str) -> dict[str, Any]:
        if file_id == "large":
            raise Refusal(400, "Bad Request: file is too big")
        if file_id not in self.files:
            raise Refusal(400, "Bad Request: invalid file_id")
        path, content = self.files[file_id]
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content), "file_path": path}

    def _send(self, call: Call) -> dict[str, Any]:
        chat = str(call.fields.get("chat_id", ""))
        if chat in self.refuses_chat:
            raise self.refuses_chat[chat]
        if chat in self.moved:
            raise Refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=int(self.moved[chat]),
            )  # fmt: skip
        if chat not in self.chats:
            raise Refusal(400, "Bad Request: chat not found")
        _check(call)
        self.number += 1
        said = {"message_id": self.number, "date": 1772452800, "chat": {"id": int(chat), "type": "private"}}
        if connection := str(call.fields.get("business_connection_id", "")):
            if connection not in self.connections:
                raise Refusal(400, "Bad Request: BUSINESS_CONNECTION_INVALID")
            said["business_connection_id"] = connection
        return said


def _check(call: Call) -> None:
    text = call.fields.get("text", call.fields.get("caption", ""))
    if call.method == "sendMessage" and not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text) > (4096 if call.method == "sendMessage" else 1024):
        raise Refusal(400, "Bad Request: message is too long")
    if call.method in FILE_FIELDS and FILE_FIELDS[call.method] not in call.files:
        raise Refusal(400, f"Bad Request: there is no {FILE_FIELDS[call.method]} in the request")
    if call.method == "sendPhoto" and not call.files["photo"][1].startswith(b"\xff\xd8"):
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    for row in call.fields.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


class _Handler(BaseHTTPRequestHandler):
    bot: TelegramBot

    def do_GET(self) -> None:
        start = f"/file/bot{TOKEN}/"
        by_path = dict(self.bot.files.values())
        if self.path.startswith(start) and self.path[len(start) :] in by_path:
            self._answer(200, by_path[self.path[len(start) :]], "application/octet-stream")
        else:
            self._answer(404, b'{"ok":false,"error_code":404,"description":"Not Found"}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token, _slash, method = self.path.removeprefix("/bot").partition("/")
        if self.bot.garbage:
            self._answer(200, b"<html>maintenance</html>", "text/html")
            return
        try:
            if token != TOKEN:
                raise Refusal(401, "Unauthorized")
            call = _call(method, self.headers.get("Content-Type", ""), body)
            result = self.bot.do(call)
            self.bot.calls.append(call)
            self._answer(200, json.dumps({"ok": True, "result": result}).encode())
        except Refusal as refusal:
            said = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                said["parameters"] = refusal.parameters
            self._answer(refusal.code, json.dumps(said).encode())

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        return


def _call(method: str, kind: str, body: bytes) -> Call:
    if kind.startswith("application/json"):
        return Call(method, json.loads(body))
    call = Call(method, {})
    parsed = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in parsed.get_payload():
        assert not isinstance(part, str)
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if (filename := part.get_filename()) is not None:
            call.files[name] = (filename, content, part.get_content_type())
        elif name in ("reply_markup", "reply_parameters", "link_preview_options", "message_thread_id"):
            call.fields[name] = json.loads(content)
        else:
            call.fields[name] = content.decode()
    return call
