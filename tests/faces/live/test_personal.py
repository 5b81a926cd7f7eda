"""What concerns one person reaches them wherever the ticket stands; whispers reach whom they are for, and nobody else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import httpx
import pytest
from django.db import transaction

from escalera.base.log.actions import record
from escalera.base.log.facts import SYSTEM
from escalera.base.storage import whispers
from escalera.base.storage.whispers import Whisper, whisper
from escalera.core.channels.facts import ItemQuarantined
from escalera.core.feed import actions as feed
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.faces.live.hub import HUB
from tests.cast import Desk, later
from tests.faces.live.test_stream import Stream, listening, place, signed_in


def topics(stream: Stream) -> list[str]:
    return list(json.loads(stream.next()["data"])["topics"])


def test_who_is_called_hears_of_another_teams_ticket(server: str, desk: Desk) -> None:
    number = desk.open().ticket_id
    with listening(server, cookie=signed_in(desk.bruno)) as stream:
        actions.note(ticket_id=number, content=Content("Nobody."), by=desk.amira, at=later(1))
        text = f"@[Bruno](agent:{desk.bruno.pk})"
        actions.note(ticket_id=number, content=Content(text), by=desk.amira, at=later(2))
        assert stream.tickets(1) == [number]


def test_a_team_that_is_asked_hears_of_it_until_the_end(server: str, desk: Desk) -> None:
    number = desk.open().ticket_id
    with (
        listening(server, cookie=signed_in(desk.bruno)) as asked,
        listening(server, cookie=signed_in(desk.chen)) as other,
    ):
        one = feed.consult(ticket_id=number, question="?", to_team=desk.networks, by=desk.amira, at=later(1))
        assert asked.tickets(1) == [number]
        feed.close(consultation_id=one.pk, outcome="No.", by=desk.amira, at=later(2))
        assert asked.tickets(1) == [number]
        theirs = desk.open(team=desk.experts).ticket_id
        assert other.tickets(1) == [theirs]


def look(number: int, who: object, at: datetime, typing: str = "") -> None:
    feed.look(ticket_id=number, tab=str(who), typing=typing, read_to=0, by=who, at=at)  # type: ignore[arg-type]


def test_who_is_at_a_ticket_is_told_who_else_comes_and_types(server: str, desk: Desk) -> None:
    number, at = desk.open().ticket_id, later(1)
    look(number, desk.amira, at)
    with listening(server, cookie=signed_in(desk.amira)) as stream:
        before = place()
        look(number, desk.sara, at)
        assert topics(stream) == [f"presence-{number}"]
        look(number, desk.sara, at + timedelta(seconds=1), "reply")
        frame = stream.next()
        assert (json.loads(frame["data"])["topics"], "id" in frame, place()) == (
            [f"presence-{number}"],
            False,
            before,
        )


def test_a_whisper_reaches_only_whom_it_is_for(server: str, desk: Desk) -> None:
    with (
        listening(server, cookie=signed_in(desk.omar)) as omar,
        listening(server, cookie=signed_in(desk.sara)) as sara,
    ):
        whisper(Whisper(("one",), (desk.omar.pk,)))
        whisper(Whisper(("two",), (desk.sara.pk,)))
        assert (topics(omar), topics(sara)) == (["one"], ["two"])


def test_a_whisper_about_a_ticket_reaches_whoever_hears_of_it(server: str, desk: Desk) -> None:
    number = desk.open(team=desk.sales).ticket_id
    with (
        listening(server, cookie=signed_in(desk.omar)) as omar,
        listening(server, cookie=signed_in(desk.amira)) as amira,
    ):
        whisper(Whisper(("counts",), tickets=(number,)))
        assert topics(omar) == ["counts"]
        whisper(Whisper(("news",), everybody=True))
        assert (topics(omar), topics(amira)) == (["news"], ["news"])


def test_a_whisper_that_nobody_hears_does_no_harm(server: str, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    whisper(Whisper(("counts",), tickets=(desk.open().ticket_id,)))
    assert httpx.get(f"{server}/health").status_code == 200
    assert [line.getMessage() for line in caplog.records if line.levelname == "ERROR"] == []


def test_a_whisper_of_what_was_rolled_back_is_never_heard(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.omar)) as stream:
        with transaction.atomic():
            whisper(Whisper(("never",), (desk.omar.pk,)))
            transaction.set_rollback(True)
        whisper(Whisper(("then",), (desk.omar.pk,)))
        assert topics(stream) == ["then"]


def test_lost_whispers_ask_for_fresh_parts(server: str, desk: Desk) -> None:
    with listening(server, cookie=signed_in(desk.omar)) as stream:
        assert HUB.clients
        whispers.lost()
        assert stream.next("resync")["event"] == "resync"


def test_what_came_in_is_told_to_keepers_of_the_gate(server: str, desk: Desk) -> None:
    with (
        listening(server, cookie=signed_in(desk.omar)) as omar,
        listening(server, cookie=signed_in(desk.sara)) as sara,
    ):
        with transaction.atomic():
            record(ItemQuarantined(item_id=1, error="x"), actor=SYSTEM, at=later(1))
        assert topics(sara) == ["item"]
        mine = desk.open(team=desk.sales).ticket_id
        assert omar.tickets(1) == [mine]
