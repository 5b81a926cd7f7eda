"""A desk with a chat on its site, and a browser that speaks the widget's protocol."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from escalera.core.channels.chat.sessions import session_of
from escalera.core.channels.models import Channel, ChatSession, Thread
from escalera.core.tickets.models import Message, Ticket
from escalera.faces.widget import presence
from tests.cast import Desk

ORIGIN = "https://shop.example"
_KEYS = itertools.count(1)


def new_key() -> str:
    return f"key-of-browser-{next(_KEYS)}"


@dataclass
class Browser:
    """One visitor's browser: what it was told last stands in `state` and `messages`."""

    channel: Channel
    token: str = ""
    status: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    origin: str = ORIGIN

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"origin": self.origin} | ({"authorization": f"Bearer {self.token}"} if self.token else {})
        content = json.dumps(body) if body is not None else ""
        response = Client().generic(method, path, content, content_type="application/json", headers=headers)
        return self._heard(response)

    def begin(self, **visit: Any) -> dict[str, Any]:
        found = self.call("POST", f"/chat/{self.channel.hook_key}/sessions", {"language": "en", **visit})
        self.token = found.get("token", "")
        return found

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.call("POST", f"/chat/session/{path}", body)

    def say(self, text: str, key: str = "", **more: Any) -> dict[str, Any]:
        return self.post("messages", text=text, key=key or new_key(), **more)

    def upload(self, name: str, content: bytes, kind: str, key: str = "") -> dict[str, Any]:
        data = {"file": SimpleUploadedFile(name, content, kind), "key": key or new_key()}
        headers = {"origin": self.origin, "authorization": f"Bearer {self.token}"}
        return self._heard(Client().post("/chat/session/files", data, headers=headers))

    def look(self) -> dict[str, Any]:
        return self.call("GET", "/chat/session")

    @property
    def state(self) -> dict[str, Any]:
        return dict(self.look()["session"])

    def texts(self) -> list[tuple[str, str]]:
        """Who said what, as the window shows it."""
        return [(one["from"], one["text"]) for one in self.look()["messages"]]

    @property
    def session(self) -> ChatSession:
        return session_of(self.token)

    @property
    def thread(self) -> Thread:
        return self.session.thread

    def _heard(self, response: Any) -> dict[str, Any]:
        self.status = response.status_code
        self.said = response.json() if response.content else {}
        return self.said


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    presence.forget()
    yield
    presence.forget()


@pytest.fixture
def channel(desk: Desk) -> Channel:
    return Channel.objects.create(
        kind="chat", name="Help on the site", address="site", team=desk.front, settings={"asks": []}
    )


@pytest.fixture
def browser(channel: Channel) -> Browser:
    return Browser(channel)


def ticket() -> Ticket:
    return Ticket.objects.get()


def on_ticket() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("text", flat=True))
