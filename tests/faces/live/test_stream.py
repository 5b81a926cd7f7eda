"""The live stream over a real connection: who hears what, and what a reconnection brings."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from escalera.base.log.models import Event
from escalera.base.log.tail import head
from escalera.base.people.models import Agent
from escalera.base.storage import whispers
from escalera.base.storage.whispers import Whisper
from escalera.core.ladder import actions as ladder
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.core.tickets.links import follow_key
from tests.cast import Desk, later
from tests.hearing import until_heard

pytestmark = pytest.mark.peer
PATIENCE_S = 30


class Stream:
    """The frames of one open stream, as {"event", "id", "data"}; heartbeats and bare ids are left out by `hints`."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self._lines = response.iter_lines()

    def frames(self) -> Iterator[dict[str, str]]:
        frame: dict[str, str] = {}
        end = time.monotonic() + PATIENCE_S
        for line in self._lines:
            assert time.monotonic() < end, "nothing but heartbeats"
            if line:
                name, _, value = line.partition(":")
                frame[name] = value.strip()
            elif frame:
                yield frame
                frame = {}

    def next(self, event: str = "hint") -> dict[str, str]:
        return next(frame for frame in self.frames() if frame.get("event") == event)

    def tickets(self, count: int) -> list[int]:
        return [json.loads(self.next()["data"])["ticket"] for _ in range(count)]


@contextmanager
def listening(server: str, *, cookie: str = "", ready: bool = True, last: str = "", **query: str) -> Iterator[Stream]:
    """Open a stream; with `ready`, wait until it says where it begins."""
    headers = {"Cookie": f"sessionid={cookie}"} if cookie else {}
    if last:
        headers["Last-Event-ID"] = last
    with httpx.stream("GET", f"{server}/live/events", params=query, headers=headers, timeout=30) as response:
        stream = Stream(response)
        if ready and stream.status == 200:
            next(frame for frame in stream.frames() if "retry" in frame)
            _until_whispers_are_heard()
        yield stream


def _until_whispers_are_heard() -> None:
    """The hub's ear for whispers opens beside the first stream, not before it."""
    heard: list[Whisper | None] = []
    end = whispers.listen(heard.append)
    until_heard(heard)
    end()


def signed_in(agent: Agent) -> str:
    request = HttpRequest()
    request.session = SessionStore()
    login(request, agent)
    request.session.save()
    return str(request.session.session_key)


def place() -> str:
    at = head()
    return f"{at.xid}.{at.event_id}"


def test_a_hint_says_which_ticket_and_nothing_else(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.amira)) as stream:
        number = desk.open("Secret subject", "Secret words").ticket_id
        frame = stream.next()
    topics = [f"ticket-{number}", "queue", f"customer-{desk.farid.pk}"]
    data = {"ticket": number, "topics": topics, "spread": 0}
    assert (frame["event"], json.loads(frame["data"]), frame["id"]) == ("hint", data, place())


def test_an_agent_hears_of_their_teams_tickets_only(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.amira)) as stream:
        desk.open(team=desk.sales)
        mine = desk.open(team=desk.front).ticket_id
        assert stream.tickets(1) == [mine]


def test_a_supervisor_hears_of_all(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.sara)) as stream:
        numbers = [desk.open(team=desk.sales).ticket_id, desk.open(team=desk.networks).ticket_id]
        assert stream.tickets(2) == numbers


def test_both_teams_hear_of_a_step(server: str, desk: Desk) -> None:
    number = desk.open().ticket_id
    with (
        listening(server, cookie=signed_in(desk.amira)) as below,
        listening(server, cookie=signed_in(desk.bruno)) as above,
    ):
        handover = ladder.Handover("x")
        ladder.escalate(ticket_id=number, to_team=desk.networks, handover=handover, by=desk.sara, at=later(1))
        assert (below.tickets(1), above.tickets(1)) == ([number], [number])


def test_a_customer_hears_of_their_ticket_but_not_of_notes(server: str, desk: Desk) -> None:
    number, other = desk.open().ticket_id, desk.open().ticket_id
    with listening(server, key=follow_key(number)) as stream:
        actions.note(ticket_id=number, content=Content("Internal."), by=desk.amira, at=later(1))
        actions.reply(ticket_id=other, content=Content("Theirs."), by=desk.amira, at=later(2))
        actions.reply(ticket_id=number, content=Content("Yours."), by=desk.amira, at=later(3))
        frame = stream.next()
    assert json.loads(frame["data"]) == {"ticket": number, "topics": [f"ticket-{number}"], "spread": 0}
    assert frame["id"] == place()


