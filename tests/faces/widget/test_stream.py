"""The visitor's stream over a real connection: what happens on the ticket comes by itself, whoever did it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.utils import timezone

from escalera.core.channels.models import Channel
from escalera.core.feed.actions import presence as feed
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content, reply
from escalera.faces.live.server import Server
from escalera.faces.widget.hub import CHAT_HUB
from tests.cast import Desk, make_desk
from tests.faces.widget.conftest import Browser, ticket

pytestmark = pytest.mark.peer
PATIENCE_S = 30


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def server(desk: Desk) -> Iterator[str]:
    CHAT_HUB.heartbeat_s = 0.2
    one = Server("127.0.0.1", 0, log_level="critical")
    thread = threading.Thread(target=one.run)
    thread.start()
    while not one.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{one.port}"
    one.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


class Stream:
    def __init__(self, response: httpx.Response) -> None:
        self.status, self.headers = response.status_code, response.headers
        self._lines = response.iter_lines()
        self.place = ""

    def next(self, event: str) -> dict[str, Any]:
        """The data of the next frame of this kind."""
        frame: dict[str, str] = {}
        end = time.monotonic() + PATIENCE_S
        for line in self._lines:
            assert time.monotonic() < end, f"no {event}"
            if line:
                name, _, value = line.partition(":")
                frame[name] = value.strip()
            elif frame:
                self.place = frame.get("id", self.place)
                if frame.get("event") == event:
                    return dict(json.loads(frame["data"]))
                frame = {}
        raise AssertionError(f"the stream ended without {event}")


@contextmanager
def listening(server: str, browser: Browser, after: str = "", token: str | None = None) -> Iterator[Stream]:
    headers = {"Authorization": f"Bearer {browser.token if token is None else token}", "Origin": browser.origin}
    address = f"{server}/chat/session/stream"
    with httpx.stream("GET", address, params={"after": after}, headers=headers, timeout=30) as response:
        yield Stream(response)


def test_it_begins_with_the_state_and_tells_an_answer(server: str, browser: Browser, desk: Desk) -> None:
    browser.begin()
    browser.say("Hello")
    with listening(server, browser) as stream:
        assert stream.next("state")["stage"] == "queue"
        reply(ticket_id=ticket().pk, content=Content("Good day"), by=desk.amira, at=timezone.now())
        told = stream.next("message")
        assert (told["from"], told["name"], told["text"]) == ("agent", "Amira", "Good day")
        assert stream.next("state")["stage"] == "agent"
        assert stream.place != ""
    assert stream.headers["access-control-allow-origin"] == browser.origin


def test_another_tab_hears_what_this_one_says(server: str, browser: Browser) -> None:
    browser.begin()
    with listening(server, browser) as one, listening(server, browser) as other:
        one.next("state"), other.next("state")
        browser.say("Hello")
        assert [stream.next("message")["text"] for stream in (one, other)] == ["Hello", "Hello"]


def test_a_visitor_hears_nothing_of_others(server: str, channel: Channel, desk: Desk) -> None:
    mine, others = Browser(channel), Browser(channel)
    mine.begin(), others.begin()
    with listening(server, mine) as stream:
        stream.next("state")
        others.say("Secret")
        mine.say("Mine")
        assert stream.next("message")["text"] == "Mine"


def test_after_a_gap_comes_what_was_missed(server: str, browser: Browser, desk: Desk) -> None:
    browser.begin()
    browser.say("Hello")
    with listening(server, browser) as stream:
        stream.next("ping")
        place = stream.place
    reply(ticket_id=ticket().pk, content=Content("Good day"), by=desk.amira, at=timezone.now())
    with listening(server, browser, after=place) as stream:
        assert [stream.next("message")["text"] for _n in range(2)] == ["Hello", "Good day"]


def test_typing_and_reading_are_told(server: str, browser: Browser, desk: Desk) -> None:
    browser.begin()
    message = browser.say("Hello")["id"]
    number = ticket().pk
    with listening(server, browser) as stream:
        stream.next("ping")
        feed.look(ticket_id=number, tab="t", typing="reply", read_to=0, by=desk.amira, at=timezone.now())
        assert stream.next("typing") == {"who": "Amira", "on": True}
        feed.look(ticket_id=number, tab="t", typing="", read_to=int(message[1:]), by=desk.amira, at=timezone.now())
        assert stream.next("typing") == {"who": "", "on": False}
        assert stream.next("read")["up_to"] == message


def test_the_queue_moves(server: str, channel: Channel, desk: Desk) -> None:
    first, second = Browser(channel), Browser(channel)
    first.begin(), second.begin()
    first.say("First")
    number = ticket().pk
    second.say("Second")
    with listening(server, second) as stream:
        assert stream.next("state")["queue"]["position"] == 2
        actions.take(ticket_id=number, by=desk.amira, at=timezone.now())
        while (place := stream.next("state")["queue"]["position"]) == 2:
            continue  # what happened before they listened may be told once more
        assert place == 1


def test_who_has_no_token_hears_nothing(server: str, browser: Browser) -> None:
    browser.begin()
    with listening(server, browser, token="x" * 43) as stream:
        assert stream.status == 401
    browser.channel.settings = {"origins": ["https://other.example"]}
    browser.channel.save()
    with listening(server, browser) as stream:
        assert (stream.status, "access-control-allow-origin" in stream.headers) == (403, False)
