"""Who is at a ticket, and who is told."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.storage.wake import Bell
from escalera.base.storage.whispers import Whisper, heard, listen
from escalera.core.feed import actions
from escalera.core.feed.models import Presence
from escalera.core.feed.queries import who_is_here
from tests.cast import Desk, later
from tests.hearing import until_heard


@pytest.fixture
def told() -> Iterator[list[Whisper | None]]:
    """What is whispered; on PostgreSQL it comes back by the bell's thread."""
    words: list[Whisper | None] = []
    end, bell = listen(words.append), Bell()
    until_heard(words)
    words.clear()
    yield words
    bell.close()
    end()


def at_ticket(number: int, who: Agent, *, tab: str = "1", typing: str = "", minute: float = 1) -> None:
    actions.look(ticket_id=number, tab=tab, typing=typing, read_to=0, by=who, at=later(minute))


def here(number: int, minute: float = 1) -> list[tuple[str, str]]:
    return [(one.name, one.typing) for one in who_is_here(number, at=later(minute))]


def test_each_is_here_once_with_the_most_that_they_do(desk: Desk) -> None:
    number = desk.open().ticket_id
    at_ticket(number, desk.amira, tab="1", typing="note")
    at_ticket(number, desk.amira, tab="2", typing="reply")
    at_ticket(number, desk.sara, typing="nonsense")
    assert here(number) == [("Amira", "reply"), ("Sara", "")]


def test_one_page_is_at_one_ticket(desk: Desk) -> None:
    first, second = desk.open().ticket_id, desk.open().ticket_id
    at_ticket(first, desk.amira)
    at_ticket(second, desk.amira)
    assert (here(first), here(second)) == ([], [("Amira", "")])
    actions.leave(tab="1", by=desk.amira)
    assert here(second) == []


def test_who_is_not_heard_of_is_gone_after_a_while(desk: Desk) -> None:
    number = desk.open().ticket_id
    at_ticket(number, desk.amira, minute=1)
    assert here(number, 1.75) == [("Amira", "")]
    assert here(number, 1.8) == []
    at_ticket(number, desk.sara, minute=7)
    assert list(Presence.objects.values_list("agent__name", flat=True)) == ["Sara"]


@pytest.mark.django_db(transaction=True)
def test_only_others_at_the_ticket_are_told_and_only_of_a_change(desk: Desk, told: list[Whisper | None]) -> None:
    number = desk.open().ticket_id
    facts = Event.objects.count()
    topic = (f"presence-{number}",)
    at_ticket(number, desk.amira)
    assert told == []
    at_ticket(number, desk.sara)
    at_ticket(number, desk.sara, minute=1.3)
    at_ticket(number, desk.sara, typing="reply", minute=1.4)
    actions.leave(tab="1", by=desk.sara)
    until = time.monotonic() + 30
    while len(told) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert told == [Whisper(topic, (desk.amira.pk,))] * 3
    assert Event.objects.count() == facts


def test_words_that_say_nothing_new_write_nothing(desk: Desk) -> None:
    number = desk.open().ticket_id
    at_ticket(number, desk.amira, minute=1)
    at_ticket(number, desk.amira, minute=1.1)
    assert Presence.objects.get().seen_at == later(1)
    at_ticket(number, desk.amira, minute=1.2)
    assert Presence.objects.get().seen_at == later(1.2)


def test_what_is_no_whisper_is_not_passed_on() -> None:
    passed: list[Whisper | None] = []
    end = listen(passed.append)
    for payload in (
        "",
        "{}",
        '{"t": 1, "a": [], "n": [], "e": 0}',
        '["x"]',
        '{"t": ["a"], "a": ["x"], "n": [], "e": 0}',
    ):
        heard(payload)
    heard('{"t": ["a"], "a": [1], "n": [2], "e": true}')
    end()
    heard('{"t": ["b"], "a": [1], "n": [], "e": false}')
    assert passed == [Whisper(("a",), (1,), (2,), True)]