def test_a_reconnection_brings_what_was_missed(server: str, desk: Desk) -> None:
    session = signed_in(desk.amira)
    desk.open()
    last = place()
    missed = [desk.open().ticket_id for _ in range(3)]
    with listening(server, cookie=session, last=last, ready=False) as stream:
        assert stream.tickets(3) == missed
        new = desk.open().ticket_id
        assert stream.tickets(1) == [new]


def test_a_page_says_since_when_it_stands(server: str, desk: Desk) -> None:
    after = place()
    number = desk.open().ticket_id
    with listening(server, key=follow_key(number), after=after, ready=False) as stream:
        assert stream.tickets(1) == [number]


def test_too_much_missed_asks_for_a_fresh_page(server: str, desk: Desk) -> None:
    last = place()
    number = desk.open().ticket_id
    event = Event.objects.latest("id")
    Event.objects.bulk_create(
        [
            Event(at=event.at, name=event.name, ticket_id=number, actor_kind="system", data=event.data)
            for _ in range(1001)
        ]
    )
    with listening(server, cookie=signed_in(desk.amira), last=last) as stream:
        assert stream.next("resync")["event"] == "resync"


@pytest.mark.parametrize("mark", ["x", "1", "-1.5", "0.٣", "9" * 60])
def test_a_mark_that_is_none_asks_for_a_fresh_page(server: str, desk: Desk, mark: str) -> None:
    with listening(server, cookie=signed_in(desk.amira), after=mark) as stream:
        assert stream.next("resync")["event"] == "resync"


def test_a_heartbeat_says_where_the_log_stands(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.omar)) as stream:
        desk.open(team=desk.front)  # not his, but he need not hear of it again either
        here = place()
        assert next(frame["id"] for frame in stream.frames() if frame.get("id") == here) == here


def test_signing_out_ends_the_stream(server: str, desk: Desk) -> None:
    session = signed_in(desk.amira)
    with listening(server, cookie=session) as stream:
        SessionStore(session).flush()
        assert [frame for frame in stream.frames() if frame.get("event") == "hint"] == []


def test_a_new_password_ends_the_stream(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.amira)) as stream:
        desk.amira.set_password("another long password")
        desk.amira.save()
        assert [frame for frame in stream.frames() if frame.get("event") == "hint"] == []


def test_somebody_who_leaves_hears_no_more(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.amira)) as stream:
        Agent.objects.filter(pk=desk.amira.pk).update(is_active=False)
        assert [frame for frame in stream.frames() if frame.get("event") == "hint"] == []


def test_a_change_of_team_changes_what_is_heard(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.omar)) as stream:
        desk.omar.teams.set([desk.front])
        frames = stream.frames()
        beats = 0
        while beats < 2:
            beats += "id" in next(frames)
        number = desk.open(team=desk.front).ticket_id
        assert next(json.loads(f["data"])["ticket"] for f in frames if f.get("event") == "hint") == number


@pytest.mark.parametrize("key", ["", "1-aaaaaaaaaaaaaaaaaaaa"])
def test_a_stranger_hears_nothing(server: str, desk: Desk, key: str) -> None:
    with listening(server, key=key) as stream:
        assert stream.status == 401


def test_a_session_that_is_none_hears_nothing(server: str, desk: Desk) -> None:
    with listening(server, cookie="x" * 32) as stream:
        assert stream.status == 401


def test_one_person_has_a_bound_of_streams(server: str, desk: Desk) -> None:
    session = signed_in(desk.amira)
    limits = httpx.Limits(max_connections=None)
    with httpx.Client(limits=limits, timeout=30, cookies={"sessionid": session}) as client:
        requests = [client.build_request("GET", f"{server}/live/events") for _ in range(21)]
        answers = [client.send(request, stream=True) for request in requests]
        assert [answer.status_code for answer in answers] == [200] * 20 + [429]
        for answer in answers:
            answer.close()


def test_the_server_ends_with_streams_open(server: str, desk: Desk) -> None:
    response: Any = httpx.Client(timeout=30).stream("GET", f"{server}/live/events", params={"key": follow_key(1)})
    assert response.__enter__().status_code == 200  # the fixture ends the server, and fails if it hangs
